"""A school that was found: its card, the answer that rests on its range, and links that name it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from checker_page import SAID, WORDS
from finder_page import ALDER, BIRCH, CEDAR, FINDER, FinderPage
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


def test_the_card_names_what_came_after_a_school(check: FinderPage) -> None:
    check.find("cedar")
    told = FINDER["followed"].format(schools="Madeup Cedar Academy, URN 995003", source="Madeup links, 31 January 2099")
    expect(check.card).to_contain_text(told)
    check.find("alder")
    expect(check.card).not_to_contain_text(FINDER["followed"][:20])


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


def test_the_page_on_the_estimate_tells_what_was_not_there(page: Page, site_url: str) -> None:
    page.goto(f"{site_url}estimate/")
    expect(page.locator("#absent + ul")).to_contain_text("Madeup census. The ranges are wider.")
    expect(page.locator("#absent + ul")).to_contain_text("2 of the 326 districts")
    assert findings(page) == []
