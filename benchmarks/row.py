"""The form of a measurement."""

import sys
from dataclasses import dataclass
from decimal import Decimal
from importlib.metadata import version

COLUMNS = (
    "case",
    "method",
    "status",
    "value",
    "bound",
    "gap",
    "seconds",
    "peak_mib",
    "checked",
    "versions",
)


@dataclass(frozen=True)
class Options:
    """What the command line gives: a size (or a season file), a seed, a net of time, methods."""

    size: str
    data: str | None
    seed: int
    time_limit: float | None
    methods: list[str]


@dataclass(frozen=True)
class Row:
    """One case by one method. `checked`: an evaluator that shares no code with it agrees."""

    case: str
    status: str
    value: int | None
    bound: int | None
    seconds: float
    checked: bool | None = None
    method: str = "ours"
    note: str = ""
    """Put after the versions: threads, the published value."""
    scale: int = 1
    """Value and bound are counted in parts of one by so many; a power of ten."""

    def cells(self) -> dict[str, str]:
        """The row as CSV text; the gap is |value - bound| / max(1, |value|)."""
        gap = ""
        if self.value is not None and self.bound is not None:
            gap = f"{abs(self.value - self.bound) / max(self.scale, abs(self.value)):.4f}"
        return {
            "case": self.case,
            "method": self.method,
            "status": self.status,
            "value": "" if self.value is None else in_ones(self.value, self.scale),
            "bound": "" if self.bound is None else in_ones(self.bound, self.scale),
            "gap": gap,
            "seconds": f"{self.seconds:.4f}",
            "peak_mib": peak_mib(),
            "checked": {None: "", True: "yes", False: "no"}[self.checked],
            "versions": f"pingshen {version('pingshen')}; ortools {version('ortools')}"
            + (f"; {self.note}" if self.note else ""),
        }


def in_ones(count: int, scale: int) -> str:
    """A count of parts as a decimal number, exactly."""
    return str(count) if scale == 1 else format((Decimal(count) / scale).normalize(), "f")


def peak_mib() -> str:
    """The greatest memory of this process and its children so far; empty where not known."""
    if sys.platform == "win32":
        return ""
    import resource

    used = max(
        resource.getrusage(resource.RUSAGE_SELF).ru_maxrss,
        resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss,
    )
    return str(used // 1024)
