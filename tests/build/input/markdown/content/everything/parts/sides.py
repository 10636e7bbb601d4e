SIDES = ("heads", "tails")
