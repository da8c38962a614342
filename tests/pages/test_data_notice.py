"""Pages that show open data say so where its source should have been looked over, from the day after."""

from datetime import date
from pathlib import Path

import pytest

from build_scripts.content.collection import read_content
from build_scripts.pages.site import make_site
from build_scripts.paths import ROOT
from tests.support import made_up_site


@pytest.mark.parametrize(("today", "shown"), [("2099-05-11", False), ("2099-05-12", True)])
def test_data_past_its_review_says_check_with_us(
    today: str, shown: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sources = {
        key: {**source, "review_by": "2099-05-11" if key == "schools" else ""}
        for key, source in made_up_site.ABOUT["sources"].items()
    }
    monkeypatch.setenv("DATA", str(made_up_site.write(tmp_path, sources=sources)))
    pages = {page.address: page.markdown for page in make_site(ROOT, date.fromisoformat(today)).pages}
    notice = "Check with us before you rely on “Madeup register”. It should have been reviewed by 11 May 2099."
    for address in ("check.md", "estimate.md"):
        assert (notice in pages[address]) == shown, address
    assert "Madeup links" not in "".join(line for line in pages["check.md"].splitlines() if "lt-overdue" in line)


def test_several_sources_past_their_review_share_one_notice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    days = {"schools": "2099-05-11", "links": "2099-04-01", "areas": "2099-12-31"}
    sources = {key: {**source, "review_by": days.get(key, "")} for key, source in made_up_site.ABOUT["sources"].items()}
    monkeypatch.setenv("DATA", str(made_up_site.write(tmp_path, sources=sources)))
    pages = {page.address: page.markdown for page in make_site(ROOT, date(2099, 6, 1)).pages}
    for address in ("check.md", "estimate.md"):
        [notice] = [line for line in pages[address].splitlines() if "lt-overdue" in line and "Madeup" in line]
        assert (
            "They should have been reviewed: “Madeup links” by 1 April 2099, “Madeup register” by 11 May 2099. "
            in notice
        )


def test_several_records_past_their_review_share_one_notice() -> None:
    pages = {page.address: page.markdown for page in make_site(ROOT, date(2099, 6, 1)).pages}
    notices = [line for line in pages["modules.md"].splitlines() if "lt-overdue" in line]
    assert len(notices) == 1
    modules = [entry.record for entry in read_content(ROOT)[0].entries["modules"]]
    assert len(modules) > 1
    assert all(f"“{module.title}” by " in notices[0] for module in modules)


@pytest.mark.parametrize(("today", "shown"), [("2099-08-19", False), ("2099-08-20", True)])
def test_a_directory_of_postcodes_past_its_review_says_check_with_us(
    today: str, shown: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATA", str(made_up_site.write(tmp_path)))
    pages = {page.address: page.markdown for page in make_site(ROOT, date.fromisoformat(today)).pages}
    notice = "“The postcode directory of January 2099”. It should have been reviewed by 19 August 2099."
    assert (notice in pages["pupils.md"]) == shown
