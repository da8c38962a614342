"""Make the forms of the page for editors: for each field of a model, or of a file without one, a field of Sveltia CMS.

A form asks for what the validation asks for, so that what it saves is valid. It adds nothing of its own.
See: https://sveltiacms.app/en/docs/fields
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from pydantic import BaseModel

from build_scripts.content.schemas import Schema, example_of, resolve_ref

type FieldConfig = dict[str, Any]
type NamedOptions = Mapping[str, Iterable[tuple[str, str]]]  # for "x-names" of a schema: each name, and its title

LONG_TEXT = 60  # characters; a longer text without a model gets a box of several lines
DATE_WIDGET = {"widget": "datetime", "type": "date", "format": "YYYY-MM-DD"}


def fields_from_model(
    model: type[BaseModel], options: NamedOptions, data: Mapping[str, Any] | None = None
) -> list[FieldConfig]:
    """Return the fields of a model; `data` is what a file holds, where its tables have names that no model knows."""
    data = data or {}
    schema = model.model_json_schema()
    fields = _FieldBuilder(schema.get("$defs", {}), options).fields(schema, data)
    known = {field["name"] for field in fields}
    return fields + fields_from_data({name: value for name, value in data.items() if name not in known})


class _FieldBuilder:
    """Turn JSON Schema into fields; `definitions` are the schemas that others refer to."""

    def __init__(self, definitions: Schema, named_options: NamedOptions) -> None:
        self.definitions, self.named_options = definitions, named_options

    def fields(self, schema: Schema, data: Mapping[str, Any]) -> list[FieldConfig]:
        required = schema.get("required", [])
        return [self.field(name, part, name in required, data.get(name)) for name, part in schema["properties"].items()]

    def field(self, name: str, part: Schema, required: bool, data: Any) -> FieldConfig:
        field = {"name": name, "label": part.get("title") or _label(name)}
        if "const" in part:  # nothing to ask
            return {**field, "widget": "hidden", "default": part["const"]}
        field["required"] = required
        if hint := _hint(part):
            field["hint"] = hint
        return {**field, **self.widget(part, data)}

    def widget(self, part: Schema, data: Any) -> FieldConfig:
        part = {**part, **resolve_ref(part, self.definitions)}
        if options := self.options(part):
            return {"widget": "select", "options": options}
        if "additionalProperties" in part and "properties" not in part:  # a table whose names are free
            inner = resolve_ref(part["additionalProperties"], self.definitions)
            return {"widget": "object", "fields": [_table(name, self.fields(inner, {})) for name in data or {}]}
        match part["type"]:
            case "object":
                return {"widget": "object", "fields": self.fields(part, {})}
            case "array":
                return self.list_widget(part)
            case "integer":
                return {"widget": "number", "value_type": "int"}
            case "boolean":
                return {"widget": "boolean"}
        if part.get("format") == "date":
            return DATE_WIDGET
        if "contentMediaType" in part:
            return {"widget": "text"}
        return {"widget": "string", "pattern": [part["pattern"], _example(part)]}

    def list_widget(self, part: Schema) -> FieldConfig:
        widget: FieldConfig = {"widget": "list"}
        if "minItems" in part:
            widget["min"] = part["minItems"]
        item = resolve_ref(part["items"], self.definitions)
        if "properties" in item:
            fields = self.fields(item, {})
            return {**widget, "fields": fields, "collapsed": True, "summary": _summary(fields)}
        if options := self.options(item):
            return {**widget, "widget": "select", "multiple": True, "options": options}
        return widget

    def options(self, part: Schema) -> list[Any]:
        if "x-names" in part:
            named = self.named_options[part["x-names"]]
            return [{"value": name, "label": f"{name}: {title}"} for name, title in named]
        return [part["const"]] if "const" in part else list(part.get("enum", []))


def fields_from_data(data: Mapping[str, Any]) -> list[FieldConfig]:
    """Return fields for what a file without a model holds: what is there can be changed, and nothing added."""
    return [
        {"name": name, "label": _label(name), "required": value != "", **_widget_for(value)}
        for name, value in data.items()
        if not _has_numeric_keys(value)
    ]


def _has_numeric_keys(value: Any) -> bool:
    """Say whether this is a table with numbers for names, which Sveltia CMS would take for a list. It gets no form."""
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


def _table(name: str, fields: list[FieldConfig]) -> FieldConfig:
    return {"name": name, "label": name, "widget": "object", "collapsed": True, "fields": fields}


def _label(name: str) -> str:
    return name.replace("_", " ").replace("-", " ").capitalize()


def _hint(part: Schema) -> str:
    return " ".join(filter(None, [part.get("description", ""), _example(part)]))


def _example(part: Schema) -> str:
    example = example_of(part)
    if example is None or {"enum", "const"} & part.keys() or part["type"] in ("boolean", "integer"):
        return ""
    return f"For example: {', '.join(example) if isinstance(example, list) else example}"


def _summary(fields: list[FieldConfig]) -> str:
    """Return what stands for a closed item: its first two fields, or the first inside them."""
    names = [
        f"{field['name']}.{field['fields'][0]['name']}" if "fields" in field else field["name"] for field in fields
    ]
    return ": ".join(f"{{{{fields.{name}}}}}" for name in names[:2])
