"""Pages that show open data say so where its source should have been looked over, from the day after."""

from datetime import date
from pathlib import Path

import pytest

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
