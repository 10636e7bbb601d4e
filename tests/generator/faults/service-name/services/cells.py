"""A service whose name is taken."""

from explorable import Service


def double(x):
    return 2 * x


service = Service(methods=(double,))
