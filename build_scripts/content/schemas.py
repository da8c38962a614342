"""Write what code editors and people need to know of each kind of file: `python3 dev.py generate schemas`.

From the models come a JSON Schema for each kind, in build/schemas/; .taplo.toml, which gives them to code editors; and
content/README.md, with a table of each kind's fields.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from build_scripts.content import kinds
from build_scripts.content.kinds import Kind
from build_scripts.paths import ROOT

FOLDER = "build/schemas"
REFERENCE = "content/README.md"
TAPLO = ".taplo.toml"
INTRO = """\
# What each file may hold

[CONTRIBUTING.md](../CONTRIBUTING.md) says how to edit. Here is every field of every kind of file.

- The facts of a Markdown file stand between two lines of `---`, as `name: value`. Its text follows.
- A TOML file holds `name = value`, with quotes around text.
- A name with dots stands inside a table: `ratings.name` is `name` in each of the `ratings`.
- `wording.toml` holds the checker's words, under names that the checker uses. Change the words and keep the names.

<!-- Made by python3 dev.py generate schemas from build_scripts/content/models.py: change that, not this file. -->
"""
TAPLO_INTRO = """\
# For code editors that read it (Even Better TOML, taplo): what each file may hold.
# Made by python3 dev.py generate schemas from build_scripts/content/kinds.py: change that, not this file.
"""

type Schema = Mapping[str, Any]


def schema(kind: Kind) -> dict[str, Any]:
    """Return the JSON Schema of a kind of file."""
    made = kind.model.model_json_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "description": files_of(kind), **made}


def resolve_ref(part: Schema, shared: Mapping[str, Schema]) -> Schema:
    """Return what a part of a schema refers to, or the part itself. `shared` holds what several parts refer to."""
    return shared[part["$ref"].rpartition("/")[2]] if "$ref" in part else part


def example_of(part: Schema) -> Any:
    """Return the example of a field, or None."""
    return next(iter(part.get("examples", [])), None)


def files_of(kind: Kind) -> str:
    """Say which files are of a kind."""
    if kind.only_if is None:
        return kind.files
    field, value = kind.only_if
    return f"{kind.files}, where {field} is {json.dumps(value)}"


def reference_page() -> str:
    """Return content/README.md."""
    return "\n".join([INTRO, *map(table, kinds.KINDS)])


def table(kind: Kind) -> str:
    """Return the fields of a kind as Markdown: what each is called and means, whether it is needed, its right form."""
    whole = schema(kind)
    rows = [
        f"| `{name}` | {part.get('description', '')} | {'yes' if needed else 'no'} | {_right_form(part)} |"
        for name, part, needed in _fields(whole, whole.get("$defs", {}))
    ]
    head = ["| field | what it is | needed | right form |", "|---|---|---|---|"]
    return "\n".join([f"## {kind.name.capitalize()}: {files_of(kind)}", "", *head, *rows, ""])


def _fields(part: Schema, shared: Mapping[str, Schema], prefix: str = "") -> Iterator[tuple[str, Schema, bool]]:
    """Yield each field and those inside it, in the order in which they are written."""
    for name, field in part["properties"].items():
        yield prefix + name, field, name in part.get("required", [])
        inner = field.get("items", field.get("additionalProperties", field))
        if "$ref" in inner:
            any_name = "NAME." if "additionalProperties" in field else ""
            yield from _fields(resolve_ref(inner, shared), shared, f"{prefix}{name}.{any_name}")


def _right_form(part: Schema) -> str:
    if "enum" in part:
        first, *more, final = (f"`{value}`" for value in part["enum"])
        return ", ".join([first, *more, final]) if len(more) < 4 else f"{first}, or {more[0]} to {final}"
    example = example_of(part)
    if example is None:
        return "a list of tables" if part.get("type") == "array" else "a table"
    return f"`{json.dumps(example, ensure_ascii=False) if isinstance(example, list | bool) else example}`"


def taplo_rules() -> str:
    """Return .taplo.toml, which names the schema of each kind of TOML file."""
    rules = [
        f'[[rule]]\ninclude = ["{kind.files}"]\n[rule.schema]\npath = "{FOLDER}/{kind.name}.schema.json"\n'
        for kind in kinds.KINDS
        if kind.suffix == ".toml"
    ]
    return "\n".join([TAPLO_INTRO, *rules])


def write(root: Path) -> list[Path]:
    """Write every file, and return where."""
    folder = root / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    texts = {
        folder / f"{kind.name}.schema.json": json.dumps(schema(kind), ensure_ascii=False, indent=2) + "\n"
        for kind in kinds.KINDS
    }
    texts |= {root / REFERENCE: reference_page(), root / TAPLO: taplo_rules()}
    for path, text in texts.items():
        path.write_text(text, "utf-8")
    return list(texts)


def main() -> int:
    print(*(path.relative_to(ROOT) for path in write(ROOT)), sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
