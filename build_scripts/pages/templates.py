"""Jinja2 for editors: a name that does not exist, or a slip in the braces, is a problem with its file and line."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from types import SimpleNamespace
from typing import Any

from jinja2 import ChainableUndefined, StrictUndefined, Template, TemplateSyntaxError
from jinja2.sandbox import SandboxedEnvironment

from build_scripts.pages.diagrams import parse_minutes, word_to_int
from build_scripts.problems import Problem, suggest

HINT = "write a fact as {{ programme.contact.email }}, with the names of content/programme.toml"


class MissingFact(StrictUndefined):
    """Says which name is missing, and which was probably meant."""

    @property
    def _undefined_message(self) -> str:
        name, around = str(self._undefined_name), self._undefined_obj
        known = around if isinstance(around, Mapping) else vars(around) if isinstance(around, SimpleNamespace) else ()
        near = suggest(name, map(str, known))
        return f"there is no fact called {name}" + (f" (did you mean {near})" if near else "")


class UnreadableFacts(ChainableUndefined):
    """Stands for facts whose own file is at fault: what quotes them is not told for it as well."""


class _Environment(SandboxedEnvironment):
    """Editors' templates read facts and nothing else. A fact called `items` or `values` is a fact, not a method."""

    def getattr(self, obj: Any, attribute: str) -> Any:
        facts = obj if isinstance(obj, dict) else vars(obj) if isinstance(obj, SimpleNamespace) else {}
        return facts[attribute] if attribute in facts else super().getattr(obj, attribute)


def _date(day: date | str | UnreadableFacts) -> str:
    """2026-11-21 as people write it: 21 November 2026."""
    if isinstance(day, UnreadableFacts):
        return ""
    day = date.fromisoformat(day) if isinstance(day, str) else day
    return f"{day.day} {day:%B %Y}"


def _thousands(number: int | UnreadableFacts) -> str:
    return "" if isinstance(number, UnreadableFacts) else f"{number:,}"


def _minutes(length: str | UnreadableFacts) -> tuple[float, float]:
    return (0, 0) if isinstance(length, UnreadableFacts) else parse_minutes(length)


def _number(word: str | UnreadableFacts) -> int:
    return 0 if isinstance(word, UnreadableFacts) else word_to_int(word)


def require_scalar(value: Any) -> Any:
    if isinstance(value, Mapping | list | SimpleNamespace):
        names = f": {', '.join(map(str, value))}" if isinstance(value, Mapping) else ""
        raise ValueError(f"this is not one fact, but several{names}")
    return value


def _environment(*, html: bool) -> _Environment:
    made = _Environment(undefined=MissingFact, autoescape=html, keep_trailing_newline=True, finalize=require_scalar)
    made.filters |= {"date": _date, "thousands": _thousands, "minutes": _minutes, "number": _number}
    return made


_MARKDOWN, _HTML = _environment(html=False), _environment(html=True)


@lru_cache(maxsize=64)  # one template makes the page of each question
def _compiled(text: str, html: bool) -> Template:
    return (_HTML if html else _MARKDOWN).from_string(text)


class Templates:
    """Fills in texts with the facts; collects what goes wrong."""

    def __init__(self, names: Mapping[str, Any]) -> None:
        self.names = dict(names)
        self.problems: list[Problem] = []

    def fill(self, text: str, file: str, line: int = 1, *, html: bool = False, **more: Any) -> str:
        """The text with its facts, or nothing if it is at fault. `line` is where the text starts in its file."""
        if "{" not in text:
            return text
        try:
            return _compiled(text, html).render(self.names | more)
        except TemplateSyntaxError as error:
            self.problems.append(
                Problem(file, line + error.lineno - 1, f"the braces cannot be read: {str(error).rstrip('.')}", HINT)
            )
        except Exception as error:  # whatever a template raises is a slip in that template
            self.problems.append(Problem(file, line + _line_of(error) - 1, str(error).rstrip("."), HINT))
        return ""


def _line_of(error: Exception) -> int:
    """The template's line: Jinja2 puts the template itself into the traceback."""
    line, trace = 1, error.__traceback__
    while trace:
        if trace.tb_frame.f_code.co_filename == "<template>":
            line = trace.tb_lineno
        trace = trace.tb_next
    return line
