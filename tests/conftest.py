"""Every run tries the same cases; `pytest --hypothesis-profile=search` looks for others."""

from hypothesis import settings

settings.register_profile("steady", derandomize=True, deadline=None)
settings.register_profile("search", deadline=None, print_blob=True)
settings.load_profile("steady")
