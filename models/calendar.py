"""Working days and half-days of one year, with 休/班 overrides. The only date arithmetic."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cached_property
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

from models.base import Record


def _on_a_date(at: str) -> str:
    """The half-day, if there is such a date: 31 February has a form, but no afternoon."""
    try:
        date.fromisoformat(at[:10])
    except ValueError:
        raise PydanticCustomError("half_day", "no such date") from None
    return at


HalfDay = Annotated[
    str,
    StringConstraints(pattern=r"^\d{4}-\d{2}-\d{2}\.(am|pm)$"),
    AfterValidator(_on_a_date),
]
"""A half-day, "2024-08-07.am"; sorts as text in the order of time."""

Half = Literal["am", "pm"]
HALVES: tuple[Half, ...] = ("am", "pm")
SATURDAY = 5


def half_day(day: date, half: Half) -> HalfDay:
    """The half-day of a date."""
    return f"{day.isoformat()}.{half}"


def date_of(at: HalfDay) -> date:
    """The date of a half-day."""
    return date.fromisoformat(at[:10])


def half_of(at: HalfDay) -> Half:
    """Whether a half-day is am or pm."""
    return "am" if at.endswith("am") else "pm"


def day_range(first: date, last: date) -> Iterator[date]:
    """Every calendar day from first to last, both included."""
    for offset in range((last - first).days + 1):
        yield first + timedelta(days=offset)


def add_months(day: date, months: int) -> date:
    """The same day some months later, or the last day of that month when it has no such day."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    for number in range(day.day, 27, -1):
        try:
            return date(year, month + 1, number)
        except ValueError:
            continue
    return date(year, month + 1, day.day)


class OutsideCalendar(ValueError):  # noqa: N818 - reads as what happened
    """A date in a year for which the season has no table of days off; never guessed."""

    def __init__(self, day: date) -> None:
        super().__init__(f"no table of working days for {day.year}")
        self.day = day


class DayOverride(Record, frozen=True):
    """A local decision that a day is off (休) or worked (班), whatever the national table says."""

    id: str = ""
    date: date
    kind: Literal["off", "work"]
    half: Literal["", "am", "pm"] = ""
    note: str = ""


class WorkCalendar(Record, frozen=True):
    """The working days of one year: national table first, local overrides over it.

    `days_off` are weekdays off by the State Council's notice, `makeup_days` weekend days worked.
    A half-day override closes or opens that half only; the day is a workday while a half is open.
    """

    year: int = Field(ge=2004, le=2100)
    source: str = ""
    days_off: tuple[date, ...] = ()
    makeup_days: tuple[date, ...] = ()
    overrides: tuple[DayOverride, ...] = ()

    @cached_property
    def _off(self) -> frozenset[date]:
        return frozenset(self.days_off)

    @cached_property
    def _makeup(self) -> frozenset[date]:
        return frozenset(self.makeup_days)

    @cached_property
    def _whole(self) -> dict[date, str]:
        return {o.date: o.kind for o in self.overrides if not o.half}

    @cached_property
    def _halves(self) -> dict[str, str]:
        return {half_day(o.date, o.half): o.kind for o in self.overrides if o.half}

    def _by_table(self, day: date) -> bool:
        if day.year != self.year:
            raise OutsideCalendar(day)
        if day in self._whole:
            return self._whole[day] == "work"
        return day in self._makeup or (day.weekday() < SATURDAY and day not in self._off)

    def is_open(self, at: HalfDay) -> bool:
        """Whether offices work in this half-day."""
        by_day = self._by_table(date_of(at))
        return self._halves.get(at, "work" if by_day else "off") == "work"

    @cached_property
    def _worked(self) -> dict[date, bool]:
        return {}

    def is_workday(self, day: date) -> bool:
        """Whether offices work on this day, at least for one half. Raises OutsideCalendar."""
        known = self._worked.get(day)
        if known is None:
            known = any(self.is_open(half_day(day, half)) for half in HALVES)
            self._worked[day] = known
        return known

    def workdays(self, first: date, last: date) -> tuple[date, ...]:
        """The workdays from first to last, both included; empty when last is before first."""
        return tuple(day for day in day_range(first, last) if self.is_workday(day))

    def add_workdays(self, day: date, count: int) -> date:
        """The count-th workday after (count > 0) or before (count < 0) a day, not counting it."""
        step = timedelta(days=1 if count > 0 else -1)
        left = abs(count)
        while left:
            day += step
            left -= self.is_workday(day)
        return day

    def on_or_after(self, day: date) -> date:
        """The day itself when it is a workday, else the next one."""
        return day if self.is_workday(day) else self.add_workdays(day, 1)

    def on_or_before(self, day: date) -> date:
        """The day itself when it is a workday, else the one before: an organiser's duty."""
        return day if self.is_workday(day) else self.add_workdays(day, -1)

    def half_days(self, first: date, last: date, *, weekends: bool = False) -> tuple[HalfDay, ...]:
        """Open half-days from first to last; `weekends` adds Saturdays and Sundays.

        A statutory holiday, a weekday off or a local 休 is never added by `weekends`.
        """
        return tuple(
            at
            for day in day_range(first, last)
            for half in HALVES
            if self.is_open(at := half_day(day, half))
            or (
                weekends
                and day.weekday() >= SATURDAY
                and self._whole.get(day) != "off"
                and self._halves.get(at) != "off"
                and not self._in_holiday(day)
            )
        )

    def _in_holiday(self, day: date) -> bool:
        """A weekend day that touches weekdays off belongs to the holiday."""
        around = (
            day - timedelta(days=2),
            day - timedelta(days=1),
            day + timedelta(days=1),
            day + timedelta(days=2),
        )
        return any(near in self._off for near in around)
