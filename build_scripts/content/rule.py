"""Read the rule in force on a day from content/, check it, and write it for the wheel and for the public."""

import json
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from string import Formatter
from typing import Any

from eligibility.rule.decision import NOTES, PRIORITIES, REASONS
from eligibility.rule.evidence import CHOICES, FIELDS
from eligibility.words.sentences import SENTENCES

from build_scripts.content.collection import Content, read_content
from build_scripts.content.editions import Edition, edition_in_force, sourced_values, tampered_editions
from build_scripts.content.files.field_paths import FieldPath, leaves
from build_scripts.content.files.source_files import read_toml
from build_scripts.content.kinds import WORDING
from build_scripts.content.page_sentences import PAGE_SENTENCES
from build_scripts.problems import ContentError, Problem, suggest, suggest_or_list

# What the pages say around an answer: the module needs none of it.
PAGE_ONLY_TABLES = {path.partition(".")[0] for path in PAGE_SENTENCES}
BRACES_HINT = "write a name in braces, like {idaci}; double a plain brace"
CELLS = "cells"  # words that lists of schools hold: they are read, not shown


class RuleInForce:
    """The rule on a day: its edition, words and assumptions, which are all valid."""

    def __init__(self, edition: Edition, words: Mapping[str, Any], content: Content) -> None:
        self.edition, self.words, self.criteria = edition, words, edition.criteria()
        self._content = content

    def to_rule_json(self) -> str:
        """Return what the wheel carries, for eligibility.json_api.load_rule."""
        fields = {"id", "question", "assume", "review_by", "bears_on"}
        rule = self.criteria.to_data() | {
            "wording": {table: words for table, words in self.words.items() if table not in PAGE_ONLY_TABLES},
            "assumptions": [entry.record.model_dump(include=fields) for entry in self._content.assumptions],
            "contact": self._content.programme["contact"]["email"],
        }
        return json.dumps(rule, ensure_ascii=False, default=date.isoformat)

    def to_criteria_json(self) -> str:
        """Return criteria.json for anyone's program: the edition in force, with its sources."""
        used = {value["source"] for _, value in sourced_values(self.edition.model_dump())}
        sources = {name: source for name, source in self._content.programme["sources"].items() if name in used}
        bands = [band.model_dump(mode="json") for band in self.edition.bands]
        about = self.edition.model_dump(mode="json", include={"owner", "measure", "release"})
        public = {**self.criteria.to_data(), **about, "bands": bands, "sources": sources}
        return json.dumps(public, ensure_ascii=False, indent=2, default=date.isoformat) + "\n"


def read_rule(root: Path, content: Content, today: date) -> tuple[RuleInForce | None, list[Problem]]:
    """Return the rule on a day, or None, and every problem that `read_content` cannot see.

    These are editions that were tampered with, a day without an edition, the words, and what assumptions bear on.
    """
    problems = tampered_editions(root, today)
    edition = edition_in_force((entry.record for entry in content.editions), today)
    if edition is None and not problems and not any(file.startswith("content/criteria/") for file in content.at_fault):
        fix = "add a file named after its first day, like content/criteria/2024-01-01.toml"
        problems.append(Problem("content/criteria", 1, f"no edition of the criteria is in force on {today}", fix))
    words = read_toml(root / WORDING, root)
    words.check_untyped_text(allow_empty=PAGE_ONLY_TABLES)
    for path, message, fix in wording_problems(words.data) if not words.problems else ():
        words.add_problem(path, message, fix)
    problems += [*words.problems, *_unknown_codes(content)]
    return (RuleInForce(edition, words.data, content) if edition and not problems else None), problems


def rule_in_force(root: Path, today: date) -> RuleInForce:
    """Return the rule on a day. Raises ContentError with every problem of the content that it rests on."""
    content, problems = read_content(root)
    rule, more = read_rule(root, content, today)
    if rule is None or problems:
        raise ContentError([*problems, *more])
    return rule


def rule_json(content: Path, today: date) -> str:
    """Return the text of rule.json for the wheel. Raises ContentError."""
    return rule_in_force(content.parent, today).to_rule_json()


def wording_problems(words: Mapping[str, Any]) -> Iterator[tuple[FieldPath, str, str]]:
    """Find sentences that are missing or that no code uses, and names in braces that will not be filled in.

    Yields the place, what is wrong and the right form of each.
    """
    known = {**SENTENCES, **PAGE_SENTENCES}
    written = {".".join(map(str, place)): str(text) for place, text in leaves(words) if place and place[0] != CELLS}
    missing = sorted(known.keys() - written.keys())
    meant = {path: near for path in written.keys() - known.keys() if (near := suggest(path, missing))}
    for path, text in written.items():
        if fault := _brace_fault(text):
            yield tuple(path.split(".")), f"{path} {fault}", BRACES_HINT
    for path in set(missing) - set(meant.values()):
        *group, name = path.split(".")
        yield tuple(group), f"{path} is missing", f'write {name} = "..." under [{".".join(group)}]'
    for path, text in written.items():
        place = tuple(path.split("."))
        if _is_question_extra(place):
            continue
        if path not in known:
            fix = f"did you mean {meant[path].rpartition('.')[2]}" if path in meant else "remove the line"
            yield place, f"{path} is not a sentence of the checker", fix
            continue
        for name in _names_in(text) - set(known[path]):
            near, may = suggest(name, known[path]), ", ".join(known[path]) or "no names"
            fix = f"did you mean {{{near}}}" if near else f"this sentence may use {may}"
            yield place, f"{{{name}}} cannot be filled in here", fix
    for field, choices in CHOICES.items():
        place, options = ("questions", field, "options"), _table(words, "questions", field, "options").keys()
        fix = f"the answers are {', '.join(choices)}"
        yield from ((place, f"{option} is not an answer to {field}", fix) for option in options - set(choices))
        if not options:
            yield place[:-1], f"{field} has no options to choose from", fix
    yield from _cell_problems(words)


def _brace_fault(text: str) -> str:
    """Say what is wrong with the braces of a sentence: they do not pair, or hold more than a name."""
    try:
        more = [
            name for _, name, form, conversion in Formatter().parse(text) if name is not None and (form or conversion)
        ]
    except ValueError:
        return "has an unpaired brace"
    return f"has more than the name {more[0]} in its braces" if more else ""


def _names_in(text: str) -> set[str]:
    return set() if _brace_fault(text) else {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def _cell_problems(words: Mapping[str, Any]) -> Iterator[tuple[tuple[str, ...], str, str]]:
    """Check the words of cells: lists of them, under the codes of answers."""
    answers = _table(words, CELLS, "answers")
    known = {"yes-or-no": ("yes", "no"), **CHOICES}
    lists: dict[tuple[str, ...], Any] = {(CELLS, "no_value"): _table(words, CELLS).get("no_value")}
    for field in answers:
        place: tuple[str, ...] = (CELLS, "answers", field)
        if field not in known:
            yield place, f"{field} is not one of the questions", f"the questions are {', '.join(known)}"
        for code, spelt in _table(answers, field).items():
            lists[*place, code] = spelt
            if field in known and code not in known[field]:
                yield (
                    (*place, code),
                    f"{code} is not an answer to {field}",
                    f"the answers are {', '.join(known[field])}",
                )
    for place, spelt in lists.items():
        if not isinstance(spelt, list) or not spelt or not all(isinstance(word, str) for word in spelt):
            yield place, f"{place[-1]} is not a list of words", f'write {place[-1]} = ["...", "..."]'


def _unknown_codes(content: Content) -> Iterator[Problem]:
    """Find codes in assumptions that no answer has."""
    known = (*REASONS, *NOTES, *PRIORITIES)
    for entry in content.assumptions:
        for code in entry.record.bears_on:
            if code not in known:
                fix = suggest_or_list(code, known, "the codes")
                yield entry.problem(("bears_on",), f"{code} is not a code of any answer", fix)


def _is_question_extra(place: tuple[str, ...]) -> bool:
    return place[0] == "questions" and len(place) > 2 and place[1] in FIELDS and place[2] in ("hint", "options")


def _table(words: Mapping[str, Any], *path: str) -> Mapping[str, Any]:
    """Return the table at a path, or an empty one where there is something else, whose sentences are missing then."""
    for name in path:
        found = words.get(name)
        words = found if isinstance(found, Mapping) else {}
    return words
