"""What editors may write, for code editors and as the manual: `python3 dev.py generate schemas`.

From the models come a JSON Schema for each kind of file, in build/schemas/, which .taplo.toml gives to code editors,
and content/README.md, with a table of each kind's fields.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from build_scripts.content import models
from build_scripts.content.editions import Edition
from build_scripts.content.redirects import Redirects
from build_scripts.paths import ROOT

FOLDER = "build/schemas"
MANUAL = "content/README.md"

# The kinds by name: the model, and the files that it is for.
KINDS: dict[str, tuple[type[BaseModel], str]] = {
    "question": (models.Question, "content/faq/*.md"),
    "module": (models.Module, "content/modules/*.md"),
    "trial": (models.EvaluationWithData, "content/evidence/*.md, of another programme"),
    "report": (models.LinkedEvaluation, "content/evidence/*.md, of this programme"),
    "edition": (Edition, "content/criteria/*.toml"),
    "assumptions": (models.Assumptions, "content/assumptions.toml"),
    "programme": (models.Programme, "content/programme.toml"),
    "words": (models.WordList, "content/words.toml"),
    "redirects": (Redirects, "content/redirects.toml"),
    "page": (models.Page, "docs/*.md"),
}
INTRO = """\
# What each file may hold

[CONTRIBUTING.md](../CONTRIBUTING.md) says how to edit. Here is every field of every kind of file.

- The facts of a Markdown file stand between two lines of `---`, as `name: value`. Its text follows.
- A TOML file holds `name = value`, with quotes around text.
- A name with dots stands inside a table: `ratings.name` is `name` in each of the `ratings`.
- `wording.toml` holds the checker's words, under names that the checker uses. Change the words and keep the names.

<!-- Made by python3 dev.py generate schemas from build_scripts/content/models.py: change that, not this file. -->
"""


def schema(kind: str) -> dict[str, Any]:
    model, files = KINDS[kind]
    made = model.model_json_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "description": f"{files}", **made}


def reference_page() -> str:
    return "\n".join([INTRO, *map(table, KINDS)])


def table(kind: str) -> str:
    """The fields of a kind as Markdown: what each is called and means, whether it must be there, and its right form."""
    whole = schema(kind)
    rows = [
        f"| `{name}` | {part.get('description', '')} | {'yes' if needed else 'no'} | {_form(part)} |"
        for name, part, needed in _fields(whole, whole.get("$defs", {}))
    ]
    head = ["| field | what it is | needed | right form |", "|---|---|---|---|"]
    return "\n".join([f"## {kind.capitalize()}: {KINDS[kind][1]}", "", *head, *rows, ""])


def _fields(
    part: dict[str, Any], shared: dict[str, Any], before: str = ""
) -> Iterator[tuple[str, dict[str, Any], bool]]:
    """Each field and those inside it, in the order in which they are written."""
    for name, field in part["properties"].items():
        yield before + name, field, name in part.get("required", [])
        inner = field.get("items", field.get("additionalProperties", field))
        if "$ref" in inner:
            free = "NAME." if "additionalProperties" in field else ""
            yield from _fields(shared[inner["$ref"].rpartition("/")[2]], shared, f"{before}{name}.{free}")


def _form(part: dict[str, Any]) -> str:
    if "enum" in part:
        first, *more, final = (f"`{value}`" for value in part["enum"])
        return ", ".join([first, *more, final]) if len(more) < 4 else f"{first}, or {more[0]} to {final}"
    example = next(iter(part.get("examples", [])), None)
    if example is None:
        return "a list of tables" if part.get("type") == "array" else "a table"
    return f"`{json.dumps(example, ensure_ascii=False) if isinstance(example, list | bool) else example}`"


def write(root: Path) -> list[Path]:
    folder = root / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    for kind in KINDS:
        text = json.dumps(schema(kind), ensure_ascii=False, indent=2)
        (folder / f"{kind}.schema.json").write_text(f"{text}\n", "utf-8")
    (root / MANUAL).write_text(reference_page(), "utf-8")
    return [*sorted(folder.glob("*.json")), root / MANUAL]


if __name__ == "__main__":
    print(*(path.relative_to(ROOT) for path in write(ROOT)), sep="\n")
