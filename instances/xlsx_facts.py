"""What a workbook holds, how much of it is taken, and why one is refused.

Rows and columns count from 0, as in ``sheet.rows[6][2]``, the cell ``address(6, 2) == "C7"``;
only `hidden_rows` holds row numbers as Excel prints them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

if TYPE_CHECKING:
    import datetime as dt

MAX_BYTES: Final = 200_000_000  # of the file, and of all its members inflated
MAX_TEXT: Final = 100_000_000  # characters, each cell counted with the shared text it points to
MAX_MEMBERS: Final = 10_000
MAX_ROWS: Final = 100_000
MAX_COLUMNS: Final = 512
MAX_CELLS: Final = 3_000_000  # written in the file, blank ones with a format among them
MAX_AREA: Final = 10_000_000  # rows times columns, over all sheets: what calamine allocates
MAX_FORMULAS: Final = 10_000  # addresses kept for each sheet

Code: TypeAlias = Literal[
    "file-missing",  # no such file
    "file-is-folder",
    "workbook-is-plan",  # what we printed, not what is planned from
    "file-locked",  # the system refuses it: another program holds it, or no permission
    "file-empty",  # no bytes at all
    "file-encrypted",  # needs a password
    "file-old-xls",  # .xls, or .et of WPS; `kind` says which
    "file-csv",  # plain text, whatever its name ends with
    "file-not-xlsx",  # something else: `kind` is html, ods, xlsb, pdf, zip or unknown
    "file-too-large",  # `what` is file, members, inflated or text; `limit`
    "file-broken",  # damaged or forged; `part` of the zip where known
    "sheet-too-large",  # `rows`, `columns` reached, and the limits
    "read-timeout",  # `seconds`
    "read-crashed",  # `exit`, the child's, where known
]

Value: TypeAlias = "str | int | float | bool | dt.date | dt.datetime | dt.time | CellError | None"


@dataclass(frozen=True, slots=True)
class CellError:
    """What Excel shows where a formula failed, such as ``#REF!``."""

    text: str


@dataclass(frozen=True, slots=True)
class Place:
    sheet: str
    cell: str | None = None

    def __str__(self) -> str:
        return f"{self.sheet}!{self.cell}" if self.cell else self.sheet


@dataclass(frozen=True, slots=True)
class Sheet:
    """``rows[r][c]``, all rows equally long, from A1 to the last cell that holds anything.

    A cell holds what Excel stores: a whole number below 10**15 is an int, a longer one a float
    (its end is lost), a duration below a day a time and a longer one a float of days, blank text
    None. Of a formula it is the value last computed. `formulas` keeps the first 10,000 addresses.
    """

    name: str
    hidden: bool
    rows: list[list[Value]]
    merged: tuple[tuple[int, int, int, int], ...]
    """First row, first column, last row, last column, from 0, the last included."""
    hidden_rows: frozenset[int]
    """Numbers as Excel prints them, from 1."""
    formulas: frozenset[str]


@dataclass(frozen=True, slots=True)
class Workbook:
    path: Path
    sheets: dict[str, Sheet]
    """In the order of the tabs, hidden ones too; chart sheets are left out."""


@dataclass(frozen=True, slots=True)
class SheetScan:
    name: str
    hidden: bool
    part: str
    """The member of the zip."""
    rows: int
    """Number of the last row with a value or formula; 0 when the sheet is empty."""
    columns: int
    cells: int
    """Cells written in the file, blank ones among them."""
    merged: tuple[tuple[int, int, int, int], ...]
    hidden_rows: frozenset[int]
    formulas: frozenset[str]
    errors: Mapping[tuple[int, int], CellError]
    negatives: Mapping[tuple[int, int], float]
    """Numbers below zero that carry a format: none is a date, but calamine makes one up."""


@dataclass(frozen=True, slots=True)
class ScanReport:
    path: Path
    sheets: tuple[SheetScan, ...]


class Unreadable(Exception):  # noqa: N818 -- says what the file is, as the caller speaks of it
    """The file, or one sheet, cannot be read. No cell value is ever in it."""

    def __init__(self, code: Code, where: Place | None = None, **params: str | int | float) -> None:
        super().__init__(code, where, params)
        self.code: Code = code
        self.where = where
        self.params: Mapping[str, str | int | float] = params

    def __str__(self) -> str:
        """For developers; people read the catalogue's wording of `code`."""
        details = ", ".join(f"{key}={value}" for key, value in self.params.items())
        place = f" at {self.where}" if self.where else ""
        return f"{self.code}{place}" + (f" ({details})" if details else "")


def address(row: int, column: int) -> str:
    """The cell's name, rows and columns from 0: ``address(6, 2) == "C7"``."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"{letters}{row + 1}"
