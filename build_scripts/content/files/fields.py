"""Define the kinds of field that several models share: days, ids, text with and without Markdown."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationInfo, WithJsonSchema

from build_scripts.content.files.text_files import UNSEEN, describe_lookalike, describe_unseen

TOML_CONTEXT = "toml"  # the validation context of a file that has dates of its own


def _as_date(value: object, info: ValidationInfo) -> date:
    """Return a date as editors write it. Refuses numbers and times, which Pydantic would take for dates."""
    if type(value) is date:
        return value
    if not isinstance(value, str) or not re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        raise ValueError(f"{value} is not a date written as year-month-day{describe_lookalike(str(value))}")
    if info.context == TOML_CONTEXT:
        raise ValueError(f"{value} is in quotes, so it is text and not a date")
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise ValueError(f"{value} is not a day in the calendar") from None


def _as_id(value: object) -> str:
    if not isinstance(value, str) or not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", value):
        wrong = f"{value} is not a name made of lower-case letters, numbers and hyphens"
        raise ValueError(wrong + describe_lookalike(str(value)))
    return value


def as_written(value: object) -> str:
    """Return a value as an editor would write it, not as Python does."""
    if isinstance(value, Mapping):
        return ", ".join(f"{of}: {as_written(part)}".removesuffix(": ") for of, part in value.items())
    if isinstance(value, list):
        return ", ".join(map(as_written, value))
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else " ".join(str(value).split())


_MARKUP = r"<[A-Za-z/!?]"
_BRACES = r"\{\{\s*[a-z]|\{%"  # {{ programme.contact.email }}


def _nonempty_text(value: object) -> str:
    """Return text without the spaces around it. Refuses unseen signs, which an escape in TOML can put there."""
    if isinstance(value, str) and value.strip():
        if found := UNSEEN.search(value):
            shown = UNSEEN.sub("…", value)
            raise ValueError(f"{shown} contains {describe_unseen(found[0])}")
        return value.strip()
    empty = value is None or (isinstance(value, str) and not value.strip())
    raise ValueError(
        "nothing is written here" if empty else f"{as_written(value) or value} is not text; put it in quotes"
    )


def plain_text(value: object) -> str:
    """Return text without HTML and without facts in braces. Raises ValueError, with the reason in words."""
    text = _nonempty_text(value)
    if re.search(_BRACES, text):
        raise ValueError(f"{text} quotes a fact, but visitors would see the braces: facts are filled in only in pages")
    if re.search(_MARKUP, text):
        raise ValueError(f"{text} contains HTML, but only plain words can go here")
    return text


# The kinds of field. Each has a validator, and the same rule as JSON Schema for code editors and forms.
TEMPLATED = "text in which facts are filled in"  # marks TemplatedText among the fields of a model
_IDS = {"type": "string", "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$"}
_WORDS = {"type": "string", "pattern": r"\S"}
_TEXTS = {**_WORDS, "not": {"pattern": f"{_BRACES}|{_MARKUP}"}}
_SENTENCES = {"contentMediaType": "text/markdown"}  # gets a box of several lines in a form
Day = Annotated[date, BeforeValidator(_as_date)]
Id = Annotated[str, BeforeValidator(_as_id), WithJsonSchema(_IDS)]
Text = Annotated[str, BeforeValidator(plain_text), WithJsonSchema(_TEXTS)]
MarkdownText = Annotated[str, BeforeValidator(plain_text), WithJsonSchema({**_TEXTS, **_SENTENCES})]
TemplatedText = Annotated[str, BeforeValidator(_nonempty_text), WithJsonSchema({**_WORDS, **_SENTENCES}), TEMPLATED]
# The name of a source in content/programme.toml.
SourceName = Annotated[str, BeforeValidator(plain_text), WithJsonSchema({**_TEXTS, "x-names": "sources"})]


class Record(BaseModel):
    """A record that people write. It takes no unknown field, and converts no value of one type to another.

    Give each field `examples=[...]`: problems show the first as the right form.
    """

    model_config = ConfigDict(
        extra="forbid",
        strict=True,
        frozen=True,
        field_title_generator=lambda name, _: name.replace("_", " ").capitalize(),
    )


def fields_last(*names: str) -> Callable[[dict[str, Any]], None]:
    """Put some fields of a model last in its schema, after those of the models that build on it."""

    def move(schema: dict[str, Any]) -> None:
        fields = schema["properties"]
        fields |= {name: fields.pop(name) for name in names}

    return move


def templated_fields(model: type[BaseModel]) -> list[str]:
    """Return the names of the fields of a model in which facts are filled in."""
    return [name for name, info in model.model_fields.items() if TEMPLATED in info.metadata]
