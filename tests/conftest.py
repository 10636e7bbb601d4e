"""The tests' own options."""

import pytest
from hypothesis import HealthCheck, Phase, settings

settings.register_profile("default", deadline=None)  # a busy machine is no fault
settings.register_profile("same-examples", deadline=None, derandomize=True)  # passes again
settings.register_profile(
    "mutants",  # that one example fails is enough
    deadline=None,
    derandomize=True,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=(HealthCheck.too_slow,),
)
settings.load_profile("default")


def pytest_addoption(parser: pytest.Parser) -> None:
    told = "what pages get Python from: its snapshot, or its packs, which is the robust way"
    parser.addoption("--python-path", choices=("snapshot", "robust"), default="snapshot", help=told)
    told = "that site/ is what the working tree makes, so no test of it has to build it again"
    parser.addoption("--site-is-built", action="store_true", help=told)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What tests that passed have measured: pytest keeps what such a test prints to itself."""
    passed = terminalreporter.getreports("passed")
    measured = [f"{name}: {value}" for report in passed for name, value in report.user_properties]
    if measured:
        terminalreporter.section("measured")
    for line in measured:
        terminalreporter.line(line)
