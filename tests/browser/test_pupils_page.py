"""The page for a school's own figure: a list of postcodes in, the same figures out as at the command line."""

import json
from pathlib import Path
from typing import Any

import pytest
from eligibility import cli
from playwright.sync_api import Browser, Page, expect

from tests.browser.page_objects.checker_page import CONTACT, PATIENCE, WORDS, CheckerPage
from tests.browser.page_objects.pupils_page import PUPILS, SAID, PupilsPage
from tests.support.axe import findings
from tests.support.made_up_postcodes import file, homes
from tests.support.workbooks import sheets, workbook

pytestmark = pytest.mark.with_schools

MARK = b"\xef\xbb\xbf"
EVERY_KIND = [
    *("QA1 1AA", "", "QA1 2AA", "QA1O 1AA", "QW1 1AA", "ZZ99 3VZ"),
    *("BFPO 1", "QA1", "Madeham", "QA1 9AA", "Q1A 1AA"),
]
LIST = "UPN,Home postcode\n" + "".join(f"A{n},{cell}\n" for n, cell in enumerate([*EVERY_KIND, "QA1 1AA QA1 1AB"]))
ROLL = "URN,Postcode\n" + "".join(f"99000{n % 3},{name}\n" for n, name in enumerate(homes()))
OLD_WORKBOOK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(90_000)
SEEN = {
    "workbook": b"PK\x03\x04 and more",
    "old-workbook": OLD_WORKBOOK,
    "protected": OLD_WORKBOOK + "EncryptedPackage".encode("utf-16-le") + bytes(90),
    "archive": b"PK\x03\x04\x14\0mimetypeapplication/vnd.oasis.opendocument.spreadsheetPK",
    "pdf": b"%PDF-1.7\n",
    "picture": b"\x89PNG\r\n\x1a\n",
    "web-page": b"<table border=1><tr><td>URN</td></tr></table>",
    "xml": "<?xml version='1.0'?><Workbook/>".encode("utf-16"),
}
LONG = "Postcode\n" + "QA1 1AA\nQA10 1AA\n" * 60_000


@pytest.fixture
def pupils(page: Page, site_url: str) -> PupilsPage:
    made = PupilsPage(page, site_url)
    made.open()
    return made


def at_the_terminal(folder: Path, text: str, *words: str) -> None:
    (folder / "postcodes").write_bytes(file())
    (folder / "in.csv").write_text(text, "utf-8", newline="")
    assert cli.main(["pupils", str(folder / "in.csv"), "--postcodes", str(folder / "postcodes"), *words]) == 0


def test_a_pasted_list_gives_the_figures_of_the_command_line(
    pupils: PupilsPage, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    at_the_terminal(tmp_path, LIST, "--json")
    [school] = json.loads(capsys.readouterr().out)["schools"]
    pupils.paste(LIST)
    pupils.expect_figure(**{name: str(school[name]) for name in ("pupils", "matched", "idaci", "deciles")})
    expect(pupils.result).to_be_focused()
    expect(pupils.column).to_have_value("2")
    told = pupils.result.get_by_role("listitem").all_inner_texts()
    assert len(told) == 2 + len(school["unmatched"])
    assert f"{WORDS['pupils']['unmatched']['blank'].format(count=1)} Row 3" in [" ".join(item.split()) for item in told]


def test_a_file_or_cells_of_a_spreadsheet_do_as_well(pupils: PupilsPage) -> None:
    pupils.choose("Name;Post code\r\nMadeup caf\xe9;QA1 1AA\r\n".encode("cp1252"))
    pupils.expect_figure(pupils="1", idaci="10.00")
    pupils.paste("Year\tPost code\n7\tQA10 1AA\n8\tQA1 1AA\n")
    pupils.expect_figure(pupils="2", idaci="25.00", deciles="50.00")


def test_a_workbook_gives_the_figures_of_the_same_list(pupils: PupilsPage) -> None:
    roll: list[list[Any]] = [["UPN", "Home postcode"], ["A1", "QA1 1AA"], ["A2", None], ["A3", "QA10 1AA"]]
    pupils.choose(
        workbook(sheets(Cover=[["Roll of a made-up school"]], Pupils=[["All pupils"], [], *roll])), "roll.xlsx"
    )
    pupils.expect_figure(pupils="3", matched="2", idaci="25.00", deciles="50.00")
    expect(pupils.result).to_contain_text(WORDS["sheets"]["done"]["sheet"].format(sheet="Pupils"))
    columns = [["Home postcode", "Parent postcode"], ["QA1 1AA", "QA10 1AA"]]
    pupils.choose(workbook(sheets(Cover=[["Roll", "of a", "school"]], Pupils=columns)), "roll.xlsx")
    expect(pupils.result).to_contain_text("Home postcode, Parent postcode", timeout=PATIENCE)
    pupils.column.select_option("Parent postcode")
    pupils.expect_figure(idaci="40.00")


@pytest.mark.parametrize("kind", SEEN)
def test_a_file_that_is_no_list_is_named(pupils: PupilsPage, kind: str) -> None:
    pupils.choose(SEEN[kind], "file")
    expect(pupils.fault.get_by_role("link")).to_have_text(WORDS["sheets"]["seen"][kind], timeout=PATIENCE)


def test_a_press_fills_the_check(pupils: PupilsPage) -> None:
    pupils.paste("Q1A 1AA\nQA10 1AA")
    pupils.expect_figure(idaci="45.00", deciles="100.00")
    link = pupils.page.get_by_role("link", name=PUPILS["check"])
    made_from = "2+of+2,+January+2099,+2019"
    assert (link.get_attribute("href") or "").endswith(f"/check/#idaci=45.00&deciles=100.00&pupils={made_from}")
    link.click()
    check = CheckerPage(pupils.page, pupils.address)
    check.expect_answer("meets")
    told = WORDS["pupils"]["made_from"].format(matched=2, pupils=2, directory="January 2099", release="2019")
    expect(check.answer.locator("[data-part=made_from]")).to_have_text(told)
    check.input("idaci").fill("20")
    check.input("idaci").blur()
    check.expect_answer("does-not-meet")
    expect(check.answer.locator("[data-part=made_from]")).to_have_count(0)
    assert "pupils" not in check.fragment()


def test_from_the_check_and_back_the_school_and_the_answers_stay(page: Page, site_url: str) -> None:
    check = CheckerPage(page, site_url)
    check.open("#urn=990002&completed=no&idaci=28")
    check.expect_answer("does-not-meet")
    check.unfold()
    page.get_by_role("link", name=WORDS["page"]["work_it_out"]).first.click()
    pupils = PupilsPage(page, site_url)
    pupils.paste("Q1A 1AA\nQA10 1AA")
    pupils.expect_figure(idaci="45.00")
    page.get_by_role("link", name=PUPILS["check"]).click()
    check.expect_answer("meets")
    assert "completed=no" in check.fragment()
    assert "urn=990002" in check.fragment()
    expect(page.locator(".lt-card h2")).to_have_text("Madeup Birch Primary School")
    expect(check.input("idaci")).to_have_value("45.00")
    expect(check.answer).to_contain_text("Madeup Birch Primary School (URN 990002)")
    expect(check.answer.locator(".lt-standing")).to_be_visible()


def test_a_list_that_names_another_school_is_about_that_one(page: Page, site_url: str) -> None:
    pupils = PupilsPage(page, site_url)
    page.goto(f"{pupils.address}#urn=990002&partner=no")
    pupils.paste("URN,Postcode\n990005,QA10 1AA\n990005,QA10 1AA\n")
    pupils.expect_figure(idaci="40.00")
    page.get_by_role("link", name=PUPILS["check"]).click()
    expect(page.locator("#lt-answer")).to_contain_text("(URN 990005)", timeout=PATIENCE)


def test_what_the_unmatched_leave_open_fills_the_check_with_a_range(pupils: PupilsPage) -> None:
    pupils.paste("QA10 1AA\nQA10 1AA\nQA1")
    pupils.expect_figure(pupils="3", matched="2", idaci="40.00")
    link = pupils.page.get_by_role("link", name=PUPILS["check"])
    assert "#idaci=26.66-60.00&" in (link.get_attribute("href") or "")


def test_a_column_that_could_be_two_things_is_asked_about(pupils: PupilsPage) -> None:
    pupils.paste("Home postcode,Parent postcode\nQA1 1AA,QA10 1AA\n")
    expect(pupils.result).to_contain_text("Home postcode, Parent postcode", timeout=PATIENCE)
    pupils.column.select_option("Parent postcode")
    pupils.expect_figure(idaci="40.00")
    pupils.column.select_option("Home postcode")
    pupils.expect_figure(idaci="10.00")


def test_a_roll_of_a_trust_gives_a_table_and_the_csv_of_the_command_line(pupils: PupilsPage, tmp_path: Path) -> None:
    at_the_terminal(tmp_path, ROLL, "-o", str(tmp_path / "out.csv"))
    pupils.paste(ROLL)
    pupils.expect_figure(pupils=str(len(homes())))
    expect(pupils.result.locator("tbody tr")).to_have_count(3)
    saved = pupils.saved()
    assert saved == MARK + (tmp_path / "out.csv").read_bytes()
    assert not any(name.encode() in saved for name in homes())


@pytest.mark.parametrize(
    ("text", "said"),
    [("", SAID["empty"]), ("Name\nMadeup", WORDS["pupils"]["no-postcodes"]), ("Postcode\n", WORDS["pupils"]["empty"])],
)
def test_what_is_no_list_is_told(pupils: PupilsPage, text: str, said: str) -> None:
    pupils.paste(text)
    if text.startswith("Name"):
        expect(pupils.result).to_contain_text(said, timeout=PATIENCE)
    else:
        expect(pupils.fault.get_by_role("link")).to_have_text(said, timeout=PATIENCE)


def test_a_long_list_tells_how_far_it_is_and_can_be_stopped(pupils: PupilsPage) -> None:
    stop = pupils.page.get_by_role("button", name=PUPILS["cancel"])
    pupils.choose(LONG.encode())
    expect(stop).to_be_visible(timeout=PATIENCE)
    stop.click()
    expect(pupils.status).to_have_text(SAID["cancelled"])
    assert pupils.result.count() == 0
    pupils.paste("QA1 1AA")
    pupils.expect_figure(idaci="10.00")


def test_the_file_of_postcodes_is_fetched_once_and_only_when_a_list_is_there(page: Page, site_url: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    pupils = PupilsPage(page, site_url)
    pupils.open()
    pupils.list.focus()
    expect(pupils.root).to_have_attribute("data-state", "ready", timeout=PATIENCE)
    assert not [url for url in asked if "postcodes" in url]
    for _ in range(2):
        pupils.paste("QA1 1AA")
        pupils.expect_figure(idaci="10.00")
    assert len([url for url in asked if url.endswith("/postcodes.bin")]) == 1


@pytest.mark.console_error("Failed to load resource")
def test_without_the_file_the_list_stays_and_the_next_try_may_have_it(pupils: PupilsPage) -> None:
    pupils.page.route("**/postcodes.bin", lambda route: route.abort())
    pupils.paste("QA1 1AA")
    expect(pupils.status).to_contain_text(CONTACT, timeout=PATIENCE)
    assert pupils.list.input_value() == "QA1 1AA"
    pupils.page.unroute("**/postcodes.bin")
    pupils.submit.click()
    pupils.expect_figure(idaci="10.00")


def test_paper_holds_the_figure_and_no_list(pupils: PupilsPage) -> None:
    pupils.paste(LIST)
    pupils.expect_figure(pupils="12")
    pupils.page.emulate_media(media="print")
    assert not pupils.list.is_visible()
    assert "QA1" not in pupils.page.locator("body").inner_text()
    assert not pupils.result.locator(".lt-figure__rows").first.is_visible()


def test_what_axe_finds(pupils: PupilsPage) -> None:
    pupils.paste(LIST)
    pupils.expect_figure(pupils="12")
    assert findings(pupils.page) == []
    pupils.paste(ROLL)
    expect(pupils.result.locator("tbody tr")).to_have_count(3, timeout=PATIENCE)
    assert findings(pupils.page) == []
    assert pupils.page.evaluate("document.documentElement.scrollWidth") == 320


def test_without_javascript_a_sentence_says_how_to_ask_for_the_figure(browser: Browser, site_url: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site_url}pupils/")
    expect(page.locator("#lt-pupils .lt-note")).to_contain_text(CONTACT)
    assert not page.locator("textarea[name=postcodes]").is_visible()
    context.close()
