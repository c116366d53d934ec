"""`tillwatch` and `python -m tillwatch`."""

import sys

from tillwatch.cli.run import run
from tillwatch.wiring import tuning


def main() -> None:
    tuning.loading()
    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
