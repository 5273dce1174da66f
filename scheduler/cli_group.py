"""The group that all commands belong to."""

from importlib.metadata import version

import rich_click as click


@click.group(
    "pingshen",
    cls=click.RichGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(version("pingshen"), prog_name="pingshen")
def cli() -> None:
    """Plan one season of title review."""
