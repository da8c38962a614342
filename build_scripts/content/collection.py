"""Reads everything that editors write, and collects every problem of every file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from build_scripts.content.files.source_files import Source, read_markdown, read_toml
from build_scripts.content.models import (
    GROUPS,
    Assumption,
    Assumptions,
    Evaluation,
    Module,
    Page,
    Programme,
    Question,
    Report,
    Trial,
    WordList,
)
from build_scripts.problems import Problem, Record, suggest

ENDINGS = {"faq": ".md", "modules": ".md", "evidence": ".md", "criteria": ".toml"}  # by folder of content/
BESIDE = ("assumptions", "estimate", "programme", "redirects", "wording", "words")  # .toml, in content/ itself


@dataclass(frozen=True)
class Entry[R: Record]:
    """A record and the file that holds it."""

    record: R
    source: Source


@dataclass
class Facts:
    questions: list[Entry[Question]] = field(default_factory=list)
    modules: list[Entry[Module]] = field(default_factory=list)
    evidence: list[Entry[Evaluation]] = field(default_factory=list)
    assumptions: list[Entry[Assumption]] = field(default_factory=list)
    pages: list[Entry[Page]] = field(default_factory=list)
    words: WordList | None = None
    programme: dict[str, Any] = field(default_factory=dict)  # as written; trust it only where there is no problem


def read_facts(root: Path) -> tuple[Facts, list[Problem]]:
    """Everything that is well formed, and every problem of everything else."""
    facts, sources = Facts(), list[Source]()

    def folder[R: Record](name: str, what: str, model: Callable[[Source], type[R]]) -> Iterator[Entry[R]]:
        for path in sorted((root / name).glob("*.md")):
            sources.append(source := read_markdown(path, root))
            if record := source.check(model(source), what):
                yield Entry(record, source)

    def evaluation(source: Source) -> type[Evaluation]:
        return Report if source.data.get("evaluates_leading_together") is True else Trial

    facts.questions = sorted(folder("content/faq", "a question", lambda _: Question), key=_in_group)
    facts.modules = sorted(folder("content/modules", "a module", lambda _: Module), key=lambda e: e.record.order)
    facts.evidence = list(folder("content/evidence", "an evaluation", evaluation))
    facts.pages = list(folder("docs", "a page", lambda _: Page))
    sources += [programme := read_toml(root / "content/programme.toml", root)]
    sources += [listed := read_toml(root / "content/assumptions.toml", root)]
    sources += [words := read_toml(root / "content/words.toml", root)]
    facts.words = words.check(WordList, "words.toml")
    facts.programme = programme.data
    if not programme.problems and programme.check(Programme, "programme.toml"):
        _known_origins([*facts.questions, *facts.modules, *facts.evidence], facts.programme["sources"])
        programme.check_texts(Programme.model_fields, (int, float, date))
    if table := listed.check(Assumptions, "assumptions.toml"):
        facts.assumptions = [Entry(record, listed) for record in table.assumption]
    for entries in (facts.questions, facts.modules, facts.evidence, facts.assumptions):
        _check_ids(entries)
    return facts, [*_unread(root), *(problem for source in sources for problem in source.problems)]


def _unread(root: Path) -> Iterator[Problem]:
    """Files that nothing reads: what is in them would be missing from the site, and nobody would be told."""
    read = {f"content/{name}.toml" for name in BESIDE} | {"content/README.md"}
    for path in sorted((root / "content").rglob("*")):
        file, folder = path.relative_to(root).as_posix(), path.parent.relative_to(root / "content").as_posix()
        if path.is_dir() or path.name.startswith(".") or file in read or path.suffix == ENDINGS.get(folder):
            continue
        named = f"name it {path.stem}{ENDINGS[folder]}" if folder in ENDINGS else "put it into one of its folders"
        yield Problem(file, 1, "nothing reads a file of this name", named)


def _in_group(entry: Entry[Question]) -> tuple[int, int, str]:
    return list(GROUPS).index(entry.record.group), entry.record.order, entry.record.id


def _check_ids(entries: Sequence[Entry[Any]]) -> None:
    """No id twice; that of a file is the file's name."""
    taken: dict[str, str] = {}
    for index, entry in enumerate(entries):
        where = ("assumption", index, "id") if isinstance(entry.record, Assumption) else ("id",)
        name, stem = entry.record.id, Path(entry.source.file).stem
        if name in taken:
            entry.source.report(where, f"the id {name} is already taken, at {taken[name]}", "choose another id")
        elif len(where) == 1 and name != stem:
            entry.source.report(
                where, f"the id {name} is not the name of its file", f"write id: {stem}, or name the file {name}.md"
            )
        taken.setdefault(name, f"{entry.source.file}:{entry.source.line(*where)}")


def _known_origins(entries: Iterable[Entry[Any]], known: dict[str, Any]) -> None:
    for entry in entries:
        for index, name in enumerate(entry.record.sources):
            if name not in known:
                near = suggest(name, known)
                right = f"did you mean {near}" if near else f"the sources are {', '.join(sorted(known))}"
                entry.source.report(("sources", index), f"{name} is not a source in content/programme.toml", right)
