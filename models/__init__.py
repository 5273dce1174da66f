"""Facts only: what is given (Season) and what was decided (Plan). No solver, no files, no plots."""
