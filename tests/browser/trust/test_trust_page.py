"""The page for a trust's schools: a list in, an answer for each row out; the same answers as at the command line."""

import re
from contextlib import redirect_stderr
from io import StringIO
from pathlib import Path

import pytest
from eligibility import cli
from playwright.sync_api import Browser, Page, expect

from tests.browser.page_objects.checker_page import CONTACT, PATIENCE, WORDS
from tests.browser.page_objects.trust_page import SAID, TRUST, TrustPage
from tests.support.axe import findings
from tests.support.cells import FORMULAS, HARMLESS
from tests.support.keyboard import SETTLED, focused, tab_to
from tests.support.workbooks import WORKBOOKS

pytestmark = pytest.mark.with_schools

OUTCOMES: dict[str, str] = TRUST["outcomes"]
MARK = b"\xef\xbb\xbf"
MANY = "name,idaci,aea\n" + "".join(f"Madeup {n},{n % 90 + 2},{n % 6 + 1}\n" for n in range(120))
LONG = b"name,idaci\n" + b"Madeup,44\n" * 200_000

# Tables as spreadsheets write them. The last byte of "café" is one that UTF-8 does not have; 0x81 is no letter at all.
FILES = {
    "UTF-8": "name,idaci\nÉcole Madeup,44\n".encode(),
    "UTF-8 with its mark": "\ufeffname,idaci\nÉcole Madeup,44\n".encode(),
    "UTF-16": "name\tidaci\nÉcole Madeup\t44\n".encode("utf-16"),
    "UTF-16, high byte first": b"\xfe\xff" + "name\tidaci\nÉcole Madeup\t44\n".encode("utf-16-be"),
    "Windows-1252": b"name;idaci\nMadeup caf\xe9 \x80 \x81;44\n",
    "semicolons": b"aea;name;idaci\n5;Madeup, Alder;37.5\n",
    "tabs": b"IDACI\tAEA category\tSchool\n33-38\t4,5\tMadeup Alder\n",
    "line ends in cells": b'name,idaci,notes\r\n"Madeup\r\nAlder",44,"said ""so"""\r\nMadeup Birch,0.4,\r\n',
    "old Macintosh": b"name,idaci\rMadeup Alder,44\r\rMadeup Birch,12\r",
    "formulas": b"name,idaci,notes\n=1+1,44,@x\n-2,+3,\n",
    "schools": b"URN,name,postcode,idaci\n990001,,,\n,madeup birch primary,zz1 2bb,\n990001,,,12\n999999,,,\n,No,ZZ,\n"
    b"990005,,,\n",
    "broken near its end": b'idaci,name\n44,Madeup Alder\n12,"' + b"x" * 140_000,
    **{f"{name}.xlsx": WORKBOOKS[name].data for name in ("a trust's", "values", "moments", "several sheets")},
}
OLD_WORKBOOK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(90_000)
# What is no list: the file, or the text pasted, and what is said of it.
REFUSED: list[tuple[str | bytes, str]] = [
    ("", SAID["empty"]),
    ("school,town\nMadeup,Madeham", WORDS["sheets"]["no-columns"].format(seen="school town")),
    ("idaci,aea\n", SAID["no_rows"]),
    (b"PK\x03\x04 and more", WORDS["sheets"]["seen"]["workbook"]),
    (WORKBOOKS["a trust's"].data[:-200], WORDS["sheets"]["seen"]["workbook"]),
    (WORKBOOKS["nothing"].data, WORDS["sheets"]["no-columns"].format(seen="")),
    (OLD_WORKBOOK, WORDS["sheets"]["seen"]["old-workbook"]),
    (OLD_WORKBOOK + "EncryptedPackage".encode("utf-16-le") + bytes(90), WORDS["sheets"]["seen"]["protected"]),
    (b"PK\x03\x04\x14\0mimetypeapplication/vnd.oasis.opendocument.spreadsheetPK", WORDS["sheets"]["seen"]["archive"]),
    (b"%PDF-1.7\n", WORDS["sheets"]["seen"]["pdf"]),
    (b"\x89PNG\r\n\x1a\n", WORDS["sheets"]["seen"]["picture"]),
    (b"<table border=1><tr><td>URN</td></tr></table>", WORDS["sheets"]["seen"]["web-page"]),
    ("<?xml version='1.0'?><Workbook/>".encode("utf-16"), WORDS["sheets"]["seen"]["xml"]),
]
DROP = """([name, text, times]) => {
  const dataTransfer = new DataTransfer();
  dataTransfer.items.add(new File([text.repeat(times)], name));
  const event = new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true });
  document.querySelector("h1").dispatchEvent(event);
}"""


@pytest.fixture(scope="module")
def site(finder_site: Path) -> Path:
    return finder_site


def at_the_terminal(site: Path, folder: Path, table: bytes) -> tuple[bytes, list[str]]:
    """Return what `eligibility batch` makes of the same table, and what it says of it."""
    [schools] = site.glob("assets/schools/*/schools.json")
    given, made = folder / "in", folder / "out.csv"
    given.write_bytes(table)
    with redirect_stderr(StringIO()) as said:
        cli.main(["batch", str(given), "--schools", str(schools), "-o", str(made)])
    return made.read_bytes(), said.getvalue().splitlines()


def test_pasted_cells_are_answered_row_by_row(trust: TrustPage) -> None:
    trust.paste("School\tIDACI\tAEA\nMadeup Alder\t44\t\nMadeup Birch\t33-38\t4,5\nMadeup Cedar\t0.4\t5\n")
    trust.expect_answers()
    assert trust.focused() == "lt-listing"
    assert trust.column("school") == ["Madeup Alder", "Madeup Birch", "Madeup Cedar"]
    assert trust.column("outcome") == [OUTCOMES["meets"], OUTCOMES["depends"], OUTCOMES["problem"]]
    assert trust.column("settles")[1].startswith(WORDS["settles"]["aea"])
    assert "0.4" in trust.column("reasons")[2]
    counts = trust.listing.locator(".lt-choice").all_inner_texts()
    assert counts == [f"{TRUST['all']} 3", *(f"{OUTCOMES[code]} 1" for code in ("meets", "depends", "problem"))]


# Each in a page of its own: Chromium drops the eleventh of a page's downloads in a row, without a word.
@pytest.mark.parametrize("name", FILES)
def test_a_file_is_answered_byte_for_byte_as_at_the_command_line(
    trust: TrustPage, site: Path, tmp_path: Path, name: str
) -> None:
    trust.choose(FILES[name], name)
    trust.expect_answers(name)
    answers, said = at_the_terminal(site, tmp_path, FILES[name])
    assert trust.saved() == MARK + answers
    assert trust.listing.locator(".lt-done li").all_inner_texts() == said


def test_the_reader_of_workbooks_is_loaded_only_for_one(page: Page, site_url: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    trust = TrustPage(page, site_url)
    trust.open()
    trust.choose(b"idaci\n44\n")
    trust.expect_answers("list.csv")
    assert not any("sheets-worker" in url for url in asked)
    trust.choose(WORKBOOKS["numbers"].data, "list.xlsx")
    trust.expect_answers("list.xlsx")
    assert len([url for url in asked if "sheets-worker" in url]) == 1


@pytest.mark.console_error("Failed to load resource")
def test_without_the_reader_of_workbooks_the_next_try_may_have_it(trust: TrustPage) -> None:
    trust.page.route("**/sheets-worker.js", lambda route: route.abort())
    trust.choose(WORKBOOKS["numbers"].data, "list.xlsx")
    expect(trust.status).to_contain_text(CONTACT, timeout=PATIENCE)
    trust.page.unroute("**/sheets-worker.js")
    trust.choose(WORKBOOKS["numbers"].data, "list.xlsx")
    trust.expect_answers("list.xlsx")


def test_what_was_done_with_a_list_stands_above_its_answers(trust: TrustPage) -> None:
    unused = trust.listing.locator(".lt-done .lt-unfold")
    trust.paste("Trust,,\nSchool,URN,Head\nAlder,990001,A\nTotal,1,\n")
    trust.expect_answers()
    assert trust.listing.locator(".lt-done li").all_inner_texts() == [
        "Columns that were read: School as name of the school, URN as URN.",
        WORDS["sheets"]["done"]["unused"].format(columns="Head"),
        WORDS["sheets"]["done"]["no_school"].format(lines="1, 4"),
    ]
    assert trust.listing.get_attribute("data-unused-columns") == "Head"
    expect(unused).to_be_hidden()
    many = [f"Column {letter}" for letter in "ABCDEFGHIJK"]
    trust.paste(f"URN,{','.join(many)}\n990001\n")
    trust.expect_answers()
    expect(trust.listing.locator(".lt-done li").nth(1)).to_contain_text(f"{', '.join(many[:8])} and 3 more.")
    expect(unused.locator("p")).to_be_hidden()
    unused.locator("summary").click()
    expect(unused.locator("p")).to_have_text(", ".join(many))


def test_a_file_may_be_dropped_anywhere(trust: TrustPage) -> None:
    trust.page.evaluate(DROP, ["dropped.csv", "idaci\n44\n", 1])
    trust.expect_answers("dropped.csv")
    trust.page.evaluate(DROP, ["large.csv", "idaci\n44\n", 2_400_000])
    expect(trust.fault.get_by_role("link")).to_have_text(SAID["too_large"].format(size=20))


def test_what_is_no_list_is_told(trust: TrustPage) -> None:
    title = trust.page.title()
    for given, told in REFUSED:
        if isinstance(given, str):
            trust.paste(given)
        else:
            trust.choose(given)
        expect(trust.page.locator("#lt-list-errors")).to_be_focused(timeout=PATIENCE)  # two in a row may say the same
        expect(trust.fault.get_by_role("link")).to_have_text(told)
        assert trust.page.title() == WORDS["page"]["error_prefix"] + title
        trust.fault.get_by_role("link").click()
        assert trust.focused() == ("lt-list" if isinstance(given, str) else "lt-file")
    trust.paste("idaci\n44")
    trust.expect_answers()
    assert (trust.fault.is_visible(), trust.page.title()) == (False, title)


def test_sorting_searching_and_turning_pages(trust: TrustPage) -> None:
    columns = TRUST["columns"]
    trust.paste(MANY)
    trust.expect_answers()
    expect(trust.range).to_have_text(SAID["range"].format(**{"from": 1, "to": 50, "count": 120}))
    trust.press(TRUST["back"])
    assert trust.column("number")[0] == "2", (
        "before the first rows there are none; the sheet's first line is its header"
    )
    trust.press(TRUST["forward"])
    trust.press(TRUST["forward"])
    expect(trust.range).to_have_text(SAID["range"].format(**{"from": 101, "to": 120, "count": 120}))
    trust.press(columns["idaci"])
    assert trust.column("idaci_used")[:4] == ["2%", "2%", "3%", "3%"]
    trust.press(columns["idaci"])
    assert trust.column("idaci_used")[:2] == ["91%", "90%"]
    heading = trust.listing.get_by_role("columnheader", name=columns["idaci"])
    expect(heading).to_have_attribute("aria-sort", "descending")
    trust.press(columns["school"])
    assert trust.column("school")[:3] == ["Madeup 0", "Madeup 1", "Madeup 2"], "by the number, not letter for letter"
    trust.press(columns["outcome"])
    outcomes = [code for code, label in OUTCOMES.items() if label in trust.column("outcome")]
    assert outcomes == ["meets"], "in the order in which they are counted"
    trust.listing.get_by_role("radio", name=OUTCOMES["does-not-meet"]).check()
    expect(trust.rows.first).to_have_attribute("data-outcome", "does-not-meet")
    assert set(trust.column("outcome")) == {OUTCOMES["does-not-meet"]}
    trust.listing.get_by_role("radio", name=TRUST["all"]).check()
    trust.listing.get_by_label(TRUST["search"]).fill("MADEUP 119")
    expect(trust.rows).to_have_count(2)  # the school of this name, and the one in this line
    trust.listing.get_by_label(TRUST["search"]).fill("nobody")
    expect(trust.range).to_have_text(SAID["range_none"])


def test_a_cell_is_text_whatever_it_says(trust: TrustPage, site: Path, tmp_path: Path) -> None:
    cells = ['"' + text.replace('"', '""') + '"' for text in (*FORMULAS, *HARMLESS)]
    table = "".join(["name,idaci\n", *(f"{cell},44\n" for cell in cells)]).encode()
    trust.choose(table)
    trust.expect_answers("list.csv")
    assert trust.listing.locator("tbody :is(b:not([data-part]), a, script)").count() == 0
    assert "<b>bold</b>" in trust.column("school")
    assert trust.saved() == MARK + at_the_terminal(site, tmp_path, table)[0]


def test_a_long_list_tells_how_far_it_is_and_can_be_stopped(trust: TrustPage) -> None:
    stop = trust.page.get_by_role("button", name=TRUST["cancel"])
    trust.choose(LONG)
    expect(trust.page.locator("#lt-list-amount")).to_have_text(re.compile("[1-9].* of 200,001 lines"), timeout=PATIENCE)
    assert 0 < trust.page.locator("#lt-list-bar").evaluate("bar => bar.value / bar.max") < 1
    stop.click()
    expect(trust.status).to_have_text(SAID["cancelled"])
    expect(stop).to_be_hidden()
    assert (trust.focused(), trust.listing.count()) == ("lt-file", 0)
    trust.paste("idaci\n44\n")
    trust.expect_answers()
    expect(trust.rows).to_have_count(1)


def test_schools_are_looked_up_without_telling_anyone_which(page: Page, site_url: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    trust = TrustPage(page, site_url)
    trust.open()
    trust.paste("URN\tIDACI\n990001\t\n990003\t\n990003\t44\n")
    trust.expect_answers()
    assert trust.column("school") == [f"Madeup {n} School (URN {u})" for n, u in
        (("Alder", 990001), ("Cedar", 990003), ("Cedar", 990003))]  # fmt: skip
    assert [bool(told) for told in trust.column("estimated")] == [True, True, False]
    assert [code for code, label in OUTCOMES.items() if label in trust.column("outcome")] == ["meets", "does-not-meet"]
    assert [url.rsplit("/", 1)[-1] for url in asked if "assets/schools" in url] == ["schools.json"]
    assert not any("990001" in url for url in asked)


@pytest.mark.console_error("Failed to load resource")
def test_without_the_data_figures_are_answered_and_the_next_try_may_have_it(trust: TrustPage) -> None:
    trust.page.route("**/schools.json", lambda route: route.abort())
    trust.paste("urn,idaci\n990001,\n990001,44\n")
    trust.expect_answers()
    assert SAID["no_schools"] in trust.listing.locator(".lt-note").all_inner_texts()
    assert trust.column("outcome") == [OUTCOMES["problem"], OUTCOMES["meets"]]
    trust.page.unroute("**/schools.json")
    trust.submit.click()
    expect(trust.rows.first).to_have_attribute("data-outcome", "meets", timeout=PATIENCE)


def test_a_checker_that_cannot_start_says_so_and_the_list_stays(page: Page, site_url: str) -> None:
    page.add_init_script("delete globalThis.WebAssembly")
    trust = TrustPage(page, site_url)
    trust.open()
    trust.paste("idaci\n44\n")
    expect(trust.status).to_contain_text(CONTACT)
    expect(trust.root).to_have_attribute("data-state", "failed")
    assert trust.list.input_value() == "idaci\n44\n"


def test_paper_has_all_rows_and_nothing_to_press(trust: TrustPage) -> None:
    trust.paste(MANY)
    trust.expect_answers()
    trust.page.emulate_media(media="print")
    trust.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(trust.rows).to_have_count(120)
    assert not trust.submit.is_visible()
    assert not trust.listing.get_by_role("button", name=TRUST["forward"]).is_visible()
    trust.page.evaluate("dispatchEvent(new Event('afterprint'))")
    expect(trust.rows).to_have_count(50)


def test_what_axe_finds(trust: TrustPage) -> None:
    trust.paste("school\nMadeup")
    expect(trust.fault).to_be_visible(timeout=PATIENCE)
    assert findings(trust.page) == []
    trust.paste(MANY.replace("44,", "0.4,"))
    trust.expect_answers()
    expect(trust.rows).to_have_count(50)
    assert findings(trust.page) == []
    assert trust.page.evaluate("document.documentElement.scrollWidth") == 320


def test_by_keyboard_alone(trust: TrustPage) -> None:
    """From the list through the answers and their pages; what has the focus is always seen."""
    trust.list.focus()
    trust.page.keyboard.insert_text(MANY)
    trust.page.keyboard.press("Tab")
    trust.page.keyboard.press("Enter")
    expect(trust.listing).to_be_focused(timeout=PATIENCE)
    for name, key in ((TRUST["save"], ""), (TRUST["columns"]["aea"], "Enter"), (TRUST["forward"], " ")):
        tab_to(trust.page, name)
        assert not trust.page.evaluate(SETTLED).get("wrong")
        if key:
            trust.page.keyboard.press(key)
            assert focused(trust.page) == name, "the focus stays where it was"
    assert trust.column("aea_used") == ["3"] * 10 + ["4"] * 20 + ["5"] * 20


def test_without_javascript_a_sentence_says_what_to_do(browser: Browser, site_url: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site_url}trust/")
    expect(page.locator("#lt-trust .lt-note")).to_contain_text(CONTACT)
    assert not page.get_by_label(TRUST["paste"]).is_visible()
    context.close()


@pytest.mark.parametrize("name", ["", "list.csv", "list.xlsx"])
def test_a_list_is_there_again_after_reload_and_back(trust: TrustPage, name: str) -> None:
    """In the tab's history, and nowhere else."""
    if name:
        trust.choose(WORKBOOKS["a trust's"].data if name.endswith("xlsx") else b"idaci,aea\n44,5", name)
    else:
        trust.paste("idaci,aea\n44,5")
    trust.expect_answers(name)
    trust.page.reload()
    trust.expect_answers(name)
    trust.page.goto("about:blank")
    trust.page.go_back()
    trust.expect_answers(name)
    assert trust.page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]


def test_a_list_that_nobody_has_asked_about_is_there_again_too(trust: TrustPage) -> None:
    trust.open()
    trust.list.fill("idaci,aea\n44,5")
    trust.list.blur()
    trust.page.reload()
    expect(trust.list).to_have_value("idaci,aea\n44,5")
    trust.paste("idaci,aea\n44,5")
    trust.expect_answers()
    trust.list.fill("idaci,aea\n12,1")
    trust.list.blur()
    trust.page.goto("about:blank")
    trust.page.go_back()
    expect(trust.list).to_have_value("idaci,aea\n12,1")
    assert trust.listing.count() == 0
    trust.list.fill("")
    trust.list.blur()
    trust.page.reload()
    expect(trust.submit).to_be_enabled()
    expect(trust.list).to_have_value("")
    expect(trust.status).to_be_empty()


def test_a_list_too_large_to_keep_says_that_it_is_gone(trust: TrustPage) -> None:
    trust.choose(b"name,idaci\n" + b"Madeup,44\n" * 31_000)
    trust.expect_answers("list.csv")
    trust.page.reload()
    expect(trust.status).to_have_text(SAID["gone"])


def test_all_answers_can_be_copied_into_a_spreadsheet(trust: TrustPage) -> None:
    trust.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    trust.paste("school,idaci,aea\nMadeup Alder,44,5\nMadeup Birch,22,1")
    trust.expect_answers()
    trust.page.get_by_role("button", name=TRUST["copy"]).click()
    expect(trust.page.get_by_text(SAID["copied"])).to_be_visible()
    rows = [line.split("\t") for line in trust.page.evaluate("navigator.clipboard.readText()").splitlines()]
    assert [row[:3] for row in rows] == [
        ["school", "idaci", "aea"],
        ["Madeup Alder", "44", "5"],
        ["Madeup Birch", "22", "1"],
    ]
