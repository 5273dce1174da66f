"""Why a request for places cannot be divided: every fault at once, each with its field."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from models.messages import Arg
from models.plan import PutAside
from models.quota import QuotaRequest

CLAUSE, UNUSED = "N2024-4.11b", "N2024-4.11c"
"""Who gets places; and that nobody nominates beyond them."""


@dataclass(frozen=True)
class Trouble:
    """One fault of the data: a message code, the field of the request, and values."""

    code: str
    at: str = ""
    values: Mapping[str, Arg] = field(default_factory=dict[str, Arg])


class Troubles(ValueError):  # noqa: N818 - reads as what there is
    """Every fault for which a request cannot be divided."""

    def __init__(self, *found: Trouble) -> None:
        super().__init__(", ".join(item.code for item in found))
        self.found = found

    def put_aside(self, request: QuotaRequest) -> Iterable[PutAside]:
        """The request as put aside, once for each fault, each with its field."""
        for number, trouble in enumerate(self.found):
            yield aside(request, trouble, number)


def aside(request: QuotaRequest, trouble: Trouble, number: int = 0) -> PutAside:
    """A request that is put aside for one fault."""
    return PutAside(
        id=f"quota/{request.id}" + (f"/{number}" if number else ""),
        table="quota",
        row=request.id,
        code=trouble.code,
        clause=CLAUSE,
        step="quota",
        args=dict(trouble.values) | ({"field": trouble.at} if trouble.at else {}),
    )
