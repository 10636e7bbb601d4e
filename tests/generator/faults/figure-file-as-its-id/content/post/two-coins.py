"""A figure of a coin."""

figure = Figure(id="coin")
