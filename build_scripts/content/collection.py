"""Reads everything that editors write, and collects every problem of every file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from build_scripts.content.files.fields import Record
from build_scripts.content.files.source_files import SourceFile, read_markdown, read_toml
from build_scripts.content.models import (
    GROUPS,
    Assumption,
    Assumptions,
    Evaluation,
    EvaluationWithData,
    LinkedEvaluation,
    Module,
    Page,
    Programme,
    Question,
    WordList,
)
from build_scripts.problems import Problem, suggest_or_list

SUFFIX_BY_FOLDER = {"faq": ".md", "modules": ".md", "evidence": ".md", "criteria": ".toml"}  # by folder of content/
TOP_LEVEL_FILES = ("assumptions", "estimate", "programme", "redirects", "wording", "words")  # .toml, in content/ itself


@dataclass(frozen=True)
class Entry[R: Record]:
    """A record and the file that holds it."""

    record: R
    source: SourceFile


@dataclass
class Content:
    questions: list[Entry[Question]] = field(default_factory=list)
    modules: list[Entry[Module]] = field(default_factory=list)
    evidence: list[Entry[Evaluation]] = field(default_factory=list)
    assumptions: list[Entry[Assumption]] = field(default_factory=list)
    pages: list[Entry[Page]] = field(default_factory=list)
    words: WordList | None = None
    programme: dict[str, Any] = field(default_factory=dict)  # as written; trust it only where there is no problem


def read_content(root: Path) -> tuple[Content, list[Problem]]:
    """Everything that is well formed, and every problem of everything else."""
    content, sources = Content(), list[SourceFile]()

    def folder[R: Record](name: str, what: str, model: Callable[[SourceFile], type[R]]) -> Iterator[Entry[R]]:
        for path in sorted((root / name).glob("*.md")):
            sources.append(source := read_markdown(path, root))
            if record := source.parse_as(model(source), what):
                yield Entry(record, source)

    def evaluation(source: SourceFile) -> type[Evaluation]:
        return LinkedEvaluation if source.data.get("evaluates_leading_together") is True else EvaluationWithData

    content.questions = sorted(folder("content/faq", "a question", lambda _: Question), key=_in_group)
    content.modules = sorted(folder("content/modules", "a module", lambda _: Module), key=lambda e: e.record.order)
    content.evidence = list(folder("content/evidence", "an evaluation", evaluation))
    content.pages = list(folder("docs", "a page", lambda _: Page))
    sources += [programme := read_toml(root / "content/programme.toml", root)]
    sources += [listed := read_toml(root / "content/assumptions.toml", root)]
    sources += [words := read_toml(root / "content/words.toml", root)]
    content.words = words.parse_as(WordList, "words.toml")
    content.programme = programme.data
    if not programme.problems and programme.parse_as(Programme, "programme.toml"):
        _check_source_names([*content.questions, *content.modules, *content.evidence], content.programme["sources"])
        programme.check_untyped_text(Programme.model_fields, (int, float, date))
    if table := listed.parse_as(Assumptions, "assumptions.toml"):
        content.assumptions = [Entry(record, listed) for record in table.assumption]
    for entries in (content.questions, content.modules, content.evidence, content.assumptions):
        _check_ids(entries)
    return content, [*_stray_files(root), *(problem for source in sources for problem in source.problems)]


def _stray_files(root: Path) -> Iterator[Problem]:
    """Files that nothing reads: what is in them would be missing from the site, and nobody would be told."""
    read = {f"content/{name}.toml" for name in TOP_LEVEL_FILES} | {"content/README.md"}
    for path in sorted((root / "content").rglob("*")):
        file, folder = path.relative_to(root).as_posix(), path.parent.relative_to(root / "content").as_posix()
        if path.is_dir() or path.name.startswith(".") or file in read or path.suffix == SUFFIX_BY_FOLDER.get(folder):
            continue
        named = (
            f"name it {path.stem}{SUFFIX_BY_FOLDER[folder]}"
            if folder in SUFFIX_BY_FOLDER
            else "move it into one of the folders"
        )
        yield Problem(file, 1, "nothing reads a file with this name", named)


def _in_group(entry: Entry[Question]) -> tuple[int, int, str]:
    return list(GROUPS).index(entry.record.group), entry.record.order, entry.record.id


def _check_ids(entries: Sequence[Entry[Any]]) -> None:
    """No id twice; that of a file is the file's name."""
    taken: dict[str, str] = {}
    for index, entry in enumerate(entries):
        where = ("assumption", index, "id") if isinstance(entry.record, Assumption) else ("id",)
        name, stem = entry.record.id, Path(entry.source.file).stem
        if name in taken:
            entry.source.add_problem(where, f"the id {name} is already taken, at {taken[name]}", "choose another id")
        elif len(where) == 1 and name != stem:
            entry.source.add_problem(
                where, f"the id {name} is not the name of its file", f"write id: {stem}, or name the file {name}.md"
            )
        taken.setdefault(name, f"{entry.source.file}:{entry.source.line(*where)}")


def _check_source_names(entries: Iterable[Entry[Any]], known: dict[str, Any]) -> None:
    for entry in entries:
        for index, name in enumerate(entry.record.sources):
            if name not in known:
                fix = suggest_or_list(name, sorted(known), "the sources")
                entry.source.add_problem(("sources", index), f"{name} is not a source in content/programme.toml", fix)
