"""Finding a school on /check/ by its name, place or number: what is listed, by keyboard and by pointer."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from finder_page import CEDAR, FINDER, FinderPage
from hosting import hosted
from playwright.sync_api import Page, expect
from test_accessibility import findings


@pytest.fixture(scope="module")
def site_url(finder_site: Path) -> Iterator[str]:
    with hosted(finder_site) as address:
        yield address


@pytest.fixture
def check(page: Page, site_url: str) -> FinderPage:
    made = FinderPage(page, site_url)
    made.open()
    return made


def test_nothing_is_loaded_or_said_before_the_field_is_used(page: Page, site_url: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    check = FinderPage(page, site_url)
    check.open()
    check.expect_state("ready")
    assert not [url for url in asked if "assets/schools" in url]
    assert check.count.inner_text() == check.said.inner_text() == ""
    with page.expect_response("**/index.json"):
        check.box.focus()
    expect(check.box).to_have_attribute("aria-expanded", "false")
    assert check.options.count() == 0


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
        ("college hazel", "Madeup Alder School", 1),
        ("saint elders c of e", "St Elder's Madeup Church of England School", 1),
        ("madeup", "Madeup Fir Academy", 6),
    ],
)
def test_finding(check: FinderPage, typed: str, first: str, total: int) -> None:
    check.type(typed)
    expect(check.count).to_have_text(FINDER["count_one"] if total == 1 else FINDER["count_some"].format(count=total))
    assert check.names()[0] == first
    expect(check.said).to_have_text(check.count.inner_text())


def test_schools_of_one_name_are_told_apart(check: FinderPage) -> None:
    check.type("birch")
    where = check.page.locator(".lt-option__where").all_inner_texts()
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
def test_what_was_closed_or_converted_names_the_school_of_today(check: FinderPage, typed: str, told: str) -> None:
    check.type(typed)
    assert check.names() == ["Madeup Alder School"]
    assert "".join(check.page.locator(".lt-option__also").all_inner_texts()) == told


def test_no_match_says_so_and_the_way_to_the_figures_is_there(check: FinderPage) -> None:
    check.type("zzzzzzz")
    expect(check.count).to_have_text(FINDER["count_none"])
    expect(check.box).to_have_attribute("aria-expanded", "false")
    check.page.get_by_role("link", name=FINDER["by_hand"]).click()
    assert check.focused() == "lt-idaci-input"
    assert check.fragment() == ""


@pytest.mark.parametrize(("width", "height"), [(1280, 720), (320, 568)])
def test_the_list_opens_in_sight_with_its_field(check: FinderPage, width: int, height: int) -> None:
    check.page.set_viewport_size({"width": width, "height": height})
    check.box.evaluate("field => scrollBy(0, field.getBoundingClientRect().bottom - innerHeight + 4)")  # at the edge
    check.type("madeup")
    expect(check.box).to_be_in_viewport(ratio=1)
    expect(check.options.first).to_be_in_viewport(ratio=1)


def test_by_keyboard(check: FinderPage) -> None:
    """Arrows go round, Escape closes and then empties, Enter without a choice sends nothing, Enter on one takes it."""
    check.type("birch")
    expect(check.box).to_have_attribute("aria-expanded", "true")
    assert check.box.get_attribute("aria-activedescendant") is None
    check.box.press("Enter")
    assert check.card.count() == check.answer.count() == 0
    check.box.press("ArrowDown")
    expect(check.active()).to_have_text(check.options.nth(0).inner_text().replace("\n", ""))
    check.box.press("ArrowUp")
    expect(check.options.nth(1)).to_have_attribute("aria-selected", "true")
    expect(check.options.nth(0)).to_have_attribute("aria-selected", "false")
    check.box.press("ArrowDown")
    expect(check.options.nth(0)).to_have_attribute("aria-selected", "true")
    check.box.press("Escape")
    expect(check.box).to_have_attribute("aria-expanded", "false")
    expect(check.box).to_have_value("birch")
    check.box.press("Escape")
    expect(check.box).to_have_value("")
    check.type("birch")
    check.box.press("ArrowDown")
    check.box.press("Enter")
    expect(check.card.get_by_role("heading")).to_have_text("Madeup Birch Primary School")
    assert check.focused() == "lt-finder-input"
    expect(check.box).to_have_attribute("aria-expanded", "false")
    expect(check.said).to_have_text(FINDER["chosen"].format(name="Madeup Birch Primary School"))


def test_by_pointer_and_another(check: FinderPage) -> None:
    check.type("birch")
    check.options.filter(has_text="Madewick").click()
    expect(check.card).to_contain_text("Madewick, ZZ3 5EE")
    check.card.get_by_role("button", name=FINDER["another"]).click()
    assert check.focused() == "lt-finder-input"
    assert check.card.count() == 0
    expect(check.box).to_have_value("")


def test_what_axe_finds(check: FinderPage) -> None:
    """Closed, open, no match, a school with a range, one without, an answer on open data, an own figure."""
    assert findings(check.page) == []
    check.type("birch")
    check.box.press("ArrowDown")
    assert findings(check.page) == []
    check.type("zzzzzzz")
    assert findings(check.page) == []
    check.find("elder")
    assert findings(check.page) == []
    check.find("cedar")
    assert findings(check.page) == []
    check.submit.click()
    check.expect_answer("does-not-meet")
    assert findings(check.page) == []
    check.card.get_by_role("button", name=FINDER["own_figure"]).click()
    check.enter({"idaci": "44"})
    check.submit.click()
    check.expect_answer("meets")
    assert findings(check.page) == []
    width = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert check.page.evaluate(width) == 0


def test_typing_what_nobody_has_never_fails(check: FinderPage) -> None:
    for text in ("'", "<b>", "٣٤", "a" * 100, "school " * 14, "%", "zz1"):
        check.box.fill(text)
    expect(check.count).to_have_text(FINDER["count_some"].format(count=3))
