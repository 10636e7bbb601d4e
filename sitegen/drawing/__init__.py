"""Who draws figures, and what of them."""
