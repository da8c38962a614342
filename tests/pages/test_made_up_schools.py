"""Made-up schools and postcodes are for trying the site on one's own machine: no build publishes them."""

import os
import subprocess
import sys
from pathlib import Path

from build_scripts.paths import ROOT
from build_scripts.schools.published import postcode_file, snapshot
from tests.browser.page_objects.checker_page import SAID
from tests.support.made_up_postcodes import homes
from tests.support.made_up_site import try_out


def test_the_banner_names_a_postcode_that_can_be_tried() -> None:
    assert any(name in SAID["made_up"] for name in homes())


def test_no_build_publishes_them(tmp_path: Path) -> None:
    try_out(tmp_path / "data")
    assert {path.name for path in (tmp_path / "data").iterdir()} == {snapshot.FILE_NAME, postcode_file.NAME}
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(tmp_path / "site")]
    env = {**os.environ, "NO_MKDOCS_2_WARNING": "1", "DATA": str(tmp_path / "data")}
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert "its schools are made up" in done.stdout + done.stderr
    assert not (tmp_path / "site").exists()
