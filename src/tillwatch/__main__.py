"""`tillwatch` and `python -m tillwatch`."""

import sys

from tillwatch.cli.run import run


def main() -> None:
    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
