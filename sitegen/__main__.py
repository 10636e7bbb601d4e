"""`python -m sitegen`: the same program as the console script."""

import sys

from sitegen.cli import main

if __name__ == "__main__":
    sys.exit(main())
