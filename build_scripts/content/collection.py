"""Read everything that people write, and collect every problem of every file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from build_scripts.content import kinds
from build_scripts.content.editions import Edition
from build_scripts.content.files.field_paths import FieldPath, leaves
from build_scripts.content.files.fields import Record
from build_scripts.content.files.source_files import SourceFile, read_markdown, read_toml
from build_scripts.content.kinds import Kind
from build_scripts.content.models import Assumption, Evaluation, Module, Page, Question, Redirect, Reviewed, WordList
from build_scripts.problems import Problem, suggest_or_list

NO_TEXT_HINT = "write it below the facts, after the second line of ---"


@dataclass(frozen=True)
class Entry[R: Record]:
    """A record and where it stands: the file, and the path inside a file that holds many."""

    record: R
    kind: Kind
    source: SourceFile
    path: FieldPath = ()

    def line(self, *field: str | int) -> int:
        """Return the line of one of its fields, or of the nearest thing around it."""
        return self.source.line(*self.path, *field)

    def problem(self, field: FieldPath, message: str, fix: str = "") -> Problem:
        """Return a problem at one of its fields."""
        return Problem(self.source.file, self.line(*field), message, fix)


@dataclass
class Content:
    """Every well-formed record, by the collection of its kind, and the files that have a problem."""

    entries: dict[str, list[Entry[Any]]] = field(default_factory=dict)
    programme: dict[str, Any] = field(default_factory=dict)  # as written; trust it only where there is no problem
    at_fault: set[str] = field(default_factory=set)

    def __iter__(self) -> Iterator[Entry[Any]]:
        for entries in self.entries.values():
            yield from entries

    @property
    def questions(self) -> list[Entry[Question]]:
        return self.entries.get("faq", [])

    @property
    def modules(self) -> list[Entry[Module]]:
        return self.entries.get("modules", [])

    @property
    def evidence(self) -> list[Entry[Evaluation]]:
        return self.entries.get("evidence", [])

    @property
    def editions(self) -> list[Entry[Edition]]:
        return self.entries.get("criteria", [])

    @property
    def pages(self) -> list[Entry[Page]]:
        return self.entries.get("docs", [])

    @property
    def assumptions(self) -> list[Entry[Assumption]]:
        return self.entries.get("assumptions", [])

    @property
    def redirects(self) -> list[Entry[Redirect]]:
        return self.entries.get("redirects", [])

    @property
    def words(self) -> WordList | None:
        return next((entry.record for entry in self.entries.get("words", [])), None)


def read_content(root: Path) -> tuple[Content, list[Problem]]:
    """Return everything that is well formed, and every problem of everything else."""
    content, sources = Content(), list[SourceFile]()
    for collection, its_kinds in kinds.by_collection().items():
        read = list(_read_files(root, its_kinds[0]))
        entries = [entry for source in read for entry in _entries(source, its_kinds)]
        content.entries[collection] = sorted(entries, key=_sort_key)
        sources += read
        if collection == "programme":
            content.programme = read[0].data
    for entries in content.entries.values():
        _check_ids(entries)
    if content.entries["programme"]:
        _check_source_names(content, content.programme["sources"])
    problems = [*_stray_files(root), *(problem for source in sources for problem in source.problems)]
    content.at_fault = {problem.file for problem in problems}
    return content, problems


def _read_files(root: Path, kind: Kind) -> Iterator[SourceFile]:
    read = read_markdown if kind.suffix == ".md" else read_toml
    paths = sorted(root.glob(kind.files)) if kind.is_folder else [root / kind.files]
    for path in paths:
        if kind.optional and not path.exists():
            yield SourceFile(kind.files)
        else:
            yield read(path, root)


def _entries(source: SourceFile, its_kinds: Sequence[Kind]) -> Iterator[Entry[Any]]:
    """Yield the records of a file, none where it has a problem."""
    kind = _kind_of(source, its_kinds)
    record = source.parse_as(kind.model, kind.phrase)
    if record is None:
        return
    if kind.model.model_config.get("extra") == "allow":
        source.check_untyped_text(skip=kind.model.model_fields, allow_types=(int, float, date))
    if kind.body and not kind.body_optional and not source.body:
        source.problems.append(Problem(source.file, source.body_line - 1, f"{kind.phrase} needs a text", NO_TEXT_HINT))
        return
    if kind.check:
        kind.check(source, record)
        if source.problems:
            return
    if kind.items:
        for index, item in enumerate(getattr(record, kind.items)):
            yield Entry(item, kind, source, (kind.items, index))
    else:
        yield Entry(record, kind, source)


def _kind_of(source: SourceFile, its_kinds: Sequence[Kind]) -> Kind:
    """Tell which of the kinds of a folder a file is; the last, where no other fits."""
    for kind in its_kinds[:-1]:
        if kind.only_if and source.data.get(kind.only_if[0]) == kind.only_if[1]:
            return kind
    return its_kinds[-1]


def _sort_key(entry: Entry[Any]) -> tuple[object, ...]:
    return entry.record.sort_key if isinstance(entry.record, Reviewed) else ()


def _stray_files(root: Path) -> Iterator[Problem]:
    """Find files that nothing reads: what is in them would be missing from the site without a word."""
    known = {kind.files for kind in kinds.KINDS} | {kinds.WORDING, kinds.ESTIMATE, "content/README.md"}
    suffixes = {kind.folder: kind.suffix for kind in kinds.folders()}
    for path in sorted((root / "content").rglob("*")):
        file, folder = path.relative_to(root).as_posix(), path.parent.relative_to(root).as_posix()
        if path.is_dir() or path.name.startswith(".") or file in known or path.suffix == suffixes.get(folder):
            continue
        fix = (
            f"name it {path.name.partition('.')[0]}{suffixes[folder]}"
            if folder in suffixes
            else "move it into one of the folders"
        )
        yield Problem(file, 1, "nothing reads a file with this name", fix)


def _check_ids(entries: Iterable[Entry[Any]]) -> None:
    """Report an id that is taken, and one that is not the name of its file."""
    taken: dict[str, str] = {}
    for entry in entries:
        name = getattr(entry.record, "id", None)
        if name is None:
            continue
        path, stem = (*entry.path, "id"), Path(entry.source.file).stem
        if name in taken:
            entry.source.add_problem(path, f"the id {name} is already taken, at {taken[name]}", "choose another id")
        elif entry.kind.named_by == "id" and name != stem:
            fix = f"name the file {name}{entry.kind.suffix}"
            fix = f"write id: {stem}, or {fix}" if re.fullmatch(r"[a-z0-9-]+", stem) else fix
            entry.source.add_problem(path, f"the id {name} is not the name of its file", fix)
        taken.setdefault(name, f"{entry.source.file}:{entry.line('id')}")


def _check_source_names(content: Content, known: Iterable[str]) -> None:
    """Report each name of a source that content/programme.toml does not have."""
    for entry in content:
        for path, name in leaves(entry.record.model_dump()):
            if ("source" in path[-1:] or "sources" in path[-2:-1]) and name not in known:
                fix = suggest_or_list(name, sorted(known), "the sources")
                message = f"{name} is not a source in content/programme.toml"
                entry.source.add_problem((*entry.path, *path), message, fix)
