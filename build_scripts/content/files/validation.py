"""Put what Pydantic finds into an editor's words: what is wrong, and the right form from the model's example."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from build_scripts.content.files.field_paths import FieldPath, dotted_path
from build_scripts.content.files.fields import as_written
from build_scripts.problems import suggest


def describe_validation_error(
    error: ValidationError, model: type[BaseModel], what: str, toml: bool
) -> Iterator[tuple[FieldPath, str, str]]:
    """Yield the place, what is wrong and the right form for each fault. A misspelt name is not reported as missing."""
    findings = error.errors(include_url=False)
    missing = {found["loc"] for found in findings if found["type"] == "missing"}
    meant: dict[FieldPath, FieldPath] = {}
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
                yield loc, f"{what} needs {name}", f"add {_example_line(model, loc, toml)}"
        elif found["type"] != "extra_forbidden":
            yield loc, f"{dotted_path(loc)}: {_message(found)}", f"write {_example_line(model, loc, toml)}"
        elif loc in meant:
            yield loc, f"{name} is not a field of {what}", f"did you mean {_example_line(model, meant[loc], toml)}"
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


def _message(found: Any) -> str:
    value, context = as_written(found["input"]), found.get("ctx", {})
    if found["type"] in _KINDS and not value:
        return "nothing is written here"
    if found["type"] == "value_error":
        return str(context["error"])
    if found["type"] == "literal_error":
        near = suggest(value, re.findall(r"'([^']*)'", context["expected"]))
        message = f"{value} is not {context['expected'].replace("'", '')}"
        return f"{message} (did you mean {near})" if near else message
    if found["type"] == "too_short":
        return "nothing is written here"
    return f"{value} is not {_KINDS[found['type']]}" if found["type"] in _KINDS else f"{value} does not fit"


def _fields(model: type[BaseModel], loc: Iterable[str | int]) -> list[str]:
    inner = _model(model, loc)
    return list(inner.model_fields) if inner else []


def _example_line(model: type[BaseModel], loc: FieldPath, toml: bool) -> str:
    """Write a field with the example of its model. For an item of a list, write the whole list."""
    ends = [end for end, part in enumerate(loc) if isinstance(part, str)]
    name = str(loc[ends[-1]]) if ends else ""
    around = _model(model, loc[: ends[-1]]) if ends else None
    info = around.model_fields.get(name) if around else None
    example = next(iter(info.examples or [])) if info and info.examples else None
    return field_line(name, example, toml) if example is not None else name


def field_line(name: str, value: object, toml: bool) -> str:
    """Write a field as its file has it: name: value in front matter, name = value in TOML."""
    return f"{name}{' = ' if toml else ': '}{_to_literal(value, toml)}"


def _to_literal(example: object, toml: bool) -> str:
    if isinstance(example, list):
        return f"[{', '.join(_to_literal(item, toml) for item in example)}]"
    if isinstance(example, bool):
        return "true" if example else "false"
    text = str(example)
    bare = not toml or isinstance(example, int) or re.fullmatch(r"\d{4}-\d\d-\d\d", text)
    return text if bare else f'"{text.strip('"')}"'


def _model(model: type[BaseModel], loc: Iterable[str | int]) -> type[BaseModel] | None:
    """Find the model at a place inside another one."""
    here: Any = model
    for part in loc:
        if isinstance(part, str):
            if not (isinstance(here, type) and issubclass(here, BaseModel)) or part not in here.model_fields:
                here = _item_type(here)  # a table whose names are free, such as [sources.<name>]
            else:
                here = here.model_fields[part].annotation
        else:
            here = _item_type(here)
    return here if isinstance(here, type) and issubclass(here, BaseModel) else None


def _item_type(annotation: Any) -> Any:
    """Return the type of what a list, or a table with free names, holds: the last of its arguments."""
    return next(reversed(get_args(annotation)), None)
