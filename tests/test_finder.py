"""Finding a school on /check/ with made-up data: by keyboard, pointer and link; its card; what the answer then says."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from checker_page import SAID, WORDS, CheckerPage
from hosting import hosted
from playwright.sync_api import Locator, Page, expect
from test_accessibility import findings

FINDER: dict[str, str] = WORDS["finder"]
ALDER, BIRCH, CEDAR = "990001", "990002", "990003"


@pytest.fixture(scope="module")
def site_url(finder_site: Path) -> Iterator[str]:
    with hosted(finder_site) as address:
        yield address


class FinderPage(CheckerPage):
    def __init__(self, page: Page, site_url: str) -> None:
        super().__init__(page, site_url)
        self.box = page.get_by_role("combobox", name=FINDER["label"])
        self.options = page.get_by_role("option")
        self.count = page.locator("#lt-finder-count")
        self.said = page.locator("#lt-finder-status")
        self.card = page.locator(".lt-card")

    def type(self, text: str) -> None:
        self.box.fill(text)
        expect(self.count).not_to_be_empty()
        expect(self.count).not_to_have_text(FINDER["loading"])

    def find(self, text: str) -> None:
        self.type(text)
        self.box.press("Enter")
        expect(self.card).to_be_visible()

    def active(self) -> Locator:
        return self.page.locator(f"#{self.box.get_attribute('aria-activedescendant')}")


@pytest.fixture
def check(page: Page, site_url: str) -> FinderPage:
    made = FinderPage(page, site_url)
    made.open()
    return made


def names(check: FinderPage) -> list[str]:
    return check.page.locator(".lt-option__name").all_inner_texts()


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
    assert names(check)[0] == first
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
    assert names(check) == ["Madeup Alder School"]
    assert "".join(check.page.locator(".lt-option__also").all_inner_texts()) == told


def test_the_card_names_what_came_after_a_school(check: FinderPage) -> None:
    check.find("cedar")
    told = FINDER["followed"].format(schools="Madeup Cedar Academy, URN 995003", source="Madeup links, 31 January 2099")
    expect(check.card).to_contain_text(told)
    check.find("alder")
    expect(check.card).not_to_contain_text(FINDER["followed"][:20])


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


def test_the_card(check: FinderPage) -> None:
    """The range in words and on the stairs, district, category or that it is not known, each with its source."""
    check.find("zz1 2bb")
    for text in ("26.1% to 33.4%", "Madeup North", "Madeup register, 31 January 2099", "Madeup AEA sheet, March 2016"):
        expect(check.card).to_contain_text(text)
    marked = SAID["stairs_marked"].format(idaci="26.1% to 33.4%", aea="5")
    expect(check.card.locator("figcaption")).to_have_text(marked)
    expect(check.card.locator(".lt-stairs__school")).to_have_count(1)
    check.find("alder")
    expect(check.card).to_contain_text(FINDER["not_known"])
    expect(check.card.locator(".lt-stairs__school")).to_have_count(6)
    check.find("elder")
    expect(check.card).to_contain_text(WORDS["estimated"]["none"].format(why="no place is known for it"))
    assert check.card.locator("figure").count() == 0


def test_an_earlier_number_names_the_school_of_today(check: FinderPage) -> None:
    check.type("980001")
    told = FINDER["by_number"].format(urn="980001")
    expect(check.options).to_contain_text([told])
    check.open("#urn=980001&completed=no")
    expect(check.card).to_contain_text(told)
    expect(check.card.get_by_role("heading")).to_have_text("Madeup Alder School")


def test_the_answer_rests_on_the_range_and_says_so(check: FinderPage) -> None:
    check.find("zz1 2bb")
    check.submit.click()
    check.expect_answer("depends")
    text = check.told()["text"]
    told = WORDS["estimated"]["untested"].format(error="1.2", times="1.5")
    assert text["estimate"] == told
    assert text["title"] == WORDS["estimated"]["depends"]["title"]
    assert text["answers"]["idaci"] == WORDS["phrases"]["estimated"].format(value="26.1% to 33.4%")
    assert text["answers"]["aea"] == WORDS["phrases"]["from_data"].format(value="5")
    assert text["answers"]["phase"] == WORDS["phrases"]["from_data"].format(value="Primary")
    assert any("Madeup register, 31 January 2099" in note for note in text["notes"])
    assert any("Madeup AEA sheet" in note for note in text["notes"])
    assert check.fragment() == f"#urn={BIRCH}"
    mail = check.answer.locator("[data-action=email]").get_attribute("href") or ""
    assert "estimated%20from%20open%20data" in mail
    assert len(mail) <= 2000


@pytest.mark.parametrize(("typed", "outcome"), [("alder", "meets"), ("cedar", "does-not-meet"), ("fir", "ask-us")])
def test_outcomes_on_open_data(check: FinderPage, typed: str, outcome: str) -> None:
    check.find(typed)
    check.submit.click()
    check.expect_answer(outcome)
    if outcome in WORDS["estimated"]:
        assert check.told()["text"]["title"] == WORDS["estimated"][outcome]["title"]


def test_an_own_figure_comes_first_and_takes_the_estimate_away(check: FinderPage) -> None:
    check.find("zz1 2bb")
    check.card.get_by_role("button", name=FINDER["own_figure"]).click()
    assert check.focused() == "lt-idaci-input"
    check.page.keyboard.type("44")
    check.page.keyboard.press("Enter")
    check.expect_answer("meets")
    text = check.told()["text"]
    assert "estimate" not in text
    assert text["answers"]["idaci"] == "44%"
    assert text["title"] == WORDS["outcomes"]["meets"]["title"]
    assert check.fragment() == f"#idaci=44&urn={BIRCH}"
    check.enter({"idaci": ""})
    check.submit.click()
    check.expect_answer("depends")
    assert check.told()["text"]["estimate"]


def test_beside_an_answer_another_school_is_answered_in_its_place(check: FinderPage) -> None:
    check.find("alder")
    check.submit.click()
    check.expect_answer("meets")
    check.find("cedar")
    check.expect_answer("does-not-meet")
    check.card.get_by_role("button", name=FINDER["another"]).click()
    check.expect_answer("depends")
    assert "urn" not in check.fragment()


def test_links_back_and_reload_keep_the_school(check: FinderPage) -> None:
    check.open(f"#urn={ALDER}&completed=no")
    check.expect_answer("meets")
    expect(check.box).to_have_value("Madeup Alder School")
    expect(check.card).to_be_visible()
    check.page.evaluate(f"location.hash = '#urn={CEDAR}'")
    check.expect_answer("does-not-meet")
    expect(check.card.get_by_role("heading")).to_have_text("Madeup Cedar School")
    check.page.go_back()
    check.expect_answer("meets")
    expect(check.card.get_by_role("heading")).to_have_text("Madeup Alder School")
    check.page.reload()
    check.expect_answer("meets")
    check.page.evaluate("location.hash = '#idaci=44'")
    expect(check.card).to_have_count(0)
    check.expect_answer("meets")
    expect(check.box).to_have_value("")


@pytest.mark.parametrize("urn", ["999999", "980003", "constructor"])
def test_a_link_with_an_unknown_number_falls_back_to_its_other_answers(check: FinderPage, urn: str) -> None:
    check.open(f"#urn={urn}&idaci=44")
    check.expect_answer("meets")
    expect(check.answer).to_contain_text(SAID["left_out"])
    assert check.card.count() == 0


def test_a_server_learns_only_the_shard(page: Page, site_url: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    FinderPage(page, site_url).open(f"#urn={ALDER}")
    FinderPage(page, site_url).expect_answer("meets")
    assert [url.rsplit("/", 1)[-1] for url in asked if "assets/schools" in url] == ["digests.json", "01.json"]


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


def test_the_page_on_the_estimate_tells_what_was_not_there(page: Page, site_url: str) -> None:
    page.goto(f"{site_url}estimate/")
    expect(page.locator("#absent + ul")).to_contain_text("Madeup census. The ranges are wider.")
    expect(page.locator("#absent + ul")).to_contain_text("2 of the 326 districts")
    assert findings(page) == []


def test_typing_what_nobody_has_never_fails(check: FinderPage) -> None:
    for text in ("'", "<b>", "٣٤", "a" * 100, "school " * 14, "%", "zz1"):
        check.box.fill(text)
    expect(check.count).to_have_text(FINDER["count_some"].format(count=3))
