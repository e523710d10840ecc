"""Services of our own for the whole folder: what is killed here must not be anybody else's."""

from collections.abc import Callable, Iterator

import pytest

from tests.faults.site import Services, Site, standing

FIGURES: list[str] = []


@pytest.fixture(scope="package")
def services() -> Iterator[Services]:
    made = Services()
    made.start()
    yield made
    made.stop()


@pytest.fixture(scope="package")
def shared_site(services: Services) -> Iterator[Site]:
    with standing(services) as made:
        yield made


@pytest.fixture
def site(shared_site: Site) -> Site:
    """Two web processes, whole again. Those of the tests that change nothing but what they kill share them."""
    shared_site.mend()
    return shared_site


@pytest.fixture
def figures(request: pytest.FixtureRequest) -> Callable[..., None]:
    """`figures(sent=3, seconds=0.2)`: what a test measured, shown at the end of the run."""

    def note(**measured: object) -> None:
        shown = ", ".join(f"{name} {_shown(value)}" for name, value in measured.items())
        FIGURES.append(f"{request.node.name}: {shown}")

    return note


def _shown(value: object) -> str:
    return f"{value:.3g}" if isinstance(value, float) else str(value)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if FIGURES:
        terminalreporter.section("figures")
        for line in FIGURES:
            terminalreporter.line(line)
