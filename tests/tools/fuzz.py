"""Put texts that atheris makes up through every entrance of untrusted_input.py.

    python3 dev.py test --fuzz [-- [--runs N] [NAME...]]

It keeps what reaches new lines of the code and changes that further. Each entrance runs in a process of its own, with
at most a gigabyte, and ten seconds for one text. The link of the checker's page is read by JavaScript, so its texts are
put through there, in a browser. Prints, for each, how many texts, the slowest and the most memory.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from build_scripts.paths import ROOT, SITE

SECONDS, MEGABYTES, LONGEST = 10, 1024, 4096
LINK = "link"
INSTRUMENTED = ["eligibility", "build_scripts", "yaml", "tomllib", "csv", "json"]
TOLD_EVERY = 5000


def run_one(name: str, runs: int, folder: Path) -> None:
    """In the process of its own: never comes back, since libFuzzer ends it."""
    import atheris  # type: ignore[import-untyped,import-not-found,unused-ignore]

    with atheris.instrument_imports(include=INSTRUMENTED):
        from tests.security.untrusted_input import ENTRANCES, seeds
    enter = ENTRANCES[name]
    corpus = folder / "corpus"
    corpus.mkdir()
    for number, text in enumerate(seeds(name)):
        (corpus / str(number)).write_bytes(text.encode()[:LONGEST])
    worst: dict[str, Any] = {"texts": 0, "slowest": 0.0, "slowest_text": ""}

    def one(data: bytes) -> None:
        text = data.decode("utf-8", "replace")
        start = time.perf_counter()
        enter(text)
        took = time.perf_counter() - start
        worst["texts"] += 1
        if took > worst["slowest"]:
            worst.update(slowest=took, slowest_text=text[:200])
        if worst["texts"] % TOLD_EVERY == 0 or worst["texts"] >= runs:
            (folder / "worst.json").write_text(json.dumps(worst))

    options = (f"-runs={runs}", f"-max_len={LONGEST}", f"-timeout={SECONDS}", f"-rss_limit_mb={MEGABYTES}", "-seed=1")
    atheris.Setup([sys.argv[0], *options, "-print_final_stats=1", f"-artifact_prefix={folder}/", str(corpus)], one)
    atheris.Fuzz()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME", help="which entrances; all, if none is named")
    parser.add_argument("--runs", type=int, default=100_000, help="texts for each")
    parser.add_argument("--in", dest="folder", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.folder:
        run_one(options.names[0], options.runs, options.folder)
    if sys.platform != "linux":
        print("atheris is made for Linux only.")
        return 1
    from tests.security.untrusted_input import ENTRANCES

    there = [*ENTRANCES, LINK]
    if unknown := set(options.names) - {*there}:
        print(f"{', '.join(sorted(unknown))}: no entrance; there are {', '.join(there)}")
        return 2
    failed = [
        name for name in options.names or there if not (link_passed if name == LINK else passed)(name, options.runs)
    ]
    print(f"Faults at: {', '.join(failed)}" if failed else "No fault.")
    return int(bool(failed))


def link_passed(name: str, runs: int) -> bool:
    from playwright.sync_api import sync_playwright

    from tests.security.permalink_fuzz import put_through
    from tests.support.chromium import FLAGS
    from tests.support.static_host import serve_site

    with serve_site(SITE) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=os.environ.get("CHROMIUM") or None, args=FLAGS)
        told = put_through(browser.new_page(), address, runs)
        browser.close()
    print(
        f"{name}: {told['texts']:,} texts, {told['taken']:,} of them links, slowest {told['slowest']:.0f} ms, "
        f"memory {told['heap'] / 1e6:.0f} MB, slowest text {told['slowestText']!r}",
        *told["faults"],
        sep="\n",
    )
    return told["texts"] == runs and not told["faults"]


def passed(name: str, runs: int) -> bool:
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "tests.tools.fuzz", name, "--runs", str(runs), "--in", folder]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, errors="replace", check=False)
        told = Path(folder) / "worst.json"
        worst: dict[str, Any] = (
            json.loads(told.read_text()) if told.exists() else {"texts": 0, "slowest": 0, "slowest_text": ""}
        )
        found = sorted(
            path.name for path in Path(folder).iterdir() if path.name.startswith(("crash", "timeout", "oom"))
        )
        memory = [line.split()[-1] for line in done.stderr.splitlines() if "peak_rss_mb" in line]
        print(
            f"{name}: {worst['texts']:,} texts, slowest {worst['slowest'] * 1000:.0f} ms, "
            f"memory {memory[0] if memory else '?'} MB, slowest text {worst['slowest_text'][:60]!r}",
            flush=True,
        )
        if done.returncode or found:
            lines = [line for line in done.stderr.splitlines() if not line.startswith(("#", "INFO:", "\tNEW_FUNC"))]
            print(*done.stdout.splitlines()[-20:], *lines[:10], sep="\n")
            for each in found:
                print(f"{each}: {(Path(folder) / each).read_bytes()[:500]!r}")
        return done.returncode == 0 and worst["texts"] >= runs


if __name__ == "__main__":
    sys.exit(main())
