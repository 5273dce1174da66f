"""`python -m scheduler`: the same as the command `pingshen`."""

from scheduler.cli import main

main()
