"""The forms of the editing page: for each field of a model, or of a file without one, a field of Sveltia CMS.

A form asks for what the validation asks for, so that what it saves is valid. It adds nothing of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from pydantic import BaseModel

type FieldConfig = dict[str, Any]
type Schema = Mapping[str, Any]
type NamedOptions = Mapping[str, Iterable[tuple[str, str]]]  # by kind of name: each name, and what it stands for

LONG_TEXT = 60  # characters, from which a text without a model gets a box of several lines
DATE_WIDGET = {"widget": "datetime", "type": "date", "format": "YYYY-MM-DD"}


def fields_from_model(
    model: type[BaseModel], names: NamedOptions, data: Mapping[str, Any] | None = None
) -> list[FieldConfig]:
    """The fields of a model. `data` is a file's, where its tables may have names that no model knows."""
    schema = model.model_json_schema()
    maker = _FieldBuilder(schema.get("$defs", {}), names)
    fields = maker.fields(schema, data or {})
    known = {field["name"] for field in fields}
    return fields + fields_from_data({name: value for name, value in (data or {}).items() if name not in known})


class _FieldBuilder:
    """`shared` holds the tables that several fields refer to."""

    def __init__(self, shared: Schema, names: NamedOptions) -> None:
        self.shared, self.names = shared, names

    def fields(self, schema: Schema, data: Mapping[str, Any]) -> list[FieldConfig]:
        needed = schema.get("required", [])
        return [self.field(name, part, name in needed, data.get(name)) for name, part in schema["properties"].items()]

    def field(self, name: str, part: Schema, needed: bool, data: Any) -> FieldConfig:
        form = {"name": name, "label": part.get("title") or _label(name)}
        if "const" in part:  # nothing to ask
            return {**form, "widget": "hidden", "default": part["const"]}
        return {**form, "required": needed, **_hint(part), **self.widget(part, data)}

    def widget(self, part: Schema, data: Any) -> FieldConfig:
        part = {**part, **self.resolve_ref(part)}
        if options := self.options(part):
            return {"widget": "select", "options": options}
        if "additionalProperties" in part and "properties" not in part:  # a table whose names are free
            inner = self.resolve_ref(part["additionalProperties"])
            tables = [{**_table(name), "fields": self.fields(inner, {})} for name in data or {}]
            return {"widget": "object", "fields": tables}
        match part["type"]:
            case "object":
                return {"widget": "object", "fields": self.fields(part, {})}
            case "array":
                return {"widget": "list", **_at_least(part), **self.items(self.resolve_ref(part["items"]))}
            case "integer":
                return {"widget": "number", "value_type": "int"}
            case "boolean":
                return {"widget": "boolean"}
        if part.get("format") == "date":
            return DATE_WIDGET
        if "contentMediaType" in part:
            return {"widget": "text"}
        return {"widget": "string", "pattern": [part["pattern"], _example(part)]}

    def items(self, part: Schema) -> FieldConfig:
        if "properties" in part:
            fields = self.fields(part, {})
            return {"fields": fields, "collapsed": True, "summary": _summary(fields)}
        if options := self.options(part):
            return {"widget": "select", "multiple": True, "options": options}
        return {}

    def options(self, part: Schema) -> list[Any]:
        if "x-names" in part:
            return [{"value": name, "label": f"{name}: {title}"} for name, title in self.names[part["x-names"]]]
        return [part["const"]] if "const" in part else list(part.get("enum", []))

    def resolve_ref(self, part: Schema) -> Schema:
        """What stands where a schema only refers to it."""
        found: Schema = self.shared[part["$ref"].rpartition("/")[2]] if "$ref" in part else part
        return {name: value for name, value in found.items() if name != "title" or "$ref" not in part}


def fields_from_data(data: Mapping[str, Any]) -> list[FieldConfig]:
    """Fields for what a file holds, where no model says it: what is there can be changed, and nothing added."""
    return [
        {"name": name, "label": _label(name), "required": value != "", **_widget_for(value)}
        for name, value in data.items()
        if not _has_numeric_keys(value)
    ]


def _has_numeric_keys(value: Any) -> bool:
    """A table with numbers for names: Sveltia CMS would take it for a list. It is kept, but has no form."""
    return isinstance(value, Mapping) and any(name.isdigit() for name in value)


def _widget_for(value: Any) -> FieldConfig:
    match value:
        case Mapping():
            return {"widget": "object", "collapsed": True, "fields": fields_from_data(value)}
        case [Mapping() as first, *_]:
            fields = fields_from_data(first)
            return {"widget": "list", "collapsed": True, "fields": fields, "summary": _summary(fields)}
        case list():
            return {"widget": "list"}
        case bool():
            return {"widget": "boolean"}
        case int():
            return {"widget": "number", "value_type": "int"}
        case date():
            return DATE_WIDGET
    return {"widget": "text" if len(str(value)) > LONG_TEXT else "string"}


def _table(name: str) -> FieldConfig:
    return {"name": name, "label": name, "widget": "object", "collapsed": True}


def _label(name: str) -> str:
    return name.replace("_", " ").replace("-", " ").capitalize()


def _hint(part: Schema) -> FieldConfig:
    hint = " ".join(filter(None, [part.get("description", ""), _example(part)]))
    return {"hint": hint} if hint else {}


def _example(part: Schema) -> str:
    example = next(iter(part.get("examples", [])), None)
    if example is None or {"enum", "const"} & part.keys() or part["type"] in ("boolean", "integer"):
        return ""
    return f"For example: {', '.join(example) if isinstance(example, list) else example}"


def _at_least(part: Schema) -> FieldConfig:
    return {"min": part["minItems"]} if "minItems" in part else {}


def _summary(fields: list[FieldConfig]) -> str:
    """What stands for a closed item: its first two fields, or the first inside them."""
    names = (
        f"{field['name']}.{field['fields'][0]['name']}" if "fields" in field else field["name"] for field in fields
    )
    return ": ".join(f"{{{{fields.{name}}}}}" for name in list(names)[:2])
