"""Measure which branches the tests reach, 100 % of the checker and 95 % of the build: python3 dev.py test --coverage

The site is built and the tests that need no browser are run, with every Python process that they start counted.
"""

import argparse
import subprocess
import sys

from build_scripts.paths import ROOT
from tests.tools.eligibility_sources import copy_sources

COPY = ROOT / "build" / "coverage"
BUILD = (
    ("build_scripts.bundle.wheel",),
    ("build_scripts.bundle.assemble",),
    ("mkdocs", "build", "--quiet", "--strict", "--site-dir", str(COPY / "site")),
    ("build_scripts.publishing.postprocess", str(COPY / "site")),
    ("build_scripts.dev.find_browser",),
)
# These compare what is installed with the wheel, where sources stand in for it, or start some hundred processes.
LEFT_OUT = "not very_bytes and not gives_the_same_text"
MINIMUM = {COPY / "eligibility": 100, ROOT / "build_scripts": 95}
SETTINGS = f"""
[run]
branch = true
parallel = true
patch = subprocess
source = {", ".join(map(str, MINIMUM))}
data_file = {COPY}/data
"""


def main() -> int:
    argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter).parse_args()
    env = copy_sources(COPY)
    settings = COPY / "settings"
    settings.write_text(SETTINGS, "utf-8")
    rc = f"--rcfile={settings}"

    def coverage(*words: str) -> int:
        return subprocess.call([sys.executable, "-m", "coverage", *words], cwd=ROOT, env=env)

    tests = ("pytest", "-q", "-m", "not browser and not servers and not audit", "-k", LEFT_OUT)
    failed = [words[0] for words in (*BUILD, tests) if coverage("run", rc, "-m", *words)]
    coverage("combine", rc, "--quiet")
    for folder, least in MINIMUM.items():
        shown = ("--show-missing", "--skip-covered", f"--include={folder}/*", f"--fail-under={least}")
        failed += [folder.name] if coverage("report", rc, *shown) else []
    print(f"Not as it should be: {', '.join(failed)}" if failed else "Both are reached as they should be.")
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main())
