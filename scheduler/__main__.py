"""`python -m scheduler`, and the command `pingshen`: the command line, once it is loaded."""

import sys

STOPPED = 130


def main() -> None:
    """Run the command line. Ctrl-C while its modules load ends it in silence, as it does later."""
    try:
        from scheduler import cli

        cli.main()
    except KeyboardInterrupt:
        sys.exit(STOPPED)


if __name__ == "__main__":
    main()
