"""Finding a school on /check/ by its name, place or number: what is listed, by keyboard and by pointer."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.page_objects.checker_page import Held
from tests.browser.page_objects.finder_page import CEDAR, FINDER, FinderPage
from tests.support.axe import findings

pytestmark = pytest.mark.with_schools


@pytest.fixture(scope="module")
def one_page(browser: Browser, finder_url: str) -> Iterator[FinderPage]:
    """Open one page for all that is only typed and looked at: a new one for each would take most of the time."""
    context = browser.new_context(locale="en-GB")
    finder = FinderPage(context.new_page(), finder_url)
    finder.open()
    yield finder
    context.close()


@pytest.fixture
def emptied(one_page: FinderPage) -> FinderPage:
    one_page.box.fill("")
    expect(one_page.count).to_be_empty()
    return one_page


def test_nothing_is_loaded_or_said_before_the_field_is_used(page: Page, site_url: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    finder = FinderPage(page, site_url)
    finder.open()
    finder.expect_state("ready")
    assert not [url for url in asked if "assets/schools" in url]
    assert finder.count.inner_text() == finder.said.inner_text() == ""
    with page.expect_response("**/index.json"):
        finder.box.focus()
    expect(finder.box).to_have_attribute("aria-expanded", "false")
    assert finder.options.count() == 0


@pytest.mark.parametrize(
    ("typed", "first", "total"),
    [
        ("alder", "Madeup Alder School", 1),
        ("school madeup ALD", "Madeup Alder School", 1),
        ("adler", "Madeup Alder School", 1),
        ("ceder", "Madeup Cedar School", 1),
        ("zz1 2bb", "Madeup Birch Primary School", 1),
        ("ZZ12B", "Madeup Birch Primary School", 1),
        ("madewick birch", "Madeup Birch Primary School", 1),
        ("birch", "Madeup Birch Primary School", 2),
        (CEDAR, "Madeup Cedar School", 1),
        ("980001", "Madeup Alder School", 1),
        ("990,003", "Madeup Cedar School", 1),
        ("URN: 990 003", "Madeup Cedar School", 1),
        ("DfE number 999/2002", "Madeup Birch Primary School", 1),
        ("999/2002", "Madeup Birch Primary School", 1),
        ("9992002", "Madeup Birch Primary School", 1),
        ("10990003", "Madeup Cedar School", 1),
        ("college hazel", "Madeup Alder School", 1),
        ("saint elders c of e", "St Elder's Madeup Church of England School", 1),
        ("St. Elder‘s Madeup CE Sch", "St Elder's Madeup Church of England School", 1),
        ("mad eup cedar", "Madeup Cedar School", 1),
        ("madeupcedar", "Madeup Cedar School", 1),
        ("the cedar school", "Madeup Cedar School", 1),
        ("madeup", "Madeup Fir Academy", 6),
    ],
)
def test_finding(emptied: FinderPage, typed: str, first: str, total: int) -> None:
    emptied.type(typed)
    expect(emptied.count).to_have_text(FINDER["count_one"] if total == 1 else FINDER["count_some"].format(count=total))
    assert emptied.names()[0] == first
    expect(emptied.said).to_have_text(emptied.count.inner_text())


@pytest.mark.parametrize("typed", ["cedar county school", "madeup cedar in yorkshire"])
def test_where_not_all_words_match_the_nearest_are_offered(emptied: FinderPage, typed: str) -> None:
    emptied.type(typed)
    expect(emptied.count).to_have_text(FINDER["count_nearest"])
    assert emptied.names()[0] == "Madeup Cedar School"


@pytest.mark.parametrize(
    ("typed", "taken"),
    [
        ("madeup cedar school", "Madeup Cedar School"),
        ("Cedar Madeup", "Madeup Cedar School"),
        ("st elders madeup ce school", "St Elder's Madeup Church of England School"),
        (CEDAR, "Madeup Cedar School"),
        ("10990003", "Madeup Cedar School"),
        ("URN 990003", "Madeup Cedar School"),
        ("zz2 3cc", "Madeup Cedar School"),
        ("cedar", None),  # half of the words
        ("madeup ceder school", None),  # a slip
        ("madeup hazel college", None),  # a name of the past
        ("madeup birch primary school", None),  # two have this name
        ("zz1 1aa", None),  # two have this postcode
        ("madeup cedar school yorkshire", None),  # one word too many
    ],
)
def test_enter_takes_only_the_school_that_is_surely_meant(finder: FinderPage, typed: str, taken: str | None) -> None:
    finder.type(typed)
    finder.box.press("Enter")
    if taken:
        expect(finder.card.get_by_role("heading")).to_have_text(taken)
    else:
        expect(finder.count).to_have_text(FINDER["choose"])
        assert finder.card.count() == 0


def test_schools_of_one_name_are_told_apart(finder: FinderPage) -> None:
    finder.type("birch")
    where = finder.page.locator(".lt-option__where").all_inner_texts()
    assert sorted(where) == ["Madebury, ZZ1 2BB, Primary", "Madewick, ZZ3 5EE, Primary"]


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("980001", FINDER["by_number"].format(urn="980001")),
        ("hazle", FINDER["by_name"].format(name="Madeup Hazel College")),
        ("hazel alder", FINDER["by_name"].format(name="Madeup Hazel College")),
        ("madeup alder", ""),
    ],
)
def test_what_was_closed_or_converted_names_the_school_of_today(emptied: FinderPage, typed: str, told: str) -> None:
    emptied.type(typed)
    assert emptied.names() == ["Madeup Alder School"]
    assert "".join(emptied.page.locator(".lt-option__also").all_inner_texts()) == told


def test_no_match_says_so_and_the_way_to_the_figures_is_there(finder: FinderPage) -> None:
    finder.type("zzzzzzz")
    expect(finder.count).to_have_text(FINDER["count_none"])
    expect(finder.box).to_have_attribute("aria-expanded", "false")
    finder.page.get_by_role("link", name=FINDER["by_hand"]).click()
    assert finder.focused() == "lt-idaci-input"
    assert finder.fragment() == ""


def test_who_leaves_before_the_list_is_there_is_not_told_to_wait_for_it(page: Page, finder_url: str) -> None:
    held = Held(page, "**/index.json")
    finder = FinderPage(page, finder_url)
    finder.open()
    finder.box.fill("alder")
    expect(finder.count).to_have_text(FINDER["loading"])
    finder.box.blur()
    held.let_go()
    expect(finder.count).to_be_empty()
    finder.box.focus()
    expect(finder.options).to_have_count(1)


def test_a_number_of_a_school_that_closed_says_so(finder: FinderPage) -> None:
    finder.type("980096")
    expect(finder.count).to_have_text(FINDER["closed"].format(urn="980096", day="31 August 2019"))


@pytest.mark.parametrize(("width", "height"), [(1280, 720), (320, 568)])
def test_the_list_opens_in_sight_with_its_field(finder: FinderPage, width: int, height: int) -> None:
    finder.page.set_viewport_size({"width": width, "height": height})
    finder.box.evaluate("field => scrollBy(0, field.getBoundingClientRect().bottom - innerHeight + 4)")  # at the edge
    finder.type("madeup")
    expect(finder.box).to_be_in_viewport(ratio=1)
    expect(finder.options.first).to_be_in_viewport(ratio=1)


def test_by_keyboard(finder: FinderPage) -> None:
    """Arrows go round, Escape closes and then empties, Enter without a choice sends nothing, Enter on one takes it."""
    finder.type("birch")
    expect(finder.box).to_have_attribute("aria-expanded", "true")
    assert finder.box.get_attribute("aria-activedescendant") is None
    finder.box.press("Enter")
    expect(finder.count).to_have_text(FINDER["choose"])
    assert finder.card.count() == finder.answer.count() == 0
    finder.box.press("ArrowDown")
    expect(finder.active()).to_have_text(finder.options.nth(0).inner_text().replace("\n", ""))
    finder.box.press("ArrowUp")
    expect(finder.options.nth(1)).to_have_attribute("aria-selected", "true")
    expect(finder.options.nth(0)).to_have_attribute("aria-selected", "false")
    finder.box.press("ArrowDown")
    expect(finder.options.nth(0)).to_have_attribute("aria-selected", "true")
    finder.box.press("Escape")
    expect(finder.box).to_have_attribute("aria-expanded", "false")
    expect(finder.box).to_have_value("birch")
    finder.box.press("Escape")
    expect(finder.box).to_have_value("")
    finder.type("birch")
    finder.box.press("ArrowDown")
    finder.box.press("Enter")
    expect(finder.card.get_by_role("heading")).to_have_text("Madeup Birch Primary School")
    assert finder.focused() == "lt-finder-input"
    expect(finder.box).to_have_attribute("aria-expanded", "false")


def test_by_pointer_and_another(finder: FinderPage) -> None:
    finder.type("birch")
    finder.options.filter(has_text="Madewick").click()
    expect(finder.card).to_contain_text("Madewick, ZZ3 5EE")
    finder.card.get_by_role("button", name=FINDER["another"]).click()
    assert finder.focused() == "lt-finder-input"
    assert finder.card.count() == 0
    expect(finder.box).to_have_value("")


def test_what_axe_finds(finder: FinderPage) -> None:
    """Closed, open, no match, a school with a range, one without, an answer on open data, an own figure."""
    assert findings(finder.page) == []
    finder.type("birch")
    finder.box.press("ArrowDown")
    assert findings(finder.page) == []
    finder.type("zzzzzzz")
    assert findings(finder.page) == []
    finder.find("elder")
    assert findings(finder.page) == []
    finder.find("cedar")
    assert findings(finder.page) == []
    finder.expect_answer("does-not-meet")
    assert findings(finder.page) == []
    finder.card.get_by_role("button", name=FINDER["own_figure"]).click()
    finder.enter({"idaci": "44"})
    finder.submit.click()
    finder.expect_answer("meets")
    assert findings(finder.page) == []
    width = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert finder.page.evaluate(width) == 0


def test_typing_what_nobody_has_never_fails(finder: FinderPage) -> None:
    for text in ("'", "<b>", "٣٤", "a" * 100, "school " * 14, "%", "zz1"):
        finder.box.fill(text)
    expect(finder.count).to_have_text(FINDER["count_some"].format(count=3))
