"""What the editing page offers: every file that people write, with its form, as the configuration of Sveltia CMS."""

from __future__ import annotations

from pathlib import Path

from build_scripts.content.files.source_files import read_toml
from build_scripts.content.schemas import KINDS
from build_scripts.publishing.cms.fields import Form, Names, of_data, of_model

# No file can be deleted here: an id that goes needs an entry in redirects.toml.
MARKDOWN: Form = {"format": "yaml-frontmatter", "extension": "md", "delete": False}
BY_ID: Form = {**MARKDOWN, "slug": {"template": "{{fields.id}}", "editable": False}}
TOML: Form = {"format": "toml-as-written"}  # editing_page/start.js
BY_DAY: Form = {
    **TOML,
    "extension": "toml",
    "slug": {"template": "{{fields.effective_from}}", "editable": False},
    "identifier_field": "effective_from",
}
OURS, OTHERS = ({"filter": {"field": "evaluates_leading_together", "value": ours}} for ours in (True, False))

# Folders of files of one kind; the name is that of the kind in schemas.py.
FOLDERS: list[Form] = [
    {"name": "question", "label": "Questions", "folder": "content/faq", **BY_ID},
    {"name": "module", "label": "Modules", "folder": "content/modules", **BY_ID},
    {"name": "report", "label": "Evaluations of this programme", "folder": "content/evidence", **BY_ID, **OURS},
    {"name": "trial", "label": "Evaluations of others", "folder": "content/evidence", **BY_ID, **OTHERS},
    {"name": "edition", "label": "Criteria", "folder": "content/criteria", **BY_DAY, "delete": False},
    {"name": "page", "label": "Pages", "folder": "docs", **MARKDOWN, "create": False},
]
# What stands under the facts. A page is mostly template, which the editor of rich text would take for words.
TEXTS: dict[str, tuple[str, Form]] = {
    "question": ("Answer", {}),
    "module": ("Text", {"required": False}),
    "report": ("Conclusions", {}),
    "trial": ("Conclusions", {}),
    "page": ("Text", {"modes": ["raw"]}),
}
# Single files. No model knows what wording.toml holds: its names are those of the checker's own code.
FILES: list[Form] = [
    {"name": "programme", "label": "Facts and sources", "file": "content/programme.toml", **TOML},
    {"name": "wording", "label": "The checker's words", "file": "content/wording.toml", **TOML},
    {"name": "assumptions", "label": "Assumptions", "file": "content/assumptions.toml", **TOML},
    {"name": "words", "label": "Words to avoid", "file": "content/words.toml", **TOML},
    {"name": "redirects", "label": "Ids that have gone", "file": "content/redirects.toml", **TOML},
]


def config(root: Path, backend: Form) -> Form:
    """`backend` is where the page reads and writes."""
    sources = read_toml(root / "content/programme.toml", root).data["sources"]
    names = {"sources": [(name, source["title"]) for name, source in sources.items()]}
    drafts = {} if backend["name"] == "gitea" else {"publish_mode": "editorial_workflow"}
    return {
        "load_config_file": False,
        "app_title": "Edit this site",
        "backend": backend,
        **drafts,  # a change is a pull request, which is checked before it is published
        "media_folder": "docs/assets",
        "media_libraries": {"stock_assets": {"providers": []}},
        "editor": {"preview": False},
        "output": {"omit_empty_optional_fields": True},
        "collections": [
            {**each, "label_singular": each["name"].capitalize(), "fields": in_folder(each["name"], names)}
            for each in FOLDERS
        ],
        "singletons": [{**each, "fields": in_file(root, each, names)} for each in FILES],
    }


def in_folder(kind: str, names: Names) -> list[Form]:
    fields = of_model(KINDS[kind][0], names)
    if kind in TEXTS:
        label, told = TEXTS[kind]
        fields.append({"name": "body", "label": label, "widget": "richtext", "editor_components": [], **told})
    return fields


def in_file(root: Path, each: Form, names: Names) -> list[Form]:
    data = read_toml(root / each["file"], root).data
    return of_model(KINDS[each["name"]][0], names, data) if each["name"] in KINDS else of_data(data)
