# coding: latin-1
"""A figure of a café."""

figure = Figure(id="old")
