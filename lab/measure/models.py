"""Of how many bits the copies of a model are that are measured."""

BITS = (8, 4, 3, 2)
