"""The rows with which provisions bind a step of planning, each tied to its clause.

The verifier's reading of the same clause is the `check` of a class in `scheduler.rules`; the two
are written apart on purpose (docs/adr/0002) and are tied by the clause's id.
"""
