"""How often Python looks for cyclic garbage."""

import gc

SELDOM = (50_000, 20, 20)
"""Objects more than freed before a look at the youngest; looks before one at older ones, twice.

A season holds some hundred thousand objects that stay, hardly any of them in a cycle: with
Python's own numbers a tenth of planning goes into walking over them again and again.
"""


def collect_seldom() -> None:
    """Let this process look for cyclic garbage seldom; called where a process begins."""
    gc.set_threshold(*SELDOM)
