"""Season files of older formats, brought to the present one. Newer ones are refused."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from instances.faults import CellFault
from models.season import SEASON_FORMAT

Json = dict[str, Any]
CURRENT = int(SEASON_FORMAT.rpartition("/")[2])
MIGRATIONS: Mapping[int, Callable[[Json], Json]] = {}
"""From a format's number to what makes the next format of its data."""


def migrate(
    data: Json,
    migrations: Mapping[int, Callable[[Json], Json]] = MIGRATIONS,
    current: int = CURRENT,
) -> Json:
    """The data in the present format; raises CellFault when there is no way to it."""
    found = data.get("format")
    name = SEASON_FORMAT.rpartition("/")[0]
    match = re.fullmatch(re.escape(name) + r"/(\d{1,6})", found) if isinstance(found, str) else None
    if match is None:
        raise CellFault("format-unknown", expected=SEASON_FORMAT)
    number = int(match[1])
    if number > current:
        raise CellFault("format-newer", found=number, known=current)
    while number < current:
        if number not in migrations:
            raise CellFault("format-unknown", expected=SEASON_FORMAT)
        data = migrations[number](data)
        number += 1
    return data | {"format": f"{name}/{current}"}
