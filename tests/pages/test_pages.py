"""The built site: its pages, that it loads nothing from elsewhere, and that it works wherever it is put."""

import json
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from html.parser import HTMLParser
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Request, Response, expect

from build_scripts.paths import ROOT
from tests.support.keyboard import tab_to
from tests.support.static_host import serve_site

QUESTIONS = sorted(path.stem for path in (ROOT / "content/faq").glob("*.md"))
PAGES = [
    "",
    "check/",
    "programme/",
    "modules/",
    "faq/",
    "evidence/",
    "apply/",
    "assumptions/",
    "privacy/",
    "accessibility/",
]
EVERY_PAGE = [*PAGES, *(f"faq/{question}/" for question in QUESTIONS)]
SUB_PATH = "/sites/leading-together/"
REPOSITORY = "https://git.example/somebody/leading-together"

# What a head types, as a word or as a whole question, and the page that must come first.
SEARCHES = {
    "deprivation": "faq/eligibility/",
    "free school meals": "faq/eligibility/",
    "cost": "faq/cost/",
    "RI": "faq/eligibility/",
    "requires improvement": "faq/eligibility/",
    "SIP": "faq/school-improvement-partner/",
    "governors": "faq/who-takes-part/",
    "wellbeing": "faq/modules/",
    "apply": "faq/apply/",
    "deadline": "faq/apply/",
    "primary": "faq/eligibility/",
    "time": "faq/time/",
    "MAT": "trust/",
    "when": "faq/apply/",
    "how": "faq/apply/",
    "where": "faq/delivery/",
    "what": "faq/what-is-leading-together/",
    "is it for us": "check/",
    "do we pay": "faq/cost/",
    "who pays": "faq/cost/",
    "is it free": "faq/cost/",
    "how much does it cost": "faq/cost/",
    "when does it start": "faq/apply/",
    "when can we apply": "faq/apply/",
    "how do we apply": "faq/apply/",
    "how long does it take": "faq/time/",
    "can we take part": "faq/eligibility/",
    "do we qualify": "faq/eligibility/",
    "are we eligible": "faq/eligibility/",
    "do special schools qualify": "faq/eligibility/",
    "is it for primary schools": "faq/eligibility/",
    "what is IDACI": "faq/eligibility/",
    "how do i find my AEA category": "faq/eligibility/",
    "is it online": "faq/delivery/",
    "where does it happen": "faq/delivery/",
    "who comes to us": "faq/achievement-partner/",
    "how many people take part": "faq/who-takes-part/",
    "can we do it again": "faq/completed-before/",
    "we have done it before": "faq/completed-before/",
    "what if our head leaves": "faq/joining-later/",
    "what about new staff": "faq/joining-later/",
    "what is leading together": "faq/what-is-leading-together/",
    "what is the evidence": "evidence/",
    "can i check all my schools": "trust/",
    "is my school eligible": "faq/eligibility/",
    "is our school eligible?": "faq/eligibility/",
    "why are we not eligible": "faq/eligibility/",
    "are PRUs eligible": "faq/eligibility/",
    "can nurseries take part": "faq/eligibility/",
    "can an infant school apply": "faq/eligibility/",
    "does Ofsted rating matter": "faq/eligibility/",
    "what if we just miss the threshold": "faq/eligibility/",
    "How much does it cost?": "faq/cost/",
    "is there a fee": "faq/cost/",
    "what is the price per school": "faq/cost/",
    "when is the deadline?": "faq/apply/",
    "who do I contact": "faq/apply/",
    "how can I speak to someone": "faq/apply/",
    "how many days out of school": "faq/time/",
    "do i need cover for teaching": "faq/time/",
    "how long is the programme": "faq/time/",
    "can deputies apply": "faq/who-takes-part/",
    "can middle leaders join": "faq/who-takes-part/",
    "who should be on the team": "faq/who-takes-part/",
    "do governors have to agree": "faq/who-takes-part/",
    "do we get a coach": "faq/achievement-partner/",
    "who visits our school": "faq/achievement-partner/",
    "who is the achievement partner": "faq/achievement-partner/",
    "where does training take place": "faq/delivery/",
    "do we need to travel": "faq/delivery/",
    "what happens if someone leaves": "faq/joining-later/",
    "is it an NPQ": "faq/completed-before/",
    "where do I find our IDACI score": "faq/own-figure/",
    "what will we learn": "modules/",
    "what do other schools say about it": "programme/",
    "is there evidence that it works": "evidence/",
    "can I upload a list of schools": "trust/",
    "can a trust check all its schools": "trust/",
    "my school is not in the list": "check/",
    "do you store my data": "privacy/",
    "do you use cookies": "privacy/",
    "does the site work with a screen reader": "accessibility/",
}


def build(folder: Path, **environment: str) -> Path:
    command = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--strict", "--site-dir", str(folder)]
    env = {**os.environ, "NO_MKDOCS_2_WARNING": "1", **environment}
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("site"))


@pytest.fixture(scope="module")
def moved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the site for a place under a path, with links to its repository."""
    address = f"https://pages.example{SUB_PATH}"
    return build(tmp_path_factory.mktemp("moved"), SITE_URL=address, REPO_URL=REPOSITORY)


class Elements(HTMLParser):
    """The start tags of a page, with their attributes, and the text of each cell of its tables."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str]]] = []
        self.cells: list[str] = []
        self._in_cell = False
        self.feed(path.read_text("utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, {name: value or "" for name, value in attrs}))
        self._in_cell = tag in ("td", "th")
        if self._in_cell:
            self.cells.append("")

    def handle_endtag(self, tag: str) -> None:
        self._in_cell = self._in_cell and tag not in ("td", "th")

    def handle_data(self, data: str) -> None:
        if self._in_cell:
            self.cells[-1] += data

    def ids(self) -> list[str]:
        return [attributes["id"] for _, attributes in self.found if "id" in attributes]


def html(site: Path, page: str) -> Path:
    return site / page / "index.html"


@pytest.mark.parametrize("page", EVERY_PAGE)
def test_a_page_is_whole(site: Path, page: str) -> None:
    found = Elements(html(site, page)).found
    tags = [tag for tag, _ in found]
    assert (tags.count("h1"), tags.count("title"), tags.count("main")) == (1, 1, 1)
    [description] = [each["content"] for tag, each in found if tag == "meta" and each.get("name") == "description"]
    assert 20 < len(description) < 200
    assert ("html", "en") in [(tag, each.get("lang")) for tag, each in found]


@pytest.mark.parametrize("page", [*EVERY_PAGE, "404.html"])
def test_a_page_loads_nothing_from_elsewhere(site: Path, page: str) -> None:
    path = site / page if page.endswith(".html") else html(site, page)
    loaded = []
    for tag, attributes in Elements(path).found:
        assert not attributes.keys() & {"style", "onclick", "onload", "srcset"}, (tag, attributes)
        assert tag not in ("style", "base", "iframe"), attributes
        loaded += [attributes["src"]] if "src" in attributes else []
        if tag == "link" and attributes.get("rel") != "canonical":
            loaded.append(attributes["href"])
    assert loaded
    assert [address for address in loaded if re.match(r"[a-z]+:|//", address)] == []


# What these style beside the sheet of every page no other page has: a list, and its table.
WITH_A_LIST = {"trust/", "pupils/"}


@pytest.mark.parametrize("page", EVERY_PAGE)
def test_a_page_waits_for_one_style_sheet_that_every_page_has(site: Path, page: str) -> None:
    text = re.sub(r"<noscript>.*?</noscript>", "", html(site, page).read_text("utf-8"), flags=re.DOTALL)
    sheets = re.findall(r'<link rel="stylesheet" href="([^"]+)">', text)
    [shared] = (site / "assets").glob("site.*.min.css")
    assert (html(site, page).parent / sheets[0]).resolve() == shared
    assert len(sheets) == 1 + (page in WITH_A_LIST)


def test_style_sheets_load_nothing_from_elsewhere(site: Path) -> None:
    for path in site.rglob("*.css"):
        text = path.read_text("utf-8")
        for address in re.findall(r"url\(\s*['\"]?([^'\")]+)", text) + re.findall(r"@import\s+['\"]?([^'\";]+)", text):
            assert address.startswith("data:") or (path.parent / address).exists(), (path.name, address)


def test_every_question_has_its_id_for_good(site: Path) -> None:
    """On the page of all questions and on a page of its own; no id stands twice."""
    ids = Elements(html(site, "faq/")).ids()
    assert set(QUESTIONS) <= set(ids)
    assert len(set(ids)) == len(ids)
    assert len(QUESTIONS) >= 12
    assert all(html(site, f"faq/{question}/").exists() for question in QUESTIONS)


@pytest.mark.parametrize("page", ["faq/", "faq/eligibility/", "check/"])
def test_the_table_of_the_rule_says_the_rule(site: Path, page: str) -> None:
    """Read back from the page, the table has the floors of the criteria."""
    [edition] = (ROOT / "content/criteria").glob("*.toml")
    bands = tomllib.loads(edition.read_text("utf-8"))["bands"]
    floors = [(band["idaci_from"]["value"], band["aea_from"]["value"]) for band in bands]
    cells = Elements(html(site, page)).cells
    start = cells.index("IDACI") + 2
    rows = list(zip(cells[start::2], cells[start + 1 :: 2], strict=False))[: len(floors)]
    read = [(re.findall(r"[\d.]+", idaci)[0], (re.findall(r"\d", aea) or ["1"])[0]) for idaci, aea in rows]
    assert read == floors


def test_the_rule_as_data(site: Path) -> None:
    data = json.loads((site / "criteria.json").read_text("utf-8"))
    assert data["edition"] == max(path.stem for path in (ROOT / "content/criteria").glob("*.toml"))
    assert data["bands"]
    assert data["sources"]


def test_the_checker_is_there(site: Path) -> None:
    current = json.loads((ROOT / "build/checker/current.json").read_text("utf-8"))
    folder = site / "assets/checker" / current["folder"]
    assert {file["name"] for file in current["files"]} <= {
        path.relative_to(folder).as_posix() for path in folder.rglob("*")
    }
    assert f"../assets/checker/{current['folder']}/check-page/check-page.js" in html(site, "check/").read_text("utf-8")


def test_edit_links_lead_to_the_file_that_an_editor_changes(site: Path, moved: Path) -> None:
    links = {page: re.findall(r'href="([^"]+)"[^>]*rel="edit"', html(moved, page).read_text()) for page in EVERY_PAGE}
    assert links["faq/cost/"] == [f"{REPOSITORY}/edit/main/content/faq/cost.md"]
    assert links["faq/"] == [f"{REPOSITORY}/edit/main/docs/faq.md"]
    for [link] in links.values():
        assert (ROOT / link.removeprefix(f"{REPOSITORY}/edit/main/")).exists()
    assert 'rel="edit"' not in html(site, "faq/").read_text()


def test_a_browser_that_translates_leaves_the_words_that_lists_must_use(site: Path) -> None:
    """A column or an answer in another language would not be read."""
    [table] = re.findall(r'<table class="lt-table lt-names">.*?</table>', (site / "trust/index.html").read_text(), re.S)
    rows = re.findall(r"<tr>(<th.*?>)(.*?)</th>(<td.*?>).*?</td>(<td.*?>)(.*?)</td></tr>", table)
    assert [name for name, *_ in rows if "translate" not in name] == []
    assert [names for _, _, names, *_ in rows if "translate" not in names] == []
    assert ["; " in cells for *_, cells in rows] == ["translate" in cell for *_, cell, _ in rows]
    assert len(rows) > 5


def test_the_page_for_missing_addresses_is_not_searched_nor_listed(site: Path) -> None:
    assert "404" not in (site / "sitemap.xml").read_text()
    assert "404" not in (site / "search/search_index.json").read_text()
    assert not (site / "404").exists()


# --- In the browser ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("under", ["/", SUB_PATH])
def test_every_page_works_and_asks_nobody_else(site: Path, browser: Browser, under: str) -> None:
    """The same files at the root of a host and under a path."""
    requests: list[Request] = []
    wrong: list[Response] = []
    errors: list[str] = []
    with ExitStack() as stack:
        start = stack.enter_context(serve_site(site, under))
        page = browser.new_page()
        stack.callback(page.close)
        page.on("request", lambda request: requests.append(request))
        page.on("response", lambda response: wrong.append(response) if response.status >= 400 else None)
        page.on("pageerror", lambda error: errors.append(str(error)))
        for address in EVERY_PAGE:
            page.goto(start + address, wait_until="load")
            font = page.evaluate("() => document.fonts.load('16px \"Atkinson Hyperlegible Next\"').then(f => f.length)")
            assert font == 1
        assert requests
        assert [request.url for request in requests if not request.url.startswith((start, "data:", "blob:"))] == []
    assert ([response.url for response in wrong], errors) == ([], [])


@pytest.mark.parametrize("depth", ["nothing", "nothing/here/at-all"])
def test_the_page_for_missing_addresses_works_at_any_depth(moved: Path, browser: Browser, depth: str) -> None:
    with serve_site(moved, SUB_PATH) as start:
        page = browser.new_page()
        response = page.goto(start + depth)
        assert response
        assert response.status == 404
        assert page.locator("h1").evaluate("h1 => getComputedStyle(h1).fontFamily").startswith('"Atkinson')
        page.get_by_role("link", name="Questions and answers").click()
        assert page.url == f"{start}faq/"
        page.close()


@pytest.fixture(scope="module")
def searching(site: Path, browser: Browser) -> Iterator[tuple[Page, str]]:
    with serve_site(site) as start:
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.goto(start)
        yield page, start
        page.close()


@pytest.mark.parametrize("words", SEARCHES)
def test_search_puts_the_right_answer_first(searching: tuple[Page, str], words: str) -> None:
    page, start = searching
    box = page.get_by_role("textbox", name="Search this site")
    box.fill("")
    page.get_by_text("Type to start searching").wait_for()
    box.fill(words[:-1])
    box.press(words[-1])  # the theme searches on a key, so this is the only search, and of all the words
    first = page.locator(".md-search-result__link").first
    first.wait_for()
    assert first.get_attribute("href") == start + SEARCHES[words]


def to_search_by_key(page: Page) -> None:
    tab_to(page, "Search this site")


def to_search_by_pointer(page: Page) -> None:
    page.locator("label[for=__search]:visible").first.click()


@pytest.mark.parametrize(
    ("width", "go"), [(1280, to_search_by_key), (320, to_search_by_pointer)], ids=["by key", "by pointer"]
)
def test_the_search_is_loaded_for_those_who_go_to_it(
    site: Path, browser: Browser, width: int, go: Callable[[Page], None]
) -> None:
    with serve_site(site) as start:
        page = browser.new_page(viewport={"width": width, "height": 640})
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto(start, wait_until="networkidle")
        assert f"{start}search/search_index.json" not in asked
        go(page)
        page.keyboard.type("cost")  # at once: it is searched for as soon as there is something to search in
        expect(page.locator(".md-search-result__link").first).to_be_visible()
        assert asked.count(f"{start}search/search_index.json") == 1
        page.close()


def test_the_menu_of_a_narrow_screen_opens_by_keyboard(site: Path, browser: Browser) -> None:
    with serve_site(site) as start:
        page = browser.new_page(viewport={"width": 320, "height": 640})
        page.goto(start)
        links = page.locator("nav[aria-label=Main] a")
        assert [link.is_visible() for link in links.all()] == [False] * 16
        for _ in range(10):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.textContent") == "Menu":
                break
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent") == "Is it for us?"
        page.keyboard.press("Enter")
        page.wait_for_url(f"{start}check/")
        assert page.evaluate("document.documentElement.scrollWidth") == 320
        page.close()
