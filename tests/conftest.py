"""The tests' own options."""

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    told = "what pages get Python from: its snapshot, or its packs, which is the robust way"
    parser.addoption("--python-path", choices=("snapshot", "robust"), default="snapshot", help=told)
