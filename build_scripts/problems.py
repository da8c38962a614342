"""What is wrong in an editor's file, and where: `file:line: what is wrong; the right form, with an example`.

Nothing here stops at the first fault: an editor sees all of them at once.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError, ValidationInfo, WithJsonSchema

type Where = tuple[str | int, ...]
TOML = "toml"  # a file that has dates of its own


@dataclass(frozen=True, order=True)
class Problem:
    file: str
    line: int
    wrong: str
    right: str = ""

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.wrong}" + (f"; {self.right}" if self.right else "")


class ContentError(Exception):
    """All problems of all files, for the one place that shows them."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = sorted(set(problems))
        super().__init__("\n".join(map(str, self.problems)))


def suggest(name: str, names: Iterable[str]) -> str:
    """The name that was probably meant, or ""."""
    return next(iter(difflib.get_close_matches(name, list(names), n=1, cutoff=0.7)), "")


# --- Kinds of field that several models share --------------------------------------------------------------------


def _as_date(value: object, info: ValidationInfo) -> date:
    """A date as editors write it. A number or a time is refused: pydantic would read both as dates."""
    if type(value) is date:
        return value
    if not isinstance(value, str) or not re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        raise ValueError(f"{value} is not a date written as year-month-day")
    if info.context == TOML:
        raise ValueError(f"{value} is in quotes, so it is text and no date")
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise ValueError(f"{value} is not a day in the calendar") from None


def _as_id(value: object) -> str:
    if not isinstance(value, str) or not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", value):
        raise ValueError(f"{value} is not a name of small letters, figures and hyphens")
    return value


# Marks that make words read in another order than they are written: a reviewer would see what a visitor does not.
TURNS = re.compile("[\u202a-\u202e\u2066-\u2069]")
_MARKUP = r"<[A-Za-z/!?]"
_QUOTED = r"\{\{\s*[a-z]|\{%"  # {{ programme.contact.email }}


def _as_words(value: object) -> str:
    if isinstance(value, str) and value.strip():
        if TURNS.search(value):
            raise ValueError(f"{TURNS.sub('…', value)} holds an unseen mark that turns the words around it")
        return value.strip()
    empty = value is None or (isinstance(value, str) and not value.strip())
    raise ValueError("nothing is written here" if empty else f"{value} is not text; put it in quotes")


def as_text(value: object) -> str:
    text = _as_words(value)
    if re.search(_QUOTED, text):
        raise ValueError(f"{text} quotes a fact, and visitors would see the braces: facts are filled in only in pages")
    if re.search(_MARKUP, text):
        raise ValueError(f"{text} holds HTML, and here stand words alone")
    return text


Day = Annotated[date, BeforeValidator(_as_date)]
_IDS = {"type": "string", "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$"}  # the same, for code editors and forms
_WORDS = {"type": "string", "pattern": r"\S"}
_TEXTS = {**_WORDS, "not": {"pattern": f"{_QUOTED}|{_MARKUP}"}}
Id = Annotated[str, BeforeValidator(_as_id), WithJsonSchema(_IDS)]
Text = Annotated[str, BeforeValidator(as_text), WithJsonSchema(_TEXTS)]
# Text of several sentences; the same, in which facts are filled in; the name of a source in content/programme.toml.
Prose = Annotated[str, BeforeValidator(as_text), WithJsonSchema({**_TEXTS, "contentMediaType": "text/markdown"})]
Filled = Annotated[str, BeforeValidator(_as_words), WithJsonSchema({**_WORDS, "contentMediaType": "text/markdown"})]
OriginName = Annotated[str, BeforeValidator(as_text), WithJsonSchema({**_TEXTS, "x-names": "sources"})]


class Record(BaseModel):
    """What an editor writes: no field that the model does not know, and no silent conversion of one kind to another.

    Give each field `examples=[...]`: the first is shown as the right form.
    """

    model_config = ConfigDict(
        extra="forbid",
        strict=True,
        frozen=True,
        field_title_generator=lambda name, _: name.replace("_", " ").capitalize(),
    )


def last(*names: str) -> Callable[[dict[str, Any]], None]:
    """For a model whose fields are written after those of the models that build on it."""

    def move(schema: dict[str, Any]) -> None:
        fields = schema["properties"]
        fields |= {name: fields.pop(name) for name in names}

    return move


# --- Pydantic's findings in words --------------------------------------------------------------------------------


def explain(error: ValidationError, model: type[BaseModel], what: str, toml: bool) -> Iterator[tuple[Where, str, str]]:
    """Where, what is wrong, and the right form, for each finding. A misspelt name is not also told as missing."""
    findings = error.errors(include_url=False)
    missing = {found["loc"] for found in findings if found["type"] == "missing"}
    meant: dict[Where, Where] = {}
    for found in findings:
        if found["type"] == "extra_forbidden":
            *around, name = found["loc"]
            known = [str(loc[-1]) for loc in missing if list(loc[:-1]) == around]
            if near := suggest(str(name), known) or suggest(str(name), _fields(model, around)):
                meant[found["loc"]] = (*around, near)
    for found in findings:
        loc, name = found["loc"], str(found["loc"][-1]) if found["loc"] else what
        if found["type"] == "missing":
            if loc not in meant.values():
                yield loc, f"{what} needs {name}", f"add {_form(model, loc, toml)}"
        elif found["type"] != "extra_forbidden":
            yield loc, f"{named(loc)}: {_wrong(found)}", f"write {_form(model, loc, toml)}"
        elif loc in meant:
            yield loc, f"{name} is not a field of {what}", f"did you mean {_form(model, meant[loc], toml)}"
        else:
            yield loc, f"{name} is not a field of {what}", f"the fields are {', '.join(_fields(model, loc[:-1]))}"


_KINDS = {
    "int_type": "a whole number",
    "bool_type": "true or false",
    "list_type": "a list",
    "dict_type": "a table",
    "model_type": "a table",
    "string_type": "text",
    "string_pattern_mismatch": "written in the right form",
}


def _wrong(found: Any) -> str:
    value, context = found["input"], found.get("ctx", {})
    if found["type"] == "value_error":
        return str(context["error"])
    if found["type"] == "literal_error":
        near = suggest(str(value), re.findall(r"'([^']*)'", context["expected"]))
        wrong = f"{value} is not {context['expected'].replace("'", '')}"
        return f"{wrong} (did you mean {near})" if near else wrong
    if found["type"] == "too_short":
        return "nothing is written here"
    return f"{value} is not {_KINDS[found['type']]}" if found["type"] in _KINDS else f"{value} does not fit"


def named(loc: Where) -> str:
    return ".".join(str(part) if isinstance(part, str) else f"item {part + 1}" for part in loc) or "this"


def _fields(model: type[BaseModel], loc: Iterable[str | int]) -> list[str]:
    inner = _model(model, loc)
    return list(inner.model_fields) if inner else []


def _form(model: type[BaseModel], loc: Where, toml: bool) -> str:
    """The right form of a field, from the example in its model. An item of a list is shown with the whole list."""
    ends = [end for end, part in enumerate(loc) if isinstance(part, str)]
    name = str(loc[ends[-1]]) if ends else ""
    around = _model(model, loc[: ends[-1]]) if ends else None
    info = around.model_fields.get(name) if around else None
    example = next(iter(info.examples or [])) if info and info.examples else None
    return f"{name}{' = ' if toml else ': '}{_written(example, toml)}" if example is not None else name


def _written(example: object, toml: bool) -> str:
    if isinstance(example, list):
        return f"[{', '.join(_written(item, toml) for item in example)}]"
    if isinstance(example, bool):
        return "true" if example else "false"
    text = str(example)
    bare = not toml or isinstance(example, int) or re.fullmatch(r"\d{4}-\d\d-\d\d", text)
    return text if bare else f'"{text.strip('"')}"'


def _model(model: type[BaseModel], loc: Iterable[str | int]) -> type[BaseModel] | None:
    """The model that stands at a place inside another one."""
    here: Any = model
    for part in loc:
        if isinstance(part, str):
            if not (isinstance(here, type) and issubclass(here, BaseModel)) or part not in here.model_fields:
                here = _inside(here)  # a table whose names are free, such as [sources.<name>]
            else:
                here = here.model_fields[part].annotation
        else:
            here = _inside(here)
    return here if isinstance(here, type) and issubclass(here, BaseModel) else None


def _inside(annotation: Any) -> Any:
    """What a list or a table with free names holds: the last of its arguments."""
    return next(reversed(get_args(annotation)), None)
