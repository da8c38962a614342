"""Define the kinds of field that several models share: days, ids, text with and without Markdown."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationInfo, WithJsonSchema

TOML_CONTEXT = "toml"  # the validation context of a file that has dates of its own


def _as_date(value: object, info: ValidationInfo) -> date:
    """A date as editors write it. A number or a time is refused: pydantic would read both as dates."""
    if type(value) is date:
        return value
    if not isinstance(value, str) or not re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        raise ValueError(f"{value} is not a date written as year-month-day")
    if info.context == TOML_CONTEXT:
        raise ValueError(f"{value} is in quotes, so it is text and not a date")
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise ValueError(f"{value} is not a day in the calendar") from None


def _as_id(value: object) -> str:
    if not isinstance(value, str) or not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", value):
        raise ValueError(f"{value} is not a name made of lower-case letters, numbers and hyphens")
    return value


# Marks that make words read in another order than they are written: a reviewer would see what a visitor does not.
BIDI_CONTROLS = re.compile("[\u202a-\u202e\u2066-\u2069]")
_MARKUP = r"<[A-Za-z/!?]"
_QUOTED = r"\{\{\s*[a-z]|\{%"  # {{ programme.contact.email }}


def _nonempty_text(value: object) -> str:
    if isinstance(value, str) and value.strip():
        if BIDI_CONTROLS.search(value):
            raise ValueError(
                f"{BIDI_CONTROLS.sub('…', value)} contains an invisible character that reverses the text around it"
            )
        return value.strip()
    empty = value is None or (isinstance(value, str) and not value.strip())
    raise ValueError("nothing is written here" if empty else f"{value} is not text; put it in quotes")


def plain_text(value: object) -> str:
    text = _nonempty_text(value)
    if re.search(_QUOTED, text):
        raise ValueError(f"{text} quotes a fact, but visitors would see the braces: facts are filled in only in pages")
    if re.search(_MARKUP, text):
        raise ValueError(f"{text} contains HTML, but only plain words can go here")
    return text


Day = Annotated[date, BeforeValidator(_as_date)]
_IDS = {"type": "string", "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$"}  # the same, for code editors and forms
_WORDS = {"type": "string", "pattern": r"\S"}
_TEXTS = {**_WORDS, "not": {"pattern": f"{_QUOTED}|{_MARKUP}"}}
Id = Annotated[str, BeforeValidator(_as_id), WithJsonSchema(_IDS)]
Text = Annotated[str, BeforeValidator(plain_text), WithJsonSchema(_TEXTS)]
# Text of several sentences; the same, in which facts are filled in; the name of a source in content/programme.toml.
MarkdownText = Annotated[
    str, BeforeValidator(plain_text), WithJsonSchema({**_TEXTS, "contentMediaType": "text/markdown"})
]
TemplatedText = Annotated[
    str, BeforeValidator(_nonempty_text), WithJsonSchema({**_WORDS, "contentMediaType": "text/markdown"})
]
SourceName = Annotated[str, BeforeValidator(plain_text), WithJsonSchema({**_TEXTS, "x-names": "sources"})]


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


def fields_last(*names: str) -> Callable[[dict[str, Any]], None]:
    """For a model whose fields are written after those of the models that build on it."""

    def move(schema: dict[str, Any]) -> None:
        fields = schema["properties"]
        fields |= {name: fields.pop(name) for name in names}

    return move
