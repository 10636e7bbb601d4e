"""`python -m lab`: what posts show of language models, measured and made."""

import argparse
import sys

from lab import family, logs, measure, scale, shape

_COMMANDS = {"family": family, "logs": logs, "measure": measure, "scale": scale, "shape": shape}


def main() -> None:
    """Run the command that was asked for; what is wrong is said in a sentence."""
    parser = argparse.ArgumentParser(prog="python -m lab", description="What posts show of language models.")
    commands = parser.add_subparsers(required=True, metavar="command")
    for name, module in _COMMANDS.items():
        help = (module.__doc__ or "").partition("\n")[0]
        module.declare(commands.add_parser(name, description=module.__doc__, help=help))
    arguments = parser.parse_args()
    try:
        arguments.run(arguments)
    except ValueError as error:
        sys.exit(f"lab: {error}")


if __name__ == "__main__":
    main()
