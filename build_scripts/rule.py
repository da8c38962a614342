"""The rule in force on a day, from content/: one file for the wheel, one for the public, and every problem of both."""

import json
import subprocess
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from string import Formatter
from typing import Any, Literal

from eligibility.criteria import Criteria, CriteriaError, criteria_from
from eligibility.decision import NOTES, PRIORITIES, REASONS
from eligibility.evidence import CHOICES, FIELDS
from eligibility.phrases import SENTENCES
from pydantic import Field

from build_scripts.facts import Facts, read_facts
from build_scripts.problems import ContentError, Day, Problem, Record, Text
from build_scripts.sources import Source, read_toml

QUESTION_PARTS = ("label", "name", "hint", "options")


class Value(Record):
    """One published value with where it stands and when somebody last looked."""

    source: Text = Field(examples=["leading-together"])
    checked: Day = Field(examples=["2026-11-21"])


class TextValue(Value):
    value: Text = Field(examples=["30"])


class Measure(Value):
    value: Literal["pupil-mean-idaci", "share-in-deprived-deciles"] = Field(examples=["pupil-mean-idaci"])


class BandRecord(Record):
    idaci_from: TextValue
    aea_from: TextValue


class Edition(Record):
    effective_from: Day = Field(examples=["2024-01-01"])
    owner: Text = Field(examples=["Eligibility lead"])
    last_reviewed: Day = Field(examples=["2026-11-21"])
    review_by: Day = Field(examples=["2027-05-21"])
    measure: Measure
    release: TextValue
    bands: list[BandRecord] = Field(min_length=1)

    def criteria(self) -> Criteria:
        dates = {name: getattr(self, name).isoformat() for name in ("effective_from", "last_reviewed", "review_by")}
        named = {
            "edition": self.effective_from.isoformat(),
            "measure": self.measure.value,
            "release": self.release.value,
        }
        bands = [{"idaci_from": b.idaci_from.value, "aea_from": b.aea_from.value} for b in self.bands]
        return criteria_from({**dates, **named}, bands)


class InForce:
    """The rule on a day: its edition, words and assumptions, all valid."""

    def __init__(self, edition: Edition, words: Mapping[str, Any], facts: Facts) -> None:
        self.edition, self.words, self.criteria = edition, words, edition.criteria()
        self._facts = facts

    def for_wheel(self) -> str:
        """What the eligibility module reads: see eligibility.wire.rule_from."""
        assumptions = [entry.record for entry in self._facts.assumptions]
        shown = [{name: getattr(a, name) for name in ("id", "question", "assume", "bears_on")} for a in assumptions]
        words = {group: sentences for group, sentences in self.words.items() if group != "page"}
        contact = self._facts.programme["contact"]["email"]
        return _json(
            {**self.criteria.as_text(), "wording": words, "assumptions": shown, "contact": contact}, indent=None
        )

    def for_public(self) -> str:
        """criteria.json: the edition in force with its sources, for anyone's program."""
        used = {value["source"] for value in _values(self.edition.model_dump())}
        sources = {name: source for name, source in self._facts.programme["sources"].items() if name in used}
        bands = [band.model_dump(mode="json") for band in self.edition.bands]
        about = self.edition.model_dump(mode="json", include={"owner", "measure", "release"})
        return _json({**self.criteria.as_text(), **about, "bands": bands, "sources": sources}, indent=2)


def rule_in_force(root: Path, today: date) -> InForce:
    """Raises ContentError with every problem of criteria, wording, facts and assumptions."""
    facts, problems = read_facts(root)
    editions = [read_toml(path, root) for path in sorted((root / "content/criteria").glob("*.toml"))]
    valid = [edition for source in editions if (edition := _edition(source, facts))]
    words = read_toml(root / "content/wording.toml", root)
    for path, wrong, right in _wording_faults(words.data) if not words.problems else ():
        words.report(path, wrong, right)
    for index, entry in enumerate(facts.assumptions):
        for code in set(entry.record.bears_on) - {*REASONS, *NOTES, *PRIORITIES}:
            right = f"the codes are {', '.join((*REASONS, *NOTES, *PRIORITIES))}"
            problems.append(
                Problem(
                    entry.source.file,
                    entry.source.line("assumption", index, "bears_on"),
                    f"{code} is no code of an answer",
                    right,
                )
            )
    problems += [problem for source in (*editions, words) for problem in source.problems]
    in_force = [edition for edition in valid if edition.effective_from <= today]
    if not in_force and not problems:
        right = "add a file named by its first day, like content/criteria/2024-01-01.toml"
        problems.append(Problem("content/criteria", 1, f"no edition of the criteria is in force on {today}", right))
    if problems := [*problems, *changed_editions(root, today)]:
        raise ContentError(problems)
    return InForce(max(in_force, key=lambda edition: edition.effective_from), words.data, facts)


def rule_json(content: Path, today: date) -> str:
    """The text that the wheel carries as rule.json."""
    return rule_in_force(content.parent, today).for_wheel()


def _edition(source: Source, facts: Facts) -> Edition | None:
    edition = source.check(Edition, "an edition of the criteria")
    if edition is None:
        return None
    if Path(source.file).stem != edition.effective_from.isoformat():
        source.report(
            ("effective_from",), "the file is not named by its first day", f"name it {edition.effective_from}.toml"
        )
    for place, value in _places(source.data):
        if value["source"] not in facts.programme.get("sources", {}):
            known = ", ".join(facts.programme.get("sources", {}))
            source.report(
                place, f"{value['source']} is not a source in content/programme.toml", f"the sources are {known}"
            )
    try:
        edition.criteria()
    except CriteriaError as error:
        source.report(("bands",), str(error))
    return None if source.problems else edition


def _places(data: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], Mapping[str, Any]]]:
    """Every value with a source, and where it stands."""
    if isinstance(data, Mapping) and "source" in data:
        yield path, data
    elif isinstance(data, Mapping | list):
        for name, part in data.items() if isinstance(data, Mapping) else enumerate(data):
            yield from _places(part, (*path, name))


def _values(data: Any) -> Iterator[Mapping[str, Any]]:
    return (value for _, value in _places(data))


def _wording_faults(words: Mapping[str, Any]) -> Iterator[tuple[tuple[str, ...], str, str]]:
    """A missing sentence, one that no code uses, and a name in braces that will not be filled in."""
    written = {".".join(path): text for path, text in _sentences(words) if path[0] != "page"}
    for path in SENTENCES.keys() - written.keys():
        *group, name = path.split(".")
        yield tuple(group), f"{path} is missing", f'write {name} = "..." under [{".".join(group)}]'
    for path, text in written.items():
        place = tuple(path.split("."))
        if _is_question_extra(place):
            continue
        if path not in SENTENCES:
            yield place, f"{path} is not a sentence of the checker", "take the line away, or mend its name"
            continue
        try:
            used = {name for _, name, _, _ in Formatter().parse(text) if name is not None}
        except ValueError:
            yield (
                place,
                f"{path} has an unpaired brace",
                "write a name in braces, like {idaci}, and a plain brace twice",
            )
            continue
        for name in used - set(SENTENCES[path]):
            may = ", ".join(SENTENCES[path]) or "no names"
            yield place, f"{{{name}}} cannot be filled in here", f"this sentence may use {may}"
    for field, choices in CHOICES.items():
        for option in words.get("questions", {}).get(field, {}).get("options", {}).keys() - set(choices):
            yield (
                ("questions", field, "options"),
                f"{option} is not an answer to {field}",
                f"the answers are {', '.join(choices)}",
            )


def _is_question_extra(place: tuple[str, ...]) -> bool:
    return place[0] == "questions" and len(place) > 2 and place[1] in FIELDS and place[2] in ("hint", "options")


def _sentences(words: Mapping[str, Any], path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str]]:
    for name, value in words.items():
        if isinstance(value, Mapping):
            yield from _sentences(value, (*path, name))
        else:
            yield (*path, name), str(value)


def changed_editions(root: Path, today: date) -> list[Problem]:
    """Editions that have been in force, and are gone from this repository or differ in a value from what was in force.

    Editions are append-only, so that an answer given in the past can be explained. Dates of review may move, and an
    edition may be mended until its first day. Where there is no Git history nothing can be compared, and nothing is.
    """
    right = "restore it, and write the change as a new edition, in a file named by its first day"
    problems = []
    for name in sorted(set(_git(root, "log", "--format=", "--name-only", "--", "content/criteria/*.toml").split())):
        if Path(name).stem > today.isoformat():
            continue
        if not (root / name).exists():
            problems.append(Problem(name, 1, "this edition of the criteria is gone", right))
        elif _frozen(read_toml(root / name, root).data) != _frozen(tomllib.loads(_first_in_force(root, name))):
            problems.append(Problem(name, 1, "the values of an edition in force have changed", right))
    return problems


def _first_in_force(root: Path, name: str) -> str:
    """An edition as it stood at the start of its first day, or as it first came if that was later."""
    in_time = _git(root, "log", "-1", f"--before={Path(name).stem}T00:00:00Z", "--format=%H", "--", name)
    commit = in_time.strip() or _git(root, "log", "--reverse", "--format=%H", "--", name).split()[0]
    return _git(root, "show", f"{commit}:{name}")


def _frozen(edition: Mapping[str, Any]) -> list[Any]:
    """The values that decide, without their sources and dates. Written loosely: a broken file is told of elsewhere."""
    return sorted(f"{place} {value['value']}" for place, value in _places(edition))


def _git(root: Path, *command: str) -> str:
    try:
        return subprocess.run(
            ["git", "-C", str(root), *command], capture_output=True, encoding="utf-8", check=True
        ).stdout
    except (OSError, subprocess.CalledProcessError):
        return ""


def _json(value: object, indent: int | None) -> str:
    return json.dumps(value, ensure_ascii=False, indent=indent, default=date.isoformat) + "\n" * bool(indent)
