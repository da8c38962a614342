"""Read the files that people write, with the line of every field: Markdown with front matter, and TOML."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ValidationError

from build_scripts.content.files.field_paths import FieldPath, dotted_path, leaves
from build_scripts.content.files.fields import TOML_CONTEXT, plain_text
from build_scripts.content.files.parser_messages import REPORTED_LATE, odd_sign, slip_in_facts, slip_in_toml, translate
from build_scripts.content.files.plain_values import comment_problem, plain_value_problem
from build_scripts.content.files.text_files import (
    FIXED_SPACE_IN_FACTS,
    FIXED_SPACE_IN_MARKDOWN,
    ODD_SPACES,
    RETYPE_HINT,
    describe_space,
    line_at,
    read_checked,
)
from build_scripts.content.files.toml_lines import begun, toml_lines
from build_scripts.content.files.validation import describe_validation_error
from build_scripts.content.files.yaml_loader import read_yaml
from build_scripts.problems import Problem

YAML_HINT = 'write each fact as name: value, with quotes around a value that holds a colon: title: "Cost: who pays?"'
TOML_HINT = 'write each fact as name = value, with quotes around text: email = "name@example.org"'
FIRST_LINE = 2  # of front matter: the file's first line is ---


@dataclass
class SourceFile:
    """One file that people write: its data, its Markdown, the line of each, and what is wrong with it."""

    file: str
    data: dict[str, Any] = field(default_factory=dict)
    body: str = ""
    body_line: int = 1  # the line of the file on which the Markdown starts
    lines: dict[FieldPath, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    @property
    def is_toml(self) -> bool:
        return self.file.endswith(".toml")

    def line(self, *path: str | int) -> int:
        """Return the line of a field, or of the nearest thing around it."""
        for end in range(len(path), -1, -1):
            if path[:end] in self.lines:
                return self.lines[path[:end]]
        return 1

    def add_problem(self, path: Sequence[str | int], message: str, fix: str = "") -> None:
        """Add a problem at a field."""
        self.problems.append(Problem(self.file, self.line(*path), message, fix))

    def parse_as[M: BaseModel](self, model: type[M], what: str) -> M | None:
        """Return the data as a record of a model, or None, with a problem for each fault. `what` is its kind in words.

        A file that has a problem already is not parsed, since what is wrong with it would be reported twice.
        """
        if self.problems:
            return None
        try:
            return model.model_validate(self.data, context=TOML_CONTEXT if self.is_toml else None)
        except ValidationError as error:
            for path, message, fix in describe_validation_error(error, model, what, self.is_toml):
                self.add_problem(path, message, fix)
            return None

    def check_untyped_text(
        self,
        skip: Container[str] = (),
        allow_types: Container[type] = (),
        allow_empty: Container[str] = (),
    ) -> None:
        """Check that every value without a model is text, or of the types that are allowed.

        The tables in `skip` have a model; those in `allow_empty` may hold empty text.
        """
        for path, value in leaves(self.data):
            if not path or path[0] in skip or type(value) in allow_types or (value == "" and path[0] in allow_empty):
                continue
            try:
                plain_text(value)
            except ValueError as error:
                self.add_problem(path, f"{dotted_path(path)}: {error}", f'write {path[-1]} = "..."')


def read_markdown(path: Path, root: Path) -> SourceFile:
    """Read a Markdown file that starts with front matter, facts in YAML between two lines of ---."""
    source, text = _start(path, root)
    if source.problems:
        return source
    match = re.match(r"---[ \t]*\n(.*?)^---[ \t]*(?:\n|\Z)", text, re.DOTALL | re.MULTILINE)
    if match is None:
        source.problems.append(_no_front_matter(source.file, text.rstrip("\n").split("\n")))
        return source
    body = text[match.end() :].lstrip("\n")
    source.body, source.body_line = body.rstrip(), line_at(text, len(text) - len(body))
    source.problems += _fixed_spaces(source.file, FIRST_LINE, match[1], FIXED_SPACE_IN_FACTS)
    source.problems += _fixed_spaces(source.file, source.body_line, body, FIXED_SPACE_IN_MARKDOWN)
    if not source.problems:
        _read_facts(source, match[1], text.count("\n", 0, match.end()))
    return source


def _no_front_matter(file: str, lines: Sequence[str]) -> Problem:
    """Say what is amiss with the lines around the facts; Word and others make dashes of hyphens."""
    dashes = re.compile(r"\s*[-‐–—−.+]{1,5}\s*")
    starts = re.fullmatch(r"---[ \t]*", lines[0]) is not None
    amiss = next((n for n, line in enumerate(lines, 1) if n > starts and dashes.fullmatch(line)), 0)
    if amiss and (starts or amiss == 1):
        return Problem(file, amiss, "this line should be --- and nothing else", "write ---, three plain hyphens")
    if starts:
        facts = r"[\w“\"-]+[ \t]*:|[ \t]+\S|-|#"
        last = next((n for n, line in enumerate(lines[1:], 2) if not re.match(facts, line)), len(lines))
        return Problem(file, last, "no line of --- follows the facts", "write --- between the facts and the text")
    return Problem(file, 1, "the file does not start with facts between two lines of ---", YAML_HINT)


def _read_facts(source: SourceFile, facts: str, last_line: int) -> None:
    """Read front matter into a source, or add what is wrong with it. No problem is put after its last line."""
    try:
        node, data = read_yaml(facts)
        if not isinstance(node, yaml.MappingNode):
            source.add_problem((), "there are no facts between the --- lines", YAML_HINT)
            return
        _note_lines(node, (), source, facts.split("\n"))
        source.data = data
    except yaml.MarkedYAMLError as error:
        said = str(error.problem)
        begun = error.context_mark if said.startswith(REPORTED_LATE) else None
        mark = begun or error.problem_mark or error.context_mark
        line = min(mark.line + FIRST_LINE if mark else FIRST_LINE, last_line)
        lines = facts.split("\n")
        without_space = (n for n, fact in enumerate(lines[: line - 1], FIRST_LINE) if slip_in_facts(fact))
        line = next(without_space, line)
        written = lines[line - FIRST_LINE]
        slip = slip_in_facts(written) or comment_problem(written) or odd_sign(written)
        what, fix = slip or (translate(said), YAML_HINT)
        source.problems.append(Problem(source.file, line, f"this cannot be read: {what}", fix))
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        source.add_problem((), f"this cannot be read: {str(error).splitlines()[0]}", YAML_HINT)


def _note_lines(node: yaml.Node, path: FieldPath, source: SourceFile, lines: Sequence[str]) -> None:
    """Note the line of each key and item, and report keys that appear twice and values that are not what they seem."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            name, line = str(key.value), key.start_mark.line + FIRST_LINE
            if (*path, name) in source.lines:
                fix = f"keep one; the other is on line {source.lines[*path, name]}"
                source.problems.append(Problem(source.file, line, f"{name} appears twice", fix))
            source.lines[*path, name] = line
            _note_lines(value, (*path, name), source, lines)
    elif isinstance(node, yaml.SequenceNode):
        for index, value in enumerate(node.value):
            source.lines[*path, index] = value.start_mark.line + FIRST_LINE
            _note_lines(value, (*path, index), source, lines)
    elif isinstance(node, yaml.ScalarNode) and (found := plain_value_problem(node, path, lines)):
        line = node.end_mark.line + FIRST_LINE
        source.problems.append(Problem(source.file, line, *found))


def read_toml(path: Path, root: Path) -> SourceFile:
    """Read a TOML file."""
    source, text = _start(path, root)
    if source.problems:
        return source
    source.lines = toml_lines(text)
    try:
        source.data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        message, _, place = str(error).partition(" (at ")
        line = int(found[1]) if (found := re.search(r"line (\d+)", place)) else text.count("\n") + 1
        line, message = begun(text.split("\n"), line, message)
        written = text.split("\n")[line - 1]
        slip = odd_sign(written) or slip_in_toml(written, message)
        what, fix = slip or (translate(message), TOML_HINT)
        source.problems.append(Problem(source.file, line, f"this cannot be read: {what}", fix))
    except (ValueError, RecursionError) as error:  # a number too long for Python; lists in lists without end
        source.add_problem((), f"this cannot be read: {error}", TOML_HINT)
    return source


def _start(path: Path, root: Path) -> tuple[SourceFile, str]:
    text, problems = read_checked(path, root)
    return SourceFile(path.relative_to(root).as_posix(), problems=problems), text


def _fixed_spaces(file: str, first_line: int, text: str, pattern: re.Pattern[str]) -> Iterator[Problem]:
    """Find the lines where a fixed space is in a place that needs a plain one. The text starts on `first_line`."""
    for found in pattern.finditer(text):
        sign = next(sign for sign in found[0] if re.match(f"[{ODD_SPACES}]", sign))
        message = f"there is {describe_space(sign)} here, where a plain space is needed"
        yield Problem(file, first_line + line_at(text, found.end() - 1) - 1, message, RETYPE_HINT)
