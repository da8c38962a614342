"""Give tests in a browser the built site on this machine, the browser, and a page that lets no fault pass."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from build_scripts.paths import SITE
from tests.browser.faults.faulty_host import FaultyHost
from tests.browser.faults.faulty_visit import FaultyVisit
from tests.browser.page_objects.finder_page import FinderPage
from tests.support.chromium import FLAGS
from tests.support.made_up_site import built, write
from tests.support.static_host import serve_site

# The same examples on every machine, however busy it is.
settings.register_profile("steady", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("steady")
# For the same reason: what a page does in a moment may take seconds beside other tests.
expect.set_options(timeout=20_000)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--all-browsers", action="store_true", help="walk through the checker in Firefox and WebKitGTK too"
    )


def pytest_configure(config: pytest.Config) -> None:
    line = "console_error(text): the test makes the browser report errors that hold this text; others still fail it"
    config.addinivalue_line("markers", line)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker("browser")


@pytest.fixture
def site_url(request: pytest.FixtureRequest, built_url: str) -> str:
    """Return the address of the start page, ending with a slash: for modules so marked, with made-up schools."""
    with_schools = request.node.get_closest_marker("with_schools")
    return str(request.getfixturevalue("finder_url")) if with_schools else built_url


@pytest.fixture(scope="session")
def built_url() -> Iterator[str]:
    """Yield the address of the built site's start page."""
    if not (SITE / "index.html").exists():
        pytest.fail("The site is not built. Run: python3 dev.py build")
    with serve_site(SITE) as address:
        yield address


@pytest.fixture(scope="session")
def finder_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the site with the finder and made-up schools in it."""
    return built(write(tmp_path_factory.mktemp("data")), tmp_path_factory.mktemp("site"))


@pytest.fixture(scope="session")
def finder_url(finder_site: Path) -> Iterator[str]:
    """Yield the address of that site's start page."""
    with serve_site(finder_site) as address:
        yield address


@pytest.fixture
def finder(page: Page, site_url: str) -> FinderPage:
    made = FinderPage(page, site_url)
    made.open()
    return made


# For each module, not for all: Playwright can be started once at a time, and some modules start their own.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=os.environ.get("CHROMIUM") or None, args=FLAGS)
        yield launched
        launched.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """Open a fresh profile, with an empty cache."""
    made = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB")
    yield made
    made.close()


@pytest.fixture
def page(context: BrowserContext, site_url: str, request: pytest.FixtureRequest) -> Iterator[Page]:
    """Open a page that fails its test when it asks another host for something, or when the browser reports an error."""
    made = context.new_page()
    faults: list[str] = []
    tolerated = [text for mark in request.node.iter_markers("console_error") for text in mark.args]

    def hear(text: str) -> None:
        if not any(part in text for part in tolerated):
            faults.append(text)

    own = (site_url, "data:", "blob:")
    made.on("request", lambda asked: None if asked.url.startswith(own) else faults.append(f"asked for {asked.url}"))
    made.on("console", lambda said: hear(said.text) if said.type == "error" else None)
    made.on("pageerror", lambda error: hear(str(error)))
    yield made
    assert faults == []


@pytest.fixture(scope="module")
def faulty_host(finder_site: Path) -> Iterator[tuple[str, FaultyHost]]:
    """Yield the site with the finder, on a host that can be made to fail."""
    host = FaultyHost()
    with serve_site(finder_site, intercept=host) as address:
        yield address, host


@pytest.fixture
def visit(context: BrowserContext, faulty_host: tuple[str, FaultyHost]) -> Iterator[FaultyVisit]:
    """Open a visit in which the browser may report errors; that it asks nobody else is checked all the same."""
    address, host = faulty_host
    host.reset()
    made = FaultyVisit(context.new_page(), address, host)
    yield made
    host.over.set()
    assert made.elsewhere == []
