"""Editors' files, read with the line of every field: Markdown with front matter, and TOML."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ValidationError

from build_scripts.content.files.fields import BIDI_CONTROLS, TOML_CONTEXT, plain_text
from build_scripts.content.files.parser_messages import REPORTED_LATE, translate
from build_scripts.content.files.validation import FieldPath, describe_validation_error, dotted_path
from build_scripts.content.files.yaml_loader import read_yaml
from build_scripts.problems import Problem


@dataclass
class SourceFile:
    """One file of content: its data, its prose, and where each stands."""

    file: str
    data: dict[str, Any] = field(default_factory=dict)
    body: str = ""
    body_line: int = 1  # the line of the file on which the prose starts
    lines: dict[FieldPath, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def line(self, *path: str | int) -> int:
        """The line of a field, or of the nearest thing around it."""
        for end in range(len(path), -1, -1):
            if path[:end] in self.lines:
                return self.lines[path[:end]]
        return 1

    def add_problem(self, path: Sequence[str | int], message: str, fix: str = "") -> None:
        self.problems.append(Problem(self.file, self.line(*path), message, fix))

    def parse_as[M: BaseModel](self, model: type[M], what: str) -> M | None:
        """The data as `model`, or None with a problem for each fault. `what` names the kind: "a question"."""
        if self.problems:
            return None
        toml = self.file.endswith(".toml")
        try:
            return model.model_validate(self.data, context=TOML_CONTEXT if toml else None)
        except ValidationError as error:
            for path, message, fix in describe_validation_error(error, model, what, toml):
                self.add_problem(path, message, fix)
            return None

    def check_untyped_text(
        self, skip: Container[str] = (), allow_types: Container[type] = (), allow_empty: Container[str] = ()
    ) -> None:
        """What no model knows is text that people read, or of those kinds, except in the tables `known` elsewhere.

        In the tables `bare`, nothing may be said.
        """
        for path, value in leaves(self.data):
            if not path or path[0] in skip or type(value) in allow_types or (value == "" and path[0] in allow_empty):
                continue
            try:
                plain_text(value)
            except ValueError as error:
                self.add_problem(path, f"{dotted_path(path)}: {error}", f'write {path[-1]} = "..."')


def leaves(data: Any, path: FieldPath = ()) -> Iterator[tuple[FieldPath, Any]]:
    """Every value that is no table or list, or an empty one, and where it stands."""
    if isinstance(data, Mapping | list) and data:
        for name, value in data.items() if isinstance(data, Mapping) else enumerate(data):
            yield from leaves(value, (*path, name))
    else:
        yield path, data


YAML_HINT = 'write each fact as name: value, with quotes around a value that holds a colon: title: "Cost: who pays?"'
TOML_HINT = 'write each fact as name = value, with quotes around text: email = "name@example.org"'


def read_markdown(path: Path, root: Path) -> SourceFile:
    """A Markdown file that starts with front matter."""
    source, text = _read_text(path, root)
    match = re.match(r"---[ \t]*\n(.*?)^---[ \t]*(?:\n|\Z)", text, re.DOTALL | re.MULTILINE)
    if match is None:
        if not source.problems:
            source.add_problem((), "the file does not start with facts between two lines of ---", YAML_HINT)
        return source
    body = text[match.end() :].lstrip("\n")
    source.body, source.body_line = body.rstrip(), text.count("\n", 0, len(text) - len(body)) + 1
    try:
        node, data = read_yaml(match[1])
        if not isinstance(node, yaml.MappingNode):
            source.add_problem((), "there are no facts between the --- lines", YAML_HINT)
            return source
        _note_lines(node, (), source)
        source.data = data
    except yaml.MarkedYAMLError as error:
        said = str(error.problem)
        begun = error.context_mark if said.startswith(REPORTED_LATE) else None
        mark = begun or error.problem_mark or error.context_mark
        line = min(mark.line + 2 if mark else 1, text.count("\n", 0, match.end()))
        source.problems.append(Problem(source.file, line, f"this cannot be read: {translate(said)}", YAML_HINT))
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        source.add_problem((), f"this cannot be read: {str(error).splitlines()[0]}", YAML_HINT)
    return source


def _note_lines(node: yaml.Node, path: FieldPath, source: SourceFile) -> None:
    """Note the line of each key; the file's first line is ---, so YAML's line 0 is the file's line 2."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            name, line = str(key.value), key.start_mark.line + 2
            if (*path, name) in source.lines:
                fix = f"keep one; the other is on line {source.lines[*path, name]}"
                source.problems.append(Problem(source.file, line, f"{name} appears twice", fix))
            source.lines[*path, name] = line
            _note_lines(value, (*path, name), source)
    elif isinstance(node, yaml.SequenceNode):
        for index, value in enumerate(node.value):
            source.lines[*path, index] = value.start_mark.line + 2
            _note_lines(value, (*path, index), source)


def read_toml(path: Path, root: Path) -> SourceFile:
    source, text = _read_text(path, root)
    source.lines = _line_numbers(text)
    try:
        source.data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        message, _, place = str(error).partition(" (at ")
        line = int(found[1]) if (found := re.search(r"line (\d+)", place)) else text.count("\n") + 1
        source.problems.append(Problem(source.file, line, f"this cannot be read: {translate(message)}", TOML_HINT))
    except (ValueError, RecursionError) as error:  # a number too long for Python; lists in lists without end
        source.add_problem((), f"this cannot be read: {error}", TOML_HINT)
    return source


RETYPE_HINT = "delete this part of the line and type it again, without pasting"


def _read_text(path: Path, root: Path) -> tuple[SourceFile, str]:
    source = SourceFile(path.relative_to(root).as_posix())
    try:
        text = path.read_text("utf-8-sig")
        if met := re.search(r"^(?:<{7}|>{7}) ", text, re.MULTILINE):
            line, fix = text.count("\n", 0, met.start()) + 1, "keep one, and delete the lines of <<<, === and >>>"
            source.problems.append(Problem(source.file, line, "there are two versions of these lines here", fix))
            return source, ""
        if met := BIDI_CONTROLS.search(text):
            line = text.count("\n", 0, met.start()) + 1
            source.problems.append(
                Problem(source.file, line, "an invisible character reverses the text here", RETYPE_HINT)
            )
            return source, ""
        return source, text
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        source.problems.append(Problem(source.file, line, "this is not text in UTF-8", "save the file as UTF-8"))
    except OSError:
        source.add_problem((), "the file is missing or cannot be opened", f"there must be a file {source.file}")
    return source, ""


_KEY = r"""(?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*')"""
_DOTTED = rf"{_KEY}(?:\s*\.\s*{_KEY})*"


def _line_numbers(text: str) -> dict[FieldPath, int]:
    """The line of each table and key. Skips multi-line strings; an inline table has the line of its key."""
    lines: dict[FieldPath, int] = {}
    table: FieldPath = ()
    counts: dict[FieldPath, int] = {}
    until = ""
    for number, line in enumerate(text.splitlines(), 1):
        if until:
            until = "" if until in line else until
            continue
        if header := re.match(rf"\s*(\[\[?)\s*({_DOTTED})\s*\]", line):
            table = ()
            *around, name = _keys(header[2])
            for outer in around:  # a table inside a list of tables belongs to the latest of them
                table = (*table, outer)
                table = (*table, counts[table]) if table in counts else table
            table = (*table, name)
            if header[1] == "[[":
                lines.setdefault(table, number)
                counts[table] = counts.get(table, -1) + 1
                table = (*table, counts[table])
            lines[table] = number
        elif key := re.match(rf"\s*({_DOTTED})\s*=\s*(.*)", line):
            lines[*table, *_keys(key[1])] = number
            quote = next((q for q in ('"""', "'''") if key[2].startswith(q)), "")
            until = quote if quote and quote not in key[2][3:] else ""
    return lines


def _keys(dotted: str) -> FieldPath:
    return tuple(key.strip("\"'") for key in re.findall(_KEY, dotted))
