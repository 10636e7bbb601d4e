"""Where the head and the body of a ranking end, and below what a divergence is only rounding."""

HEAD, BODY = 10, 100  # the last ranks of the head and of the body; what follows is the tail
NEGLIGIBLE = 1e-12  # nats: a divergence smaller than this is rounding
