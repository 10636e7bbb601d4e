"""What a text points to: links, states of figures, works, formulas, listings."""
