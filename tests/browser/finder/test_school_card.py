"""A school that was found: its card, the answer that rests on its range, and links that name it."""

import json

import pytest
from eligibility import json_api
from playwright.sync_api import Page, expect

from tests.browser.page_objects.checker_page import PATIENCE, SAID, WORDS
from tests.browser.page_objects.finder_page import ALDER, BIRCH, CEDAR, FINDER, FinderPage
from tests.support.axe import findings
from tests.support.made_up_site import SCHOOLS

pytestmark = pytest.mark.with_schools


def test_the_card_names_what_came_after_a_school(finder: FinderPage) -> None:
    finder.find("cedar")
    told = FINDER["followed"].format(schools="Madeup Cedar Academy, URN 995003", source="Madeup links, 31 January 2099")
    expect(finder.card).to_contain_text(told)
    finder.find("alder")
    expect(finder.card).not_to_contain_text(FINDER["followed"][:20])


def test_the_card(finder: FinderPage) -> None:
    """The range in words and on the stairs, district, category or that it is not known, each with its source."""
    finder.find("zz1 2bb")
    finder.card.locator("summary").click()
    for text in ("26.1% to 33.4%", "Madeup North", "Madeup register, 31 January 2099", "Madeup AEA sheet, March 2016"):
        expect(finder.card).to_contain_text(text)
    marked = SAID["stairs_marked"].format(measure="IDACI", idaci="26.1% to 33.4%", aea="5")
    expect(finder.card.locator("figcaption")).to_have_text(marked)
    expect(finder.card.locator(".lt-school-mark")).to_have_count(1)
    finder.find("alder")
    expect(finder.card).to_contain_text(FINDER["not_known"])
    expect(finder.card.locator(".lt-school-mark")).to_have_count(6)
    finder.find("zz3 5ee")
    expect(finder.card).to_contain_text(FINDER["several"])
    expect(finder.card).to_contain_text("For this district: https://madeup.example/areas")
    finder.find("elder")
    expect(finder.card).to_contain_text(WORDS["estimated"]["none"].format(why="we do not know where it is"))
    assert finder.card.locator("figure").count() == 0


def test_an_earlier_number_names_the_school_of_today(finder: FinderPage) -> None:
    finder.type("980001")
    told = FINDER["by_number"].format(urn="980001")
    expect(finder.options).to_contain_text([told])
    finder.open("#urn=980001&completed=no")
    expect(finder.card).to_contain_text(told)
    expect(finder.card.get_by_role("heading")).to_have_text("Madeup Alder School")


def test_the_answer_rests_on_the_range_and_says_so(finder: FinderPage) -> None:
    finder.find("zz1 2bb")
    finder.expect_answer("depends")
    text = finder.read_answer()["text"]
    told = WORDS["estimated"]["untested"].format(error="1.2", times="1.5")
    assert text["estimate"] == told
    assert text["title"] == WORDS["estimated"]["depends"]["title"]
    assert text["answers"]["idaci"] == WORDS["phrases"]["estimated"].format(value="26.1% to 33.4%")
    assert text["answers"]["aea"] == WORDS["phrases"]["from_data"].format(value="5")
    assert text["answers"]["phase"] == WORDS["phrases"]["from_data"].format(value="Primary")
    assert any("Madeup register, 31 January 2099" in note for note in text["notes"])
    assert any("Madeup AEA sheet" in note for note in text["notes"])
    assert finder.fragment() == f"#urn={BIRCH}"
    mail = finder.answer.locator("[data-action=email]").get_attribute("href") or ""
    assert "estimated%20from%20open%20data" in mail
    assert len(mail) <= 2000


def test_a_school_for_which_the_readings_part(finder: FinderPage) -> None:
    """Both figures as ranges: on the card, and in the sentence below the headline, as the command line says it."""
    finder.find("zz3 5ee")
    finder.expect_answer("meets")
    expect(finder.answer).to_have_attribute("data-other-reading", "does-not-meet")
    deciles = finder.card.locator("[data-row]", has_text=WORDS["questions"]["deciles"]["name"])
    expect(deciles).to_contain_text("12% to 24.5%")
    sentence = finder.answer.locator("[data-part=other_reading]")
    for figure in ("36% to 38.5%", "12% to 24.5%"):
        expect(sentence).to_contain_text(WORDS["phrases"]["estimated"].format(value=figure))
    [school] = [row for row in SCHOOLS if row["urn"] == "990005"]
    known = {
        "idaci": f"{school['low']}%-{school['high']}%",
        "deciles": f"{school['other_low']}%-{school['other_high']}%",
    }
    told = json.loads(json_api.answer(json.dumps({**known, "aea": "4,6"})))["text"]["other_reading"]
    assert sentence.inner_text().replace(", estimated from open data", "") == told
    finder.find("zz1 2bb")
    finder.expect_answer("depends")
    expect(finder.answer).to_have_attribute("data-other-reading", "depends")
    expect(sentence).to_have_count(0)


@pytest.mark.parametrize(("typed", "outcome"), [("alder", "meets"), ("cedar", "does-not-meet"), ("fir", "ask-us")])
def test_outcomes_on_open_data(finder: FinderPage, typed: str, outcome: str) -> None:
    finder.find(typed)
    finder.expect_answer(outcome)
    if outcome in WORDS["estimated"]:
        assert finder.read_answer()["text"]["title"] == WORDS["estimated"][outcome]["title"]


def test_an_own_figure_comes_first_and_takes_the_estimate_away(finder: FinderPage) -> None:
    finder.find("zz1 2bb")
    finder.card.get_by_role("button", name=FINDER["own_figure"]).click()
    assert finder.focused() == "lt-idaci-input"
    finder.page.keyboard.type("44")
    finder.page.keyboard.press("Enter")
    finder.expect_answer("meets")
    text = finder.read_answer()["text"]
    assert "estimate" not in text
    assert text["answers"]["idaci"] == "44%"
    assert text["title"] == WORDS["outcomes"]["meets"]["title"]
    assert finder.fragment() == f"#idaci=44&urn={BIRCH}"
    finder.enter({"idaci": ""})
    finder.submit.click()
    finder.expect_answer("depends")
    assert finder.read_answer()["text"]["estimate"]


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (390, 844)])
def test_choosing_is_asking(finder: FinderPage, width: int, height: int) -> None:
    """The answer forms in sight, is said once, leaves the focus, and what else is answered changes it in its place."""
    finder.page.set_viewport_size({"width": width, "height": height})
    expect(finder.box).to_be_in_viewport(ratio=1)
    finder.find("alder")
    finder.expect_answer("meets")
    title = finder.read_answer()["text"]["title"]
    expect(finder.answer.get_by_role("heading").first).to_be_in_viewport(ratio=1)
    expect(finder.card.get_by_role("heading")).to_be_in_viewport(ratio=1)
    expect(finder.status).to_have_text(SAID["answered_for"].format(name="Madeup Alder School", title=title))
    assert finder.said.inner_text() == ""
    assert finder.focused() == "lt-finder-input"
    assert finder.fragment() == f"#urn={ALDER}"
    finder.choose("completed", "yes")
    finder.expect_answer("not-open")
    finder.choose("completed", "no")
    finder.expect_answer("meets")
    finder.find("cedar")
    finder.expect_answer("does-not-meet")
    finder.card.get_by_role("button", name=FINDER["another"]).click()
    finder.expect_answer("depends")
    assert finder.fragment() == "#completed=no"


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (390, 844)])
def test_on_the_start_page_choosing_opens_the_answer(page: Page, site_url: str, width: int, height: int) -> None:
    page.set_viewport_size({"width": width, "height": height})
    page.goto(site_url)
    finder = FinderPage(page, site_url)
    expect(finder.box).to_be_in_viewport(ratio=1)
    assert findings(page) == []
    finder.type("alder")
    finder.options.first.click()
    page.wait_for_url(f"{site_url}check/#urn={ALDER}")
    finder.expect_answer("meets")
    expect(finder.card.get_by_role("heading")).to_have_text("Madeup Alder School")


def test_another_text_than_the_chosen_name_chooses_no_school(finder: FinderPage) -> None:
    for text in ("Madeup Alder Sch", ""):
        finder.find("alder")
        finder.expect_answer("meets")
        finder.box.fill(text)
        expect(finder.answer).to_have_count(0)
        assert finder.card.count() == 0
        assert finder.fragment() == ""


@pytest.mark.parametrize(
    ("typed", "outcome"), [("madeup cedar school", "does-not-meet"), ("cedar", None), ("madeup hazel college", None)]
)
def test_a_school_that_is_typed_and_not_chosen(finder: FinderPage, typed: str, outcome: str | None) -> None:
    """The one that is surely meant is taken; about another text the person is asked, at its field."""
    finder.type(typed)
    finder.choose("partner", "no")
    finder.submit.click()
    if outcome:
        finder.expect_answer(outcome)
        expect(finder.card).to_be_visible()
    else:
        finder.expect_errors()
        finder.errors.get_by_role("link", name=SAID["choose_school"]).click()
        expect(finder.box).to_be_focused()
        expect(finder.box).to_have_attribute("aria-invalid", "true")
        expect(finder.box).to_have_value(typed)


def test_a_restored_form_has_its_card_and_its_answer(finder: FinderPage) -> None:
    """As browsers bring it back that keep fields and no page."""
    finder.expect_state("ready")
    finder.page.evaluate(f"document.querySelector('input[name=urn]').value = '{ALDER}'")
    finder.page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: false }))")
    finder.expect_answer("meets")
    expect(finder.card).to_be_visible()
    assert finder.fragment() == f"#urn={ALDER}"


def test_links_back_and_reload_keep_the_school(finder: FinderPage) -> None:
    finder.open(f"#urn={ALDER}&completed=no")
    finder.expect_answer("meets")
    expect(finder.box).to_have_value("Madeup Alder School")
    expect(finder.card).to_be_visible()
    finder.page.evaluate(f"location.hash = '#urn={CEDAR}'")
    finder.expect_answer("does-not-meet")
    expect(finder.card.get_by_role("heading")).to_have_text("Madeup Cedar School")
    finder.page.go_back()
    finder.expect_answer("meets")
    expect(finder.card.get_by_role("heading")).to_have_text("Madeup Alder School")
    finder.page.reload()
    finder.expect_answer("meets")
    finder.page.evaluate("location.hash = '#idaci=44'")
    expect(finder.card).to_have_count(0)
    finder.expect_answer("meets")
    expect(finder.box).to_have_value("")


@pytest.mark.parametrize("urn", ["999999", "980003", "constructor"])
def test_a_link_with_an_unknown_number_falls_back_to_its_other_answers(finder: FinderPage, urn: str) -> None:
    finder.open(f"#urn={urn}&idaci=44")
    finder.expect_answer("meets")
    expect(finder.answer).to_contain_text(SAID["left_out"])
    assert finder.card.count() == 0


@pytest.mark.parametrize(
    ("urn", "told"),
    [
        ("980096", WORDS["finder"]["closed"].format(urn="980096", day="31 August 2019")),
        ("980098", WORDS["finder"]["closed_undated"].format(urn="980098")),
        ("999999", WORDS["finder"]["unknown"].format(urn="999999")),
    ],
)
def test_a_link_with_a_number_of_no_school_says_why(finder: FinderPage, urn: str, told: str) -> None:
    finder.open(f"#urn={urn}&idaci=44")
    expect(finder.page.locator("#lt-finder-count")).to_have_text(told, timeout=PATIENCE)


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


def test_the_page_on_assumptions_tells_how_many_schools_the_readings_part_for(page: Page, site_url: str) -> None:
    page.goto(f"{site_url}assumptions/")
    expect(page.get_by_role("table", name=WORDS["readings"]["places"])).to_contain_text("1 of 2")
    assert findings(page) == []
