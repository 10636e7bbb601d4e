"""The site's command line: `python build.py --help`."""

import sys

try:
    from sitegen.cli import main
except ModuleNotFoundError as missing:
    sys.exit(
        f"This Python has no {missing.name}. Run `make site`, then use .venv/bin/python; without make:\n"
        "    python3.12 -m venv .venv\n"
        "    .venv/bin/pip install --require-hashes -r requirements/site.txt"
    )

if __name__ == "__main__":
    sys.exit(main())
