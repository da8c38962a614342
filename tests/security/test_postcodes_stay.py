"""No postcode leaves the page for a school's own figure: every place is searched where one could turn up."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Request, Response, expect

from tests.browser.page_objects.checker_page import PATIENCE, WORDS, CheckerPage
from tests.browser.page_objects.pupils_page import PUPILS, PupilsPage
from tests.support.made_up_postcodes import homes
from tests.support.static_host import serve_site
from tests.support.workbooks import sheets, workbook

LIST = "UPN,Surname,Home postcode\n" + "".join(f"A{n},Madeup,{name}\n" for n, name in enumerate([*homes(), "QA1O 1AA"]))
TWO_COLUMNS = "Home postcode,Parent postcode\nQA1 1AA,QA10 1AA\n"
WORKBOOK = workbook(
    sheets(
        Cover=[["Madeup pupils"]],
        Pupils=[["UPN", "Home postcode"], *([f"A{n}", name] for n, name in enumerate(homes()))],
    )
)
ROLL = "URN,Postcode\n" + "".join(f"99000{n % 3},{name}\n" for n, name in enumerate(homes()))
KEPT = """async () => JSON.stringify({
  cookie: document.cookie, local: Object.entries(localStorage), session: Object.entries(sessionStorage),
  databases: await indexedDB.databases(), caches: await caches.keys(), name: window.name, state: history.state,
  title: document.title, address: location.href, resources: performance.getEntries().map((entry) => entry.name),
})"""


def words() -> list[str]:
    """Every way in which a postcode of the lists could be written: as it is, joined, encoded, in small letters."""
    names = [*homes(), "QA1O 1AA"]
    written = [name.replace(" ", space) for name in names for space in (" ", "", "%20", "+", "-")]
    return [*written, *map(str.lower, written)]


def found_in(text: str) -> list[str]:
    return [word for word in words() if word in text]


@pytest.mark.parametrize("name", ["QA1 1AA", "qa11aa", "QA1%201AA"])
def test_a_postcode_would_be_found(name: str) -> None:
    """Else the test below could not fail."""
    assert found_in(f"https://example.test/?q={name}")


def test_no_postcode_is_found_anywhere_afterwards(browser: Browser, finder_site: Path, tmp_path: Path) -> None:
    places: dict[str, list[str]] = {}
    log: list[str] = []

    def note(place: str, text: Any) -> None:
        places.setdefault(place, []).append(str(text))

    def requested(request: Request) -> None:
        note("addresses of requests", request.url)
        note("bodies of requests", request.post_data_buffer or b"")
        note("headers of requests", request.headers)

    def answered(response: Response) -> None:
        note("headers of responses", response.headers)

    har = tmp_path / "visit.har"
    context = browser.new_context(accept_downloads=True, record_har_path=har, record_har_content="omit")
    page = context.new_page()
    page.on("request", requested)
    page.on("response", answered)
    page.on("console", lambda said: note("console", said.text))
    page.on("pageerror", lambda fault: note("console", fault))
    page.on("framenavigated", lambda frame: note("addresses", frame.url))
    page.on("worker", lambda worker: note("addresses of workers", worker.url))
    page.on("websocket", lambda socket: note("web sockets", socket.url))
    with serve_site(finder_site, log=log) as start:
        pupils = PupilsPage(page, start)
        pupils.open()
        pupils.paste(LIST)
        pupils.expect_figure(pupils=str(len(homes()) + 1))
        note("saved files", pupils.saved().decode())
        note("kept by the page", page.evaluate(KEPT))
        page.emulate_media(media="print")
        note("paper", page.locator("body").inner_text())
        page.emulate_media(media="screen")
        note("what the result shows", pupils.result.inner_html())
        pupils.paste(TWO_COLUMNS)
        expect(pupils.result).to_contain_text("Parent postcode", timeout=PATIENCE)
        note("what the question shows", pupils.result.inner_html())
        pupils.choose(ROLL.encode(), "roll.csv")
        pupils.expect_figure(pupils=str(len(homes())))
        note("saved files", pupils.saved().decode())
        note("what the result shows", pupils.result.inner_html())
        pupils.choose(WORKBOOK, "pupils.xlsx")
        pupils.expect_figure(pupils=str(len(homes())))
        expect(pupils.result).to_contain_text(WORDS["sheets"]["done"]["sheet"].format(sheet="Pupils"))
        note("saved files", pupils.saved().decode())
        note("what the result shows", pupils.result.inner_html())
        note("kept by the page", page.evaluate(KEPT))
        pupils.paste("Q1A 1AA")
        pupils.expect_figure(idaci="50.00")
        page.get_by_role("link", name=PUPILS["check"]).click()
        CheckerPage(page, start).expect_answer("meets")
        note("kept by the page", page.evaluate(KEPT))
        page.go_back()
        expect(pupils.list).to_be_visible()
        assert pupils.list.input_value() == "", "the browser does not fill the list in again"
        note("kept by the page", page.evaluate(KEPT))
        note("cookies", context.cookies())
        note("storage", context.storage_state())
        note("history", context.new_cdp_session(page).send("Page.getNavigationHistory"))
        context.close()
    note("log of the host", log)
    note("record of the visit", har.read_text("utf-8"))
    assert [(place, word) for place, texts in places.items() for text in texts for word in found_in(text)] == []
    assert [body for body in places["bodies of requests"] if body != "b''"] == []
    assert len([url for url in places["addresses of requests"] if url.endswith("/postcodes.bin")]) >= 1
    assert [url for url in places["addresses of workers"] if "sheets-worker" in url], "the workbook was read here"
    assert set(places) >= {"addresses", "saved files", "paper", "cookies", "storage", "history", "log of the host"}
