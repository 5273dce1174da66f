"""Shares of a goal: they are its value, so that they add up to it exactly."""

from collections.abc import Iterable

from models.plan import Goal, Share


def total(shares: Iterable[Share]) -> int:
    """The value that shares add up to."""
    return sum(share.value for share in shares)


def shared_goal(goal: Goal, shares: Iterable[Share]) -> Goal:
    """The goal with these shares: its value is their sum, its bound never beyond it."""
    every = tuple(shares)
    value = total(every)
    bound = min(value, goal.bound) if goal.sense == "min" else max(value, goal.bound)
    return goal.model_copy(
        update={"value": value, "bound": bound, "proven": value == bound, "shares": every}
    )
