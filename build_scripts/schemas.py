"""What editors may write, for code editors and for the manual: `python3 dev.py schemas`.

From the models come a JSON Schema for each kind of file, which .taplo.toml gives to code editors, and a table of each
kind's fields in Markdown. Both are written to build/schemas/.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from build_scripts import models
from build_scripts.editions import Edition
from build_scripts.ids import Redirects
from build_scripts.plain_english import WordList

ROOT = Path(__file__).resolve().parents[1]
FOLDER = "build/schemas"

# The kinds by name: the model, and the files that it is for.
KINDS: dict[str, tuple[type[BaseModel], str]] = {
    "question": (models.Question, "content/faq/*.md"),
    "module": (models.Module, "content/modules/*.md"),
    "trial": (models.Trial, "content/evidence/*.md, of another programme"),
    "report": (models.Report, "content/evidence/*.md, of this programme"),
    "edition": (Edition, "content/criteria/*.toml"),
    "assumptions": (models.Assumptions, "content/assumptions.toml"),
    "programme": (models.Programme, "content/programme.toml"),
    "words": (WordList, "content/words.toml"),
    "redirects": (Redirects, "content/redirects.toml"),
    "page": (models.Page, "docs/*.md"),
}


def schema(kind: str) -> dict[str, Any]:
    model, files = KINDS[kind]
    made = model.model_json_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "description": f"{files}", **made}


def table(kind: str) -> str:
    """The fields of a kind as Markdown: what each is called, whether it must be there, and its right form."""
    model, files = KINDS[kind]
    rows = [f"| `{name}` | {_needed(info)} | {_example(info)} |" for name, info in model.model_fields.items()]
    return "\n".join(
        [f"### {kind.capitalize()}: {files}", "", "| Field | Needed | For example |", "|---|---|---|", *rows, ""]
    )


def _needed(info: Any) -> str:
    return "yes" if info.is_required() else "no"


def _example(info: Any) -> str:
    example = next(iter(info.examples or []), None)
    if example is None:
        return "a table, or a list of tables"
    text = json.dumps(example, ensure_ascii=False) if isinstance(example, list | bool) else str(example)
    return f"`{text}`"


def write(root: Path) -> list[Path]:
    folder = root / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    for kind in KINDS:
        text = json.dumps(schema(kind), ensure_ascii=False, indent=2)
        (folder / f"{kind}.schema.json").write_text(f"{text}\n", "utf-8")
    (folder / "fields.md").write_text("\n".join(map(table, KINDS)), "utf-8")
    return sorted(folder.iterdir())


if __name__ == "__main__":
    print(*(path.relative_to(ROOT) for path in write(ROOT)), sep="\n")
