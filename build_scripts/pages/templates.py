"""Fill facts into texts with Jinja2, and report what goes wrong there to editors, with file and line."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from jinja2 import ChainableUndefined, StrictUndefined, Template, TemplateSyntaxError
from jinja2.sandbox import SandboxedEnvironment

from build_scripts.build_date import format_date
from build_scripts.content.files.text_files import read_text
from build_scripts.pages.diagrams import parse_minutes, word_to_int
from build_scripts.problems import Problem, suggest

HINT = "write a fact as {{ programme.contact.email }}, with the names of content/programme.toml"


class MissingFact(StrictUndefined):
    """Report which name does not exist, and which was probably meant."""

    @property
    def _undefined_message(self) -> str:
        name, around = str(self._undefined_name), self._undefined_obj
        known = around if isinstance(around, Mapping) else vars(around) if isinstance(around, SimpleNamespace) else ()
        near = suggest(name, map(str, known))
        return f"there is no fact called {name}" + (f" (did you mean {near})" if near else "")


class UnreadableFacts(ChainableUndefined):
    """Stand for facts that could not be read, and for what is made from them.

    Their own file has a problem that is reported already. Using them in a template is not reported as a second one.
    """

    def __call__(self) -> str:  # type: ignore[override]  # any other Undefined raises
        """Stand for what a function would have made."""
        return ""


class _Environment(SandboxedEnvironment):
    """Let editors' templates read facts and nothing else. A fact called `items` or `values` is no method of a dict."""

    def getattr(self, obj: Any, attribute: str) -> Any:
        facts = obj if isinstance(obj, dict) else vars(obj) if isinstance(obj, SimpleNamespace) else {}
        return facts[attribute] if attribute in facts else super().getattr(obj, attribute)


def _date(day: date | str | UnreadableFacts) -> str:
    """Write 2026-11-21 as people do: 21 November 2026."""
    if isinstance(day, UnreadableFacts):
        return ""
    return format_date(date.fromisoformat(day) if isinstance(day, str) else day)


def _thousands(number: int | UnreadableFacts) -> str:
    return "" if isinstance(number, UnreadableFacts) else f"{number:,}"


def _minutes(length: str | UnreadableFacts) -> tuple[float, float]:
    return (0, 0) if isinstance(length, UnreadableFacts) else parse_minutes(length)


def _number(word: str | UnreadableFacts) -> int:
    return 0 if isinstance(word, UnreadableFacts) else word_to_int(word)


def require_scalar(value: Any) -> Any:
    """Refuse a whole table where one fact belongs, and name what is in it."""
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
    """Fill in texts with the facts in `names`, and collect what goes wrong in `problems`."""

    def __init__(self, root: Path, names: Mapping[str, Any]) -> None:
        self.names = dict(names)
        self.problems: list[Problem] = []
        self._root = root
        self._texts: dict[str, str] = {}  # the project's own templates, each read once

    def render(self, file: str, *, html: bool = False, **more: Any) -> str:
        """Fill in one of the project's own templates. `more` are facts for this text alone."""
        if file not in self._texts:
            self._texts[file] = read_text(self._root / file)
        return self.fill(self._texts[file], file, html=html, **more)

    def fill(self, text: str, file: str, line: int = 1, *, html: bool = False, **more: Any) -> str:
        """Fill the facts into a text that starts on a line of a file; return nothing where it has a problem.

        With `html`, what a fact holds is escaped.
        """
        if "{" not in text:
            return text
        try:
            return _compiled(text, html).render(self.names | more)
        except TemplateSyntaxError as error:
            message = f"the braces cannot be read: {str(error).rstrip('.')}"
            self.problems.append(Problem(file, line + error.lineno - 1, message, HINT))
        except Exception as error:  # whatever a template raises, the fault is in that template
            self.problems.append(Problem(file, line + _line_of(error) - 1, str(error).rstrip("."), HINT))
        return ""


def _line_of(error: Exception) -> int:
    """Find the template's line: Jinja2 puts the template itself into the traceback."""
    line, trace = 1, error.__traceback__
    while trace:
        if trace.tb_frame.f_code.co_filename == "<template>":
            line = trace.tb_lineno
        trace = trace.tb_next
    return line
