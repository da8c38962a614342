"""A trust or a federation found by its name on /trust/, or from a school's card: its schools are answered at once."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.page_objects.checker_page import PATIENCE
from tests.browser.page_objects.finder_page import FINDER, FinderPage
from tests.browser.page_objects.trust_page import TRUST, TrustPage
from tests.support.axe import findings

pytestmark = pytest.mark.with_schools

WORDS: dict[str, str] = TRUST["finder"]
NAME, CODE = "Madeup Learning Trust", "17001"
OTHER, OTHER_CODE = "The Federation of Madeup Birch and Fir", "4003"
ROWS = [
    "URN\tName",
    "990001\tMadeup Alder School",
    "990002\tMadeup Birch Primary School",
    "990005\tMadeup Birch Primary School",
    "990003\tMadeup Cedar School",
]


def expect_trust(trust: TrustPage, name: str = NAME, rows: int = len(ROWS) - 1) -> None:
    trust.expect_answers(name)
    expect(trust.rows).to_have_count(rows)
    expect(trust.box).to_have_value(name)


def test_nothing_of_it_is_loaded_before_somebody_goes_there(page: Page, site_url: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.rsplit("/", 1)[-1]))
    trust = TrustPage(page, site_url)
    trust.open()
    expect(trust.root).to_have_attribute("data-state", "ready", timeout=PATIENCE)
    assert not {"trusts.json", "chosen-trust.js"} & {*asked}
    with page.expect_response("**/trusts.json"):
        trust.box.focus()
    assert not {"index.json", "schools.json"} & {*asked}


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("learning", [NAME, NAME]),
        ("trust madeup", [NAME, NAME]),
        ("federtion", [OTHER]),
        ("birch federation", [OTHER]),
        ("madeshire", [NAME]),
        (CODE, [NAME]),
        (OTHER_CODE, [OTHER]),
    ],
)
def test_finding(trust: TrustPage, typed: str, names: list[str]) -> None:
    trust.box.fill(typed)
    expect(trust.options).to_have_count(len(names))
    assert trust.page.locator(".lt-option__name").all_inner_texts() == names


def test_trusts_of_one_name_are_told_apart(trust: TrustPage) -> None:
    trust.box.fill("learning")
    expect(trust.options).to_have_count(2)
    assert sorted(trust.page.locator(".lt-option__where").all_inner_texts()) == [
        WORDS["one_school"].format(kind=WORDS["trust"], place="Madeshire"),
        WORDS["schools_mostly"].format(kind=WORDS["trust"], place="Madeup", count=4),
    ]


def test_no_match_says_so(trust: TrustPage) -> None:
    trust.box.fill("zzzzzzz")
    expect(trust.found).to_have_text(WORDS["count_none"])


def test_choosing_is_asking(trust: TrustPage) -> None:
    trust.find("madeup learning")
    trust.page.wait_for_url(f"**/trust/#trust={CODE}")
    expect_trust(trust)
    assert trust.list.input_value().splitlines() == ROWS
    expect(trust.listing).to_be_focused()
    left_out = "; ".join([
        WORDS["absent_closed"].format(name="Madeup Oak School", urn="990107"),
        WORDS["absent_proposed"].format(name="Madeup Pine School", urn="990108"),
    ])  # fmt: skip
    expect(trust.listing.locator(".lt-note").first).to_have_text(WORDS["absent"].format(schools=left_out))
    expect(trust.listing.locator(".lt-done")).to_be_hidden()
    assert trust.column("school")[1] == "Madeup Birch Primary School (URN 990002)"
    assert trust.column("aea_used") == ["not known", "5", "4 or 6", "not known"]


def test_a_link_opens_it_and_reload_back_and_forward_keep_it(trust: TrustPage) -> None:
    trust.open(f"#trust={CODE}")
    expect_trust(trust)
    trust.page.reload()
    expect_trust(trust)
    trust.find("birch federation")
    expect_trust(trust, OTHER, 2)
    trust.page.go_back()
    expect_trust(trust)
    trust.page.go_forward()
    expect_trust(trust, OTHER, 2)
    trust.page.go_back()
    trust.page.go_back()
    expect(trust.listing).to_have_count(0)
    assert trust.list.input_value() == ""


@pytest.mark.parametrize("altered", [f"#trust%3D{CODE}", f"#trust={CODE}.", f"?trust={CODE}", f"?a=b&trust={CODE}"])
def test_what_is_done_to_its_link_is_undone(trust: TrustPage, altered: str) -> None:
    trust.open(altered)
    expect_trust(trust)


def test_a_list_changed_by_hand_is_another_list(trust: TrustPage) -> None:
    trust.open(f"#trust={CODE}")
    expect_trust(trust)
    trust.paste("\n".join(ROWS[:2]))
    trust.expect_answers()
    assert "#" not in trust.page.url
    expect(trust.listing.locator(".lt-done")).to_be_visible()
    trust.page.reload()
    trust.expect_answers()
    expect(trust.rows).to_have_count(1)
    trust.page.go_back()
    expect_trust(trust)


@pytest.mark.parametrize("code", ["99999", "abc", "<b>17001</b>"])
def test_a_code_that_is_not_known_is_told_and_nothing_is_lost(trust: TrustPage, code: str) -> None:
    trust.paste("idaci,aea\n44,5")
    trust.expect_answers()
    trust.page.evaluate("code => { location.hash = `trust=${code}` }", code)
    expect(trust.found).to_have_text(WORDS["unknown"].format(code=code))
    trust.expect_answers()
    assert trust.list.input_value() == "idaci,aea\n44,5"


@pytest.mark.console_error("Failed to load resource")
@pytest.mark.parametrize("file", ["trusts.json", "schools.json", "chosen-trust.js"])
def test_without_its_data_a_sentence_says_what_to_do(page: Page, site_url: str, file: str) -> None:
    page.route(f"**/{file}", lambda route: route.abort())
    trust = TrustPage(page, site_url)
    trust.open(f"#trust={CODE}")
    expect(trust.found).to_have_text(WORDS["failed"])
    trust.paste("idaci\n44\n")
    trust.expect_answers()


def test_a_schools_card_leads_to_all_schools_of_its_trust(finder: FinderPage) -> None:
    finder.find("990002")
    links = finder.card.get_by_role("link", name=FINDER["group"].split("{")[0])
    assert links.all_inner_texts() == [FINDER["group"].format(name=name) for name in (NAME, OTHER)]
    links.first.click()
    expect_trust(TrustPage(finder.page, finder.page.url.partition("trust/")[0]))


def test_a_trust_of_one_school_has_no_link(finder: FinderPage) -> None:
    finder.find("990004")
    assert finder.card.get_by_role("link", name=FINDER["group"].split("{")[0]).count() == 0


def test_what_axe_finds(trust: TrustPage) -> None:
    trust.box.fill("learning")
    expect(trust.options).to_have_count(2)
    assert findings(trust.page) == []
    trust.open(f"#trust={CODE}")
    expect_trust(trust)
    assert findings(trust.page) == []
