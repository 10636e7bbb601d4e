"""The coin of the tests by a name that the page has."""

from dataclasses import replace

from .coin import figure as coin

figure = replace(coin, id="main")
