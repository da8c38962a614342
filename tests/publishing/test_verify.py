"""python3 dev.py build --check: the built site has no fault, and each kind of fault is found and named."""

import json
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from build_scripts.compress import sibling
from build_scripts.paths import ROOT, SITE
from build_scripts.publishing import postprocess, verify
from build_scripts.publishing.verify_integrity import file_integrity
from tests.support.edits import add, change, remove

FOLDER = "assets/checker/0123456789abcdef"
SCHOOLS = "assets/schools/fedcba9876543210"
START = "https://guide.example/"
PAGE = """<!doctype html>
<html><head>
<meta charset="utf-8">
<link rel="canonical" href="{canonical}">
<link rel="stylesheet" href="{up}assets/site.css">
</head><body id="top">
<h1 id="one">Words</h1>
<a href="{up}">start</a> <a href="{up}faq/#one">faq</a> <a href="{up}faq/#idaci=4">answer</a> <a href="#one">here</a>
<a href="https://elsewhere.example/">elsewhere</a> <a href="mailto:a@b.example">mail</a>
<p>{words}</p>
</body></html>
"""


def test_the_built_site_has_no_fault() -> None:
    assert verify.verify_site(SITE) == []


def test_nor_has_the_site_with_schools(finder_site: Path) -> None:
    assert verify.verify_site(finder_site) == []


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """Make a small site without a fault."""
    made = tmp_path / "site"
    folder = made / FOLDER
    (folder / "python").mkdir(parents=True)
    (made / "faq").mkdir()
    (made / "index.html").write_text(PAGE.format(words="Words. " * 200, up="./", canonical=START))
    (made / "faq/index.html").write_text(PAGE.format(words="Words. " * 200, up="../", canonical=f"{START}faq/"))
    (made / "assets/site.css").write_text('p { background: url("mark.svg") }')
    (made / "assets/mark.svg").write_text("<svg></svg>")
    (folder / "form.js").write_text('import { files } from "./python/manifest.js";\nconsole.log(files);\n')
    with zipfile.ZipFile(folder / "python/library.zip", "w") as library:
        library.writestr("a.py", "A = 1\n")
    files = {"library": {"name": "library.zip", "integrity": file_integrity(folder / "python/library.zip")}}
    (folder / "python/manifest.js").write_text(f"export const files = {json.dumps(files, indent=1)};\n")
    (made / "sitemap.xml").write_text(f"<urlset><loc>{START}</loc><loc>{START}faq/</loc></urlset>")
    (made / SCHOOLS).mkdir(parents=True)
    (made / SCHOOLS / "01.json").write_text('{"schools": {}}')
    (made / SCHOOLS / "index.json").write_text('{"urns": []}')
    (made / SCHOOLS / "numbers.json").write_text('{"numbers": []}')
    (made / SCHOOLS / "schools.json").write_text("[]")
    (made / SCHOOLS / "digests.json").write_text(json.dumps({"01": file_integrity(made / SCHOOLS / "01.json")}))
    named = [
        f'data-x="{file_integrity(made / SCHOOLS / name)}"'
        for name in ("index.json", "numbers.json", "schools.json", "digests.json")
    ]
    (made / "faq/index.html").write_text((made / "faq/index.html").read_text().replace("<p>", f"<p {' '.join(named)}>"))
    postprocess.postprocess(made, tmp_path / "hosting", tmp_path / "kept")
    assert verify.verify_site(made) == []
    return made


def with_trace(site: Path) -> None:
    with zipfile.ZipFile(site / FOLDER / "other.zip", "w") as archive:
        archive.writestr("b.py", f"PATH = '{sys.prefix}'\n")


LINK = '<a href="#one">here</a>'
DAMAGES: dict[str, tuple[Callable[[Path], object], str]] = {
    "a link to nothing": (change("index.html", LINK, '<a href="gone/">x</a>'), "index.html:8: gone/ leads nowhere"),
    "a part that is not there": (
        change("index.html", LINK, '<a href="faq/#two">x</a>'),
        "index.html:8: faq/#two names a part that faq/index.html does not have",
    ),
    "a part of the page itself": (change("index.html", LINK, '<a href="#two">x</a>'), "names a part that index.html"),
    "no final slash": (change("index.html", LINK, '<a href="faq">x</a>'), "index.html:8: faq has no final slash"),
    "from the root": (change("index.html", LINK, '<a href="/faq/">x</a>'), "/faq/ starts at the root of the host"),
    "outside": (change("index.html", LINK, '<a href="../../x">x</a>'), "../../x leads nowhere"),
    "a picture of a style sheet": (remove("assets/mark.svg"), "assets/site.css: mark.svg leads nowhere"),
    "a module": (change(f"{FOLDER}/form.js", "./python/manifest.js", "./gone.js"), "form.js: ./gone.js leads nowhere"),
    "a page that is not listed": (change("sitemap.xml", f"<loc>{START}faq/</loc>", ""), "is not in sitemap.xml"),
    "a list with too much": (change("sitemap.xml", "faq/", "gone/"), f"sitemap.xml: {START}gone/ is no page"),
    "another address": (
        change("faq/index.html", f'"{START}faq/"', f'"{START}"'),
        "faq/index.html: says that its address",
    ),
    "no policy": (change("index.html", "default-src 'none'; ", ""), "index.html: it has no policy, or not that"),
    "no header": (change("_headers", "script-src", "scripts"), "_headers: it has no policy"),
    "a script": (change("index.html", LINK, "<script>x()</script>"), "index.html:8: a script inside the page"),
    "a style": (change("index.html", LINK, '<i style="x">x</i>'), 'index.html:8: style="x" is a style inside'),
    "another library": (with_trace, "other.zip/b.py: it holds"),
    "other bytes": (add(f"{FOLDER}/python/library.zip", "x"), "library.zip: not the bytes that manifest.js names"),
    "no archive": (add(f"{FOLDER}/python/library.zip", "x"), "library.zip: not an archive that can be read"),
    "bytes that are gone": (
        remove(f"{FOLDER}/python/library.zip"),
        "library.zip: not the bytes that manifest.js names",
    ),
    "no manifest": (remove(f"{FOLDER}/python/manifest.js"), "assets/checker: 0 manifests, not one"),
    "another list of schools": (add(f"{SCHOOLS}/index.json", "{}"), "index.json: not the bytes that a page names"),
    "other schools": (add(f"{SCHOOLS}/01.json", "{}"), "01.json: not the bytes that digests.json names"),
    "schools that are gone": (remove(f"{SCHOOLS}/01.json"), "01.json: not the bytes that digests.json names"),
    "schools that nothing names": (add(f"{SCHOOLS}/02.json", "{}"), "02.json: nothing names its bytes"),
    "a page too long": (add("long/index.html", PAGE + "x" * 500_000), "long/index.html: 500,"),
    "a file too large": (add("assets/big.json", "x" * 2_000_000), "assets/big.json: 2,000,000 bytes, more than"),
    "another text, compressed": (change("faq/index.html", "Words.", "Other."), "faq/index.html.br: not its original"),
    "not compressed at all": (add("faq/index.html.gz", "x"), "faq/index.html.gz: not its original, compressed"),
    "compressed, and no original": (add("assets/x.css.gz", "x"), "assets/x.css.gz: not its original, compressed"),
    "nothing compressed": (remove("faq/index.html.br"), "faq/index.html: no index.html.br beside it"),
    "a source map": (add("assets/a.js.map", "{}"), "assets/a.js.map: a source map"),
    "the name of one": (add("assets/a.js", "//# sourceMappingURL=a.js.map"), "assets/a.js: it names a source map"),
    "a file of the build": (add("assets/build.py", ""), "assets/build.py: a kind of file that the site does not have"),
    "a path of the machine": (add("assets/a.json", str(ROOT)), "assets/a.json: it holds"),
    "an address of the machine": (add("assets/a.txt", "http://127.0.0.1:8000/"), "assets/a.txt: it holds 127.0.0.1"),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_fault_is_found_and_named(site: Path, damage: str) -> None:
    work, line = DAMAGES[damage]
    work(site)
    told = verify.verify_site(site)
    assert any(line in fault for fault in told), told


@pytest.mark.parametrize(("damage", "code", "last"), [(None, 0, "no fault"), ("a module", 1, "1 fault")])
def test_the_command_tells_in_plain_lines(
    site: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    damage: str | None,
    code: int,
    last: str,
) -> None:
    if damage:
        DAMAGES[damage][0](site)
        sibling(site / FOLDER / "form.js", ".br").unlink(missing_ok=True)
        sibling(site / FOLDER / "form.js", ".gz").unlink(missing_ok=True)
    monkeypatch.setattr(sys, "argv", ["check_site", str(site)])
    assert verify.main() == code
    *faults, told = capsys.readouterr().out.splitlines()
    assert len(faults) == code
    assert last in told
