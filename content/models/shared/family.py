"""The models that were trained here, as readers choose among them."""

from explorable import Option

FAMILY = (
    Option("s", "Small, trained here"),
    Option("m", "Medium, trained here"),
    Option("b", "Large, trained here"),
)
