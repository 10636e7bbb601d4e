"""What a coin seldom stands on."""

EDGE = "edge"
