"""What several figures say in the same words."""

ENTROPY_HELP = "0 puts everything on one token, 1 makes all tokens equally likely."
