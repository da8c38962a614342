"""The form of /check/ and its answer, in Chromium on the built site. Addresses and loading have files of their own."""

import re
from urllib.parse import unquote

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from checker.grids.read import entry_cases
from tests.browser.page_objects.checker_page import (
    CONTACT,
    SAID,
    WORDS,
    CheckerPage,
    answer_from_module,
    expected_on_page,
    without_page_parts,
)

# One question for each outcome.
OUTCOMES = {
    "meets": {"idaci": "44", "ofsted": "3"},
    "depends": {"idaci": "37.5"},
    "does-not-meet": {"idaci": "22"},
    "ask-us": {"idaci": "37.5", "aea": "5", "phase": "special"},
    "not-open": {"completed": "yes"},
}


@pytest.fixture
def check(page: Page, site_url: str) -> CheckerPage:
    return CheckerPage(page, site_url)


def test_nothing_is_filled_in_and_every_question_is_there(check: CheckerPage) -> None:
    check.open()
    assert check.page.locator("#lt-form input:checked").count() == 0
    for name, question in WORDS["questions"].items():
        expect(check.field(name)).to_contain_text(question["label"])
        for label in question.get("options", {}).values():
            expect(check.field(name).get_by_role("radio", name=label, exact=True)).to_be_visible()
    expect(check.input("idaci")).to_have_attribute("inputmode", "decimal")


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_an_answer(check: CheckerPage, outcome: str) -> None:
    """It has its codes and every sentence of the module, gets the focus, is announced, and keeps the questions."""
    entered = OUTCOMES[outcome]
    check.ask(entered)
    check.expect_answer(outcome)
    result = answer_from_module(entered)
    expect(check.answer).to_have_attribute("data-priority", result["priority"])
    expect(check.answer).to_be_focused()
    expect(check.status).to_have_text(SAID["answered"].format(title=result["text"]["title"]))
    assert check.errors.is_hidden()
    assert without_page_parts(check.read_answer()) == expected_on_page(entered)
    for name, value in entered.items():
        if name in ("idaci", "aea"):
            expect(check.input(name)).to_have_value(value)
    assert check.read_answer()["text"]["checkedOn"].startswith(SAID["checked_on"].split("{")[0])


def test_every_entry_that_cannot_be_read_is_asked_about(check: CheckerPage) -> None:
    """With the module's own sentence, in the summary and at the field, and what was typed is kept."""
    check.open()
    title = check.page.title()
    asked = [
        case
        for case in entry_cases()
        if "errors" in answer_from_module({case.field: case.entered}) and case.field in "idaci aea"
    ]
    assert len(asked) > 20
    for case in asked:
        check.enter({"idaci": "", "aea": "", case.field: case.entered})
        check.submit.click()
        check.expect_errors()
        [message] = [error["message"] for error in answer_from_module({case.field: case.entered})["errors"]]
        expect(check.errors.get_by_role("link")).to_have_text([message])
        expect(check.errors).to_be_focused()
        expect(check.field(case.field).locator(".lt-field__error")).to_have_text(SAID["error_prefix"] + message)
        expect(check.input(case.field)).to_have_value(case.entered)
        expect(check.input(case.field)).to_have_attribute("aria-invalid", "true")
        assert check.page.title() == SAID["error_prefix"] + title
        assert check.answer.count() == 0


def test_errors_lead_to_their_fields_and_go_when_they_are_mended(check: CheckerPage) -> None:
    check.ask({"idaci": "0.4", "aea": "7", "partner": "yes"})
    check.expect_errors()
    expect(check.errors.get_by_role("heading")).to_have_text(SAID["error_title"])
    assert check.errors.get_by_role("link").count() == 2
    expect(check.input("aea")).to_have_attribute("aria-describedby", re.compile("^lt-aea-error .*lt-aea-hint"))
    check.errors.get_by_role("link").last.click()
    expect(check.input("aea")).to_be_focused()
    assert check.fragment() == ""
    expect(check.field("partner").locator("input:checked")).to_have_value("yes")
    check.enter({"idaci": "44", "aea": ""})
    check.page.keyboard.press("Enter")
    check.expect_answer("meets")
    assert check.errors.is_hidden()
    assert check.page.locator(".lt-field__error, [aria-invalid]").count() == 0
    expect(check.input("aea")).to_have_attribute("aria-describedby", "lt-aea-hint lt-aea-matters")
    assert not check.page.title().startswith(SAID["error_prefix"])


def test_an_answer_forms_when_a_figure_that_can_be_read_is_left(check: CheckerPage) -> None:
    """By the other reading too, where its figure is given: its code, and one sentence where the two part."""
    check.open()
    check.input("idaci").fill("44")
    check.input("deciles").focus()
    check.expect_answer("meets")
    assert check.focused() == "lt-deciles-input"
    assert check.answer.get_attribute("data-other-reading") is None
    check.page.keyboard.type("20")
    check.choose("partner", "no")
    expect(check.answer).to_have_attribute("data-other-reading", "does-not-meet")
    other = answer_from_module({"idaci": "44", "deciles": "20", "partner": "no"})["text"]["other_reading"]
    expect(check.answer.locator("[data-part=other_reading]")).to_have_text(other)
    assert check.fragment() == "#idaci=44&deciles=20&partner=no"


def test_no_error_before_submit(check: CheckerPage) -> None:
    check.open()
    check.expect_state("ready")
    check.input("idaci").fill("forty")
    check.input("aea").focus()
    check.choose("england", "no")
    assert check.errors.is_hidden()
    assert check.page.locator(".lt-field__error").count() == 0
    assert check.answer.count() == 0


def test_the_links_of_an_answer_know_their_place(check: CheckerPage, site_url: str) -> None:
    """Whole addresses, so that they can be opened beside the answer, and printed."""
    check.ask({"idaci": "37.5", "aea": "5"})
    check.expect_answer("meets")
    assumed = [
        (each["id"], f"{site_url}assumptions/#{each['id'].lower()}")
        for each in answer_from_module({"idaci": "37.5", "aea": "5"})["text"]["assumptions"]
    ]
    links = check.answer.locator(".lt-part--assumptions a")
    assert [(link.inner_text(), link.get_attribute("href")) for link in links.all()] == assumed
    for link in check.answer.locator(".lt-given a").all():
        assert (link.get_attribute("href") or "").startswith(f"{check.address}#lt-")
    links.first.click()
    expect(check.page.locator(":target")).to_contain_text(assumed[0][0])


def test_change_leads_to_the_question_and_enter_back(check: CheckerPage) -> None:
    entered = {"idaci": "44", "aea": "5", "england": "yes", "phase": "primary", "completed": "no", "partner": "no"}
    check.ask({**entered, "ofsted": "3", "at-risk": "no", "deciles": "44"})
    check.expect_answer("meets")
    fragment = check.fragment()
    for name, question in WORDS["questions"].items():
        check.answer.get_by_role("link", name=f"{SAID['change']} {question['name']}", exact=True).click()
        assert check.focused() in (f"lt-{name}-input", name)
        expect(check.field(name)).to_be_in_viewport()
        assert check.fragment() == fragment
        check.page.keyboard.press("Enter")
        expect(check.answer).to_be_focused()


def test_beside_an_answer_a_change_is_answered_in_its_place(check: CheckerPage) -> None:
    check.ask({"idaci": "44"})
    check.expect_answer("meets")
    check.choose("england", "no")
    check.expect_answer("not-open")
    assert check.focused() == "england"
    assert "england=no" in check.fragment()
    expect(check.status).to_contain_text(answer_from_module({"england": "no"})["text"]["title"])


def test_beside_an_answer_an_unreadable_change_takes_it_away(check: CheckerPage) -> None:
    """No old answer stands beside new figures, and no error before it is asked for."""
    check.ask({"idaci": "44"})
    check.expect_answer("meets")
    check.input("idaci").fill("0.4")
    check.input("aea").focus()
    expect(check.status).to_have_text(SAID["changed"])
    assert check.answer.count() == 0
    assert check.errors.is_hidden()
    check.submit.click()
    check.expect_errors()


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_mail_to_the_programme(check: CheckerPage, outcome: str) -> None:
    """Answers, reasons, the open question and the answer's address, in a link that mail programs take."""
    check.ask(OUTCOMES[outcome])
    check.expect_answer(outcome)
    href = check.answer.locator("[data-action=email]").get_attribute("href") or ""
    assert href.startswith(f"mailto:{CONTACT}?subject=")
    assert len(href) <= 2000
    subject, body = re.fullmatch(r"mailto:[^?]+\?subject=(.*)&body=(.*)", href).groups()  # type: ignore[union-attr]
    assert unquote(subject) == WORDS["phrases"]["mail_subject"]
    text, letter = answer_from_module(OUTCOMES[outcome])["text"], unquote(body)
    assert "\n" not in letter.replace("\r\n", "")
    for line in (text["title"], *text["reasons"], *text["settles"]):
        assert line in letter
    for answer in text["answers"]:
        assert f"{answer['label']}: {answer['value']}" in letter
    assert letter.endswith(check.read_answer()["text"]["address"])


def test_copy_a_link(context: BrowserContext, check: CheckerPage) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    check.ask({"idaci": "37.5", "aea": "4,5", "phase": "primary"})
    check.expect_answer("meets")
    check.page.get_by_role("button", name=SAID["copy_link"]).click()
    expect(check.answer.get_by_role("status")).to_have_text(SAID["copied"])
    edition = answer_from_module({})["edition"]
    copied = check.page.evaluate("navigator.clipboard.readText()")
    assert copied == f"{check.address}#idaci=37.5&aea=4,5&phase=primary&edition={edition}"


def test_where_copying_is_refused_the_link_is_there_to_copy(check: CheckerPage) -> None:
    check.page.add_init_script("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    check.ask({"idaci": "44"})
    check.expect_answer("meets")
    check.page.get_by_role("button", name=SAID["copy_link"]).click()
    by_hand = check.page.get_by_label(SAID["copy_by_hand"])
    expect(by_hand).to_have_value(re.compile(re.escape(f"{check.address}#idaci=44&edition=")))
    assert check.page.evaluate("getSelection().toString()") == by_hand.input_value()
