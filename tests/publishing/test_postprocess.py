"""The finished folder: compressed files beside the others, and nothing that no visitor needs."""

import gzip
import shutil
from pathlib import Path

import brotli
import pytest

from build_scripts import compress
from build_scripts.paths import SITE
from build_scripts.publishing import postprocess


def test_every_file_that_becomes_smaller_has_its_compressed_forms() -> None:
    for file in SITE.rglob("*"):
        if file.suffix not in compress.COMPRESSIBLE:
            continue
        data = file.read_bytes()
        for ending, unpack, pack in (
            (".br", brotli.decompress, brotli.compress),
            (".gz", gzip.decompress, gzip.compress),
        ):
            small = compress.sibling(file, ending)
            if small.exists():
                assert unpack(small.read_bytes()) == data, small
                assert small.stat().st_size < len(data), small
            else:
                assert len(pack(data)) >= len(data), f"{file} has no {ending}"


def test_nothing_is_left_that_no_visitor_needs() -> None:
    names = {file.relative_to(SITE).as_posix() for file in SITE.rglob("*")}
    assert not names & set(postprocess.UNUSED_PATHS)
    assert not [name for name in names if name.endswith(".map")]
    for file in (SITE / "assets").glob("javascripts/**/*.js"):
        assert b"sourceMappingURL" not in file.read_bytes()


@pytest.fixture
def made(tmp_path: Path) -> Path:
    site = tmp_path / "site"
    (site / "partials").mkdir(parents=True)
    head = '<!doctype html><head><meta charset="utf-8"></head>'
    (site / "index.html").write_text(head + "<p>Words." * 50)
    (site / "a.js").write_text("let a = 1;\n//# sourceMappingURL=a.js.map\n")
    (site / "a.js.map").write_text("{}")
    (site / "a.css").write_text("p {}\n/*# sourceMappingURL=a.css.map */")
    postprocess.postprocess(site, tmp_path / "hosting", tmp_path / "kept")
    return site


def test_a_comment_that_names_a_source_map_goes_with_it(made: Path) -> None:
    assert (made / "a.js").read_text() == "let a = 1;\n"
    assert (made / "a.css").read_text() == "p {}\n"
    assert not (made / "partials").exists()
    assert {path.name for path in (made.parent / "hosting").iterdir()} == {"nginx.conf", "Caddyfile"}


def test_the_same_folder_is_finished_to_the_same_bytes(made: Path, tmp_path: Path) -> None:
    again = tmp_path / "again"
    shutil.copytree(made, again, ignore=shutil.ignore_patterns("*.br", "*.gz", "_headers"))
    page = again / "index.html"
    page.write_text(page.read_text().replace(page.read_text().split('"utf-8">')[1].split("</head>")[0], ""))
    postprocess.postprocess(again, tmp_path / "hosting2", tmp_path / "other-kept")
    assert {p.name: p.read_bytes() for p in made.iterdir()} == {p.name: p.read_bytes() for p in again.iterdir()}
