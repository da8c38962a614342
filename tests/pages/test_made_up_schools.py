"""Made-up schools are for trying the site on one's own machine: no build publishes them."""

import os
import subprocess
import sys
from pathlib import Path

from build_scripts.paths import ROOT
from tests.support.made_up_site import try_out


def test_no_build_publishes_them(tmp_path: Path) -> None:
    try_out(tmp_path / "data")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(tmp_path / "site")]
    env = {**os.environ, "NO_MKDOCS_2_WARNING": "1", "DATA": str(tmp_path / "data")}
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert "its schools are made up" in done.stdout + done.stderr
    assert not (tmp_path / "site").exists()
