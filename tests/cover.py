"""Branch coverage of the checker's module, which must be whole: python3 dev.py coverage

The installed module has no sources, so a copy of them with the wheel's rule.json goes before it on the path.
"""

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

from build_scripts.wheel import built_wheel

ROOT = Path(__file__).resolve().parents[1]
COPY = ROOT / "build" / "coverage"
TESTS = [f"tests/test_{name}.py" for name in ("cli", "rule", "rule_properties", "rule_data", "review", "entrances")]
# These compare what is installed with the wheel, and start it as a program, where nothing is counted.
LEFT_OUT = "not installed and not command_line"
# The entrances of content/ are read by other code.
ENTRANCES = "not faq and not module and not trial and not report and not page and not programme and not assumptions"


def main() -> int:
    shutil.rmtree(COPY, ignore_errors=True)
    shutil.copytree(
        ROOT / "checker" / "eligibility", COPY / "eligibility", ignore=shutil.ignore_patterns("__pycache__")
    )
    with zipfile.ZipFile(built_wheel()) as wheel:
        (COPY / "eligibility" / "rule.json").write_bytes(wheel.read("eligibility/rule.json"))
    settings = COPY / "settings"
    settings.write_text(f"[run]\nbranch = true\nsource = eligibility\ndata_file = {COPY}/data\n", "utf-8")
    coverage = [sys.executable, "-m", "coverage"]
    env = {**os.environ, "PYTHONPATH": str(COPY)}
    run = ["run", f"--rcfile={settings}", "-m", "pytest", "-q", *TESTS, "-k", f"{LEFT_OUT} and {ENTRANCES}"]
    code = subprocess.call([*coverage, *run], cwd=ROOT, env=env)
    report = ["report", f"--rcfile={settings}", "--show-missing", "--fail-under=100"]
    return subprocess.call([*coverage, *report], cwd=ROOT, env=env) or code


if __name__ == "__main__":
    sys.exit(main())
