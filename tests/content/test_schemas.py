"""The schemas that code editors use say what the models say: they take the content as it is, and refuse slips."""

import json
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from build_scripts.content.files.source_files import read_markdown, read_toml
from build_scripts.content.kinds import KINDS, Kind
from build_scripts.content.schemas import REFERENCE, TAPLO, reference_page, schema, table, taplo_rules, write
from build_scripts.paths import ROOT

NAMED = {kind.name: kind for kind in KINDS}


def data(path: Path) -> Any:
    """Return a file as a code editor sees it: dates are text."""
    read = read_markdown if path.suffix == ".md" else read_toml
    return json.loads(json.dumps(read(path, ROOT).data, default=date.isoformat))


def written() -> list[tuple[Kind, Path]]:
    found = [(kind, path) for kind in KINDS for path in sorted(ROOT.glob(kind.files))]
    return [(kind, path) for kind, path in found if not kind.only_if or data(path)[kind.only_if[0]] == kind.only_if[1]]


def faults(kind: Kind, value: Any) -> list[str]:
    found = Draft202012Validator(schema(kind), format_checker=FormatChecker()).iter_errors(value)
    return [".".join(map(str, fault.absolute_path)) or fault.validator for fault in found]


def test_every_kind_is_written() -> None:
    assert {kind for kind, _ in written()} == set(KINDS)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_it_is_a_schema(kind: Kind) -> None:
    Draft202012Validator.check_schema(schema(kind))


@pytest.mark.parametrize(("kind", "path"), written(), ids=lambda value: getattr(value, "name", value))
def test_it_takes_what_is_written(kind: Kind, path: Path) -> None:
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
    assert faults(NAMED["question"], {**data(QUESTION), **slip}) == [where]


def test_it_refuses_a_missing_field() -> None:
    value = data(QUESTION)
    del value["owner"]
    assert faults(NAMED["question"], value) == ["required"]


def test_the_files_that_code_editors_are_given(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    names = {path.name for path in write(tmp_path)}
    rules = tomllib.loads((ROOT / ".taplo.toml").read_text("utf-8"))["rule"]
    for rule in rules:
        assert Path(rule["schema"]["path"]).name in names
        assert list(ROOT.glob(rule["include"][0]))


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_the_tables_of_the_manual_hold_every_field(kind: Kind) -> None:
    names = [row.split("`")[1] for row in table(kind).splitlines()[4:] if row]
    assert {name for name in names if "." not in name} == set(kind.model.model_fields)


def test_the_tables_of_the_manual_go_into_tables() -> None:
    assert "| `ratings.words` | The same in words. | yes | `Not given` |" in table(NAMED["trial"])
    assert "| `sources.NAME.publisher` |" in table(NAMED["programme"])


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_every_field_says_what_it_is(kind: Kind) -> None:
    cells = [row.split(" | ") for row in table(kind).splitlines()[4:] if row]
    assert [name for name, says, *_ in cells if not says.strip()] == []


def test_the_manual_is_that_of_the_models() -> None:
    assert (ROOT / REFERENCE).read_text("utf-8") == reference_page(), "run python3 dev.py generate schemas"


def test_code_editors_know_every_kind_of_toml() -> None:
    assert (ROOT / TAPLO).read_text("utf-8") == taplo_rules(), "run python3 dev.py generate schemas"
