"""Everything that decides or judges."""
