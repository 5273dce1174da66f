"""`python -m scheduler`, and the command `pingshen`: the command line, once it is loaded."""

import sys

from models.garbage import collect_seldom

STOPPED = 130


def main() -> None:
    """Run the command line. Ctrl-C while its modules load ends it in silence, as it does later."""
    try:
        collect_seldom()
        from scheduler import cli

        cli.main()
    except KeyboardInterrupt:
        sys.exit(STOPPED)


if __name__ == "__main__":
    main()
