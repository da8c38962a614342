"""The schemas that code editors use say what the models say: they take the content as it is, and refuse slips."""

import json
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from build_scripts.content.files.source_files import read_markdown, read_toml
from build_scripts.content.schemas import KINDS, MANUAL, reference_page, schema, table, write
from build_scripts.paths import ROOT

FOLDERS = {"question": "content/faq", "module": "content/modules", "edition": "content/criteria", "page": "docs"}
FILES = {kind: f"content/{kind}.toml" for kind in ("assumptions", "programme", "words", "redirects")}


def data(path: Path) -> Any:
    """A file as a code editor sees it: dates are text."""
    read = read_markdown if path.suffix == ".md" else read_toml
    return json.loads(json.dumps(read(path, ROOT).data, default=date.isoformat))


def written() -> list[tuple[str, Path]]:
    files = [
        (kind, path)
        for kind, folder in FOLDERS.items()
        for path in sorted((ROOT / folder).glob("*.*"))
        if path.is_file()
    ]
    files += [(kind, ROOT / name) for kind, name in FILES.items()]
    for path in sorted((ROOT / "content/evidence").glob("*.md")):
        files.append(("report" if data(path)["evaluates_leading_together"] else "trial", path))
    return files


def faults(kind: str, value: Any) -> list[str]:
    found = Draft202012Validator(schema(kind), format_checker=FormatChecker()).iter_errors(value)
    return [".".join(map(str, fault.absolute_path)) or fault.validator for fault in found]


def test_every_kind_is_written() -> None:
    assert {kind for kind, _ in written()} == set(KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_it_is_a_schema(kind: str) -> None:
    Draft202012Validator.check_schema(schema(kind))


@pytest.mark.parametrize(("kind", "path"), written(), ids=lambda value: getattr(value, "name", value))
def test_it_takes_what_is_written(kind: str, path: Path) -> None:
    assert faults(kind, data(path)) == []


QUESTION = ROOT / "content/faq/cost.md"
SLIPS = [
    ({"last_reviewd": "2026-11-21"}, "additionalProperties"),
    ({"last_reviewed": "2026-11-31"}, "last_reviewed"),
    ({"last_reviewed": "21 November"}, "last_reviewed"),
    ({"review_in": "a year"}, "review_in"),
    ({"group": "how-to"}, "group"),
    ({"id": "The Cost"}, "id"),
    ({"title": " "}, "title"),
    ({"order": "2"}, "order"),
    ({"sources": []}, "sources"),
]


@pytest.mark.parametrize(("slip", "where"), SLIPS, ids=str)
def test_it_refuses_a_slip(slip: dict[str, Any], where: str) -> None:
    assert faults("question", {**data(QUESTION), **slip}) == [where]


def test_it_refuses_a_missing_field() -> None:
    value = data(QUESTION)
    del value["owner"]
    assert faults("question", value) == ["required"]


def test_the_files_that_code_editors_are_given(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    names = {path.name for path in write(tmp_path)}
    rules = tomllib.loads((ROOT / ".taplo.toml").read_text("utf-8"))["rule"]
    for rule in rules:
        assert Path(rule["schema"]["path"]).name in names
        assert list(ROOT.glob(rule["include"][0]))


@pytest.mark.parametrize("kind", KINDS)
def test_the_tables_of_the_manual_hold_every_field(kind: str) -> None:
    names = [row.split("`")[1] for row in table(kind).splitlines()[4:] if row]
    assert {name for name in names if "." not in name} == set(KINDS[kind][0].model_fields)


def test_the_tables_of_the_manual_go_into_tables() -> None:
    assert "| `ratings.words` | The same in words. | yes | `Not given` |" in table("trial")
    assert "| `sources.NAME.publisher` |" in table("programme")


@pytest.mark.parametrize("kind", KINDS)
def test_every_field_says_what_it_is(kind: str) -> None:
    cells = [row.split(" | ") for row in table(kind).splitlines()[4:] if row]
    assert [name for name, says, *_ in cells if not says.strip()] == []


def test_the_manual_is_that_of_the_models() -> None:
    assert (ROOT / MANUAL).read_text("utf-8") == reference_page(), "run python3 dev.py generate schemas"
