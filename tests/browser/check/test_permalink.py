"""Answers in the address of /check/: links, Back, Forward and Reload. A link may come from anyone and hold anything."""

from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

from tests.browser.page_objects.checker_page import SAID, CheckerPage, answer_from_module, expected_on_page
from tests.security.permalink_fuzz import put_through

ENTERED = {"idaci": "37.5", "aea": "5", "completed": "no"}
LINK = "#idaci=37.5&aea=5&completed=no"
MARKUP = "<img src=x onerror=alert(1)>{{7*7}}"


@pytest.fixture
def check(page: Page, site_url: str) -> CheckerPage:
    return CheckerPage(page, site_url)


def test_the_answer_is_in_the_address(check: CheckerPage) -> None:
    check.ask(ENTERED)
    check.expect_answer("meets")
    assert check.fragment() == LINK


def test_opening_a_link_shows_its_answer(check: CheckerPage) -> None:
    check.open(LINK)
    check.expect_answer("meets")
    expect(check.answer).to_be_focused()
    expect(check.input("idaci")).to_have_value("37.5")
    expect(check.field("completed").locator("input:checked")).to_have_value("no")
    assert check.page.locator("#lt-form input:checked").count() == 1
    assert check.fragment() == LINK
    assert check.answer.locator(".lt-note").count() == 0


def test_what_a_mail_program_adds_to_the_address(check: CheckerPage, site_url: str) -> None:
    check.page.goto(f"{site_url}check/?from=mail{LINK}")
    check.expect_answer("meets")


@pytest.mark.parametrize(
    "fragment",
    [
        "#idaci=37.5&amp;aea=5&amp;completed=no",
        "#idaci=37.5&amp%3Baea=5&amp;amp;completed=no",
        "#idaci%3D37.5%26aea%3D5%26completed%3Dno",
        "#idaci%253D37.5%2526aea%253D5%2526completed%253Dno",
        "#idaci=37.5%26aea=5%26completed=no",
        "#%23idaci=37.5&aea=5&completed=no",
        "#idaci=37.5&aea=5&completed=no.",
        "#idaci=37.5&aea=5&completed=no%29%2C",
        "#idaci=37.5&aea=5&completed=no%20",
        "#idaci=+37.5+&aea=5&completed=no",
        "#idaci=%3D%2237.5%22&aea=5&completed=no",
        "#idaci=%E2%80%9C37.5%E2%80%9D&aea=5&completed=no",
        "#idaci=37.5&aea=5&completed=no&utm_source=mail&utm_medium=x&fbclid=1",
        "?idaci=37.5&aea=5&completed=no",
        "?utm_source=mail&idaci%3D37.5%26aea%3D5&amp;completed=no",
        "?idaci=37.5#aea=5&completed=no",
        "#idaci=37.5&msclkid=1&aea=5&gad_source=1&completed=no&mkt_tok=x&igshid=y&at_medium=z&ref=mail",
        "#IDACI=37.5&Aea=5&completed=no",
        "#idaci=37.5;aea=5;completed=no",
        "#idaci=37.5&%E2%80%8Baea=5&completed=no%E2%80%8B",
        "#%E2%80%9Cidaci=37.5&aea=5&completed=no%E2%80%9D",
        "#idaci=37.5&aea=5&completed=no%23:~:text=AEA",
    ],
)
def test_what_is_done_to_links_on_their_way_is_undone(check: CheckerPage, fragment: str) -> None:
    check.open(fragment)
    check.expect_answer("meets")
    assert check.read_answer()["text"]["answers"] == expected_on_page(ENTERED)["text"]["answers"]
    assert check.answer.locator(".lt-note").count() == 0
    assert "?" not in check.page.url  # what stands there is told to every server that is asked


@pytest.mark.console_error("404")
@pytest.mark.parametrize("path", ["check/%23", "check%23", "check/%2523"])
def test_an_address_whose_number_sign_was_encoded_leads_on(check: CheckerPage, site_url: str, path: str) -> None:
    check.page.goto(site_url + path + LINK[1:])
    check.page.wait_for_url(f"{site_url}check/{LINK}")
    check.expect_answer("meets")


def test_back_forward_and_reload(check: CheckerPage) -> None:
    check.ask({"idaci": "44"})
    check.expect_answer("meets")
    check.input("idaci").fill("22")
    check.page.keyboard.press("Enter")
    check.expect_answer("does-not-meet")
    check.page.go_back()
    check.expect_answer("meets")
    expect(check.input("idaci")).to_have_value("44")
    check.page.go_back()
    expect(check.answer).to_have_count(0)
    check.expect_state("ready")
    expect(check.input("idaci")).to_have_value("44")
    check.page.go_forward()
    check.expect_answer("meets")
    check.page.go_forward()
    check.expect_answer("does-not-meet")
    expect(check.input("idaci")).to_have_value("22")
    check.page.reload()
    check.expect_answer("does-not-meet")
    assert check.fragment() == "#idaci=22"


def test_back_from_another_page(check: CheckerPage, site_url: str) -> None:
    check.ask(ENTERED)
    check.expect_answer("meets")
    check.page.goto(f"{site_url}faq/")
    check.page.go_back()
    check.expect_answer("meets")


def test_back_from_another_page_the_form_says_what_was_answered(check: CheckerPage, site_url: str) -> None:
    check.ask({"idaci": "44", "aea": "5"})
    check.expect_answer("meets")
    check.input("idaci").fill("12")  # and left by Alt and an arrow, which ends no typing
    check.page.goto(f"{site_url}faq/")
    check.page.go_back()
    check.expect_answer("meets")
    check.page.wait_for_load_state()
    expect(check.input("idaci")).to_have_value("44")
    assert check.fragment() == "#idaci=44&aea=5"


def test_after_reload_the_form_says_what_was_answered(check: CheckerPage) -> None:
    """Browsers fill forms in again by themselves: what was typed after the answer must not stand beside it."""
    check.ask({"idaci": "44"})
    check.expect_answer("meets")
    check.input("idaci").evaluate("(input) => input.value = '22'")
    check.page.reload()
    check.expect_answer("meets")
    check.page.wait_for_load_state()
    expect(check.input("idaci")).to_have_value("44")


def test_two_categories_outlive_reload(check: CheckerPage) -> None:
    """Though the sign between them parts answers in a link."""
    check.ask({"aea": "4 & 5"})
    check.expect_answer("depends")
    check.page.reload()
    check.expect_answer("depends")
    expect(check.input("aea")).to_have_value("4 & 5")
    assert check.answer.locator(".lt-note").count() == 0


def test_nothing_known_is_an_answer_too(check: CheckerPage) -> None:
    check.ask({})
    check.expect_answer("depends")
    assert check.fragment() == "#idaci="
    check.page.reload()
    check.expect_answer("depends")
    assert check.answer.locator(".lt-note").count() == 0


def test_a_link_that_cannot_be_read_is_asked_about(check: CheckerPage) -> None:
    check.open("#idaci=0.4&partner=yes")
    check.expect_errors()
    expect(check.errors.get_by_role("link")).to_have_text(
        [error["message"] for error in answer_from_module({"idaci": "0.4"})["errors"]]
    )
    expect(check.input("idaci")).to_have_value("0.4")
    check.expect_state("ready")


@pytest.mark.parametrize(
    "fragment", ["#", "#the-whole-rule", "#foo=1&__proto__=2", "#edition=2020-01-01", "#:~:text=rule"]
)
def test_a_fragment_without_answers_asks_nothing(check: CheckerPage, fragment: str) -> None:
    check.open(fragment)
    check.expect_state("ready")
    assert check.answer.count() == 0
    assert check.errors.is_hidden()


@pytest.mark.parametrize(
    ("more", "outcome"),
    [
        ("&foo=1&__proto__=x&constructor=y&length=1", "meets"),
        ("&idaci=22", "depends"),
        ("&phase=university&england=%F0%9F%8F%B4", "meets"),
        (f"&partner={quote(MARKUP)}&{quote(MARKUP)}=1", "meets"),
        ("&aea=" + "5" * 100_000, "meets"),
        ("&" + "&".join(f"x{n}=1" for n in range(20_000)), "meets"),
        ("&completed=" + "a" * 100_000, "meets"),
        ("&%E0%A4%A=%&&&==&%00=%00", "meets"),
    ],
    ids=["unknown", "twice", "no option", "markup", "100 KB figure", "100 KB names", "100 KB choice", "broken codes"],
)
def test_what_a_link_may_not_say_is_left_out_and_told(check: CheckerPage, more: str, outcome: str) -> None:
    check.open(f"#idaci=44{more}")
    check.expect_answer(outcome)
    expect(check.answer.locator(".lt-note")).to_have_text([SAID["left_out"]])


def test_the_same_answer_twice_is_one_answer(check: CheckerPage) -> None:
    check.open("#idaci=44&idaci=44&england=not-sure&aea=&phase=not-sure")
    check.expect_answer("meets")
    assert check.answer.locator(".lt-note").count() == 0


def test_a_link_of_an_earlier_edition_says_so(check: CheckerPage) -> None:
    check.open(f"{LINK}&edition=2020-01-01")
    check.expect_answer("meets")
    expect(check.answer.locator(".lt-note")).to_have_text([SAID["old_edition"]])
    check.page.reload()
    check.expect_answer("meets")
    expect(check.answer.locator(".lt-note")).to_have_text([SAID["old_edition"]])
    check.submit.click()
    expect(check.answer.locator(".lt-note")).to_have_count(0)
    check.expect_answer("meets")
    assert check.fragment() == LINK


def test_a_link_of_this_edition_says_nothing_of_it(check: CheckerPage) -> None:
    check.open(f"{LINK}&edition={answer_from_module({})['edition']}")
    check.expect_answer("meets")
    assert check.answer.locator(".lt-note").count() == 0


def test_following_another_link_answers_that_one(check: CheckerPage) -> None:
    check.open("#idaci=44")
    check.expect_answer("meets")
    check.page.evaluate("location.hash = '#completed=yes'")
    check.expect_answer("not-open")
    expect(check.input("idaci")).to_have_value("")


def test_made_up_links_are_taken_only_where_the_form_could_have_said_so(page: Page, site_url: str) -> None:
    """A few of those that python3 dev.py test --fuzz tries."""
    found = put_through(page, site_url, 3000)
    assert found["faults"] == []
    assert found["taken"] > 500
