"""The picture above a list's answers: a line for each school on one scale, which follows the table."""

import pytest
from playwright.sync_api import expect

from tests.browser.page_objects.trust_page import SAID, TRUST, TrustPage

COLUMNS: dict[str, str] = TRUST["columns"]
# What is entered, and where the mark begins and ends. The scale goes to 50, and further where a figure does.
MARKS = [
    ("44", "88%", "88%"),
    ("33-38", "66%", "76%"),
    ("0.5%", "1%", "1%"),
    ("", "", ""),
    ("lots", "", ""),
]
FURTHER = [("61", "87.14%", "87.14%"), ("35", "50%", "50%")]
MANY = "name,idaci\n" + "".join(f"Madeup {n},{n % 40 + 2}\n" for n in range(120))


def drawn(trust: TrustPage) -> list[str]:
    return trust.page.locator(".lt-ranges__name").all_inner_texts()


@pytest.mark.parametrize("marks", [MARKS, FURTHER])
def test_each_school_is_marked_where_its_figure_stands(trust: TrustPage, marks: list[tuple[str, str, str]]) -> None:
    trust.paste("name\tidaci\taea\n" + "".join(f"Madeup {n}\t{idaci}\t5\n" for n, (idaci, _, _) in enumerate(marks)))
    trust.expect_answers()
    lines = trust.page.locator(".lt-ranges__lines .lt-ranges__line")
    expect(lines).to_have_count(len(marks))
    for line, (_, start, end) in zip(lines.all(), marks, strict=True):
        mark = line.locator(".lt-ranges__mark")
        expect(mark).to_have_count(1 if start else 0)
        if start:
            assert (mark.get_attribute("x1"), mark.get_attribute("x2")) == (start, end)


def test_the_bands_are_those_of_the_rule(trust: TrustPage, site_url: str) -> None:
    bands = trust.page.request.get(f"{site_url}criteria.json").json()["bands"]
    trust.paste("idaci\n44\n")
    trust.expect_answers()
    floors = [f"{2 * float(band['idaci_from']['value']):g}%" for band in reversed(bands)]
    lines = trust.page.locator(".lt-ranges__lines .lt-ranges__floor").all()
    assert [line.get_attribute("x1") for line in lines] == floors


def test_the_picture_follows_the_table_and_says_what_it_draws_in_words(trust: TrustPage) -> None:
    trust.paste("name,idaci\nMadeup Alder,44\nMadeup Birch,12\nMadeup Cedar,33-38\nMadeup Elder,lots\n")
    trust.expect_answers()
    assert drawn(trust) == trust.column("school") == [f"Madeup {name}" for name in ("Alder", "Birch", "Cedar", "Elder")]
    trust.press(COLUMNS["idaci"])
    assert drawn(trust) == trust.column("school") == [f"Madeup {name}" for name in ("Elder", "Birch", "Cedar", "Alder")]
    words = [line.split("\n") for line in trust.page.locator(".lt-ranges__lines .lt-ranges__line").all_inner_texts()]
    assert words == [
        ["Madeup Elder", TRUST["outcomes"]["problem"]],
        ["Madeup Birch", "12%"],
        ["Madeup Cedar", "33% to 38%"],
        ["Madeup Alder", "44%"],
    ]
    trust.listing.get_by_label(TRUST["search"]).fill("cedar")
    expect(trust.page.locator(".lt-ranges__lines .lt-ranges__line")).to_have_count(1)


def test_a_list_without_figures_has_no_picture(trust: TrustPage) -> None:
    trust.paste("name,aea\nMadeup Alder,5\n")
    trust.expect_answers()
    expect(trust.page.locator(".lt-ranges")).to_have_count(0)


def test_of_many_schools_it_draws_some_says_which_and_is_folded(trust: TrustPage) -> None:
    trust.paste(MANY)
    trust.expect_answers()
    picture = trust.page.locator("details.lt-ranges")
    expect(picture).not_to_have_attribute("open", "")
    picture.locator("summary").click()
    lines = trust.page.locator(".lt-ranges__lines .lt-ranges__line")
    for button, first, last in (("", 1, 50), (TRUST["forward"], 51, 100), (TRUST["forward"], 101, 120)):
        if button:
            trust.press(button)
        expect(lines).to_have_count(last - first + 1)
        said = SAID["drawn"].format(**{"from": first, "to": last, "count": 120})
        expect(picture.locator("[data-part=drawn]")).to_have_text(said)
    trust.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(lines).to_have_count(20)
