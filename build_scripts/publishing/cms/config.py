"""What the editing page offers: every file that people write, with its form, as the configuration of Sveltia CMS."""

from __future__ import annotations

from pathlib import Path

from build_scripts.content.files.source_files import read_toml
from build_scripts.content.schemas import KINDS
from build_scripts.publishing.cms.fields import FieldConfig, NamedOptions, fields_from_data, fields_from_model

# No file can be deleted here: an id that goes needs an entry in redirects.toml.
MARKDOWN: FieldConfig = {"format": "yaml-frontmatter", "extension": "md", "delete": False}
BY_ID: FieldConfig = {**MARKDOWN, "slug": {"template": "{{fields.id}}", "editable": False}}
TOML_FILE: FieldConfig = {"format": "toml-as-written"}  # editing_page/start.js
BY_DAY: FieldConfig = {
    **TOML_FILE,
    "extension": "toml",
    "slug": {"template": "{{fields.effective_from}}", "editable": False},
    "identifier_field": "effective_from",
}
OWN_FILTER, OTHER_FILTER = (
    {"filter": {"field": "evaluates_leading_together", "value": ours}} for ours in (True, False)
)

# Folders of files of one kind; the name is that of the kind in schemas.py.
FOLDERS: list[FieldConfig] = [
    {"name": "question", "label": "Questions", "folder": "content/faq", **BY_ID},
    {"name": "module", "label": "Modules", "folder": "content/modules", **BY_ID},
    {"name": "report", "label": "Evaluations of this programme", "folder": "content/evidence", **BY_ID, **OWN_FILTER},
    {
        "name": "trial",
        "label": "Evaluations of other programmes",
        "folder": "content/evidence",
        **BY_ID,
        **OTHER_FILTER,
    },
    {"name": "edition", "label": "Criteria", "folder": "content/criteria", **BY_DAY, "delete": False},
    {"name": "page", "label": "Pages", "folder": "docs", **MARKDOWN, "create": False},
]
# What stands under the facts. A page is mostly template, which the editor of rich text would take for words.
BODY_FIELDS: dict[str, tuple[str, FieldConfig]] = {
    "question": ("Answer", {}),
    "module": ("Text", {"required": False}),
    "report": ("Conclusions", {}),
    "trial": ("Conclusions", {}),
    "page": ("Text", {"modes": ["raw"]}),
}
# Single files. No model knows what wording.toml holds: its names are those of the checker's own code.
FILES: list[FieldConfig] = [
    {"name": "programme", "label": "Facts and sources", "file": "content/programme.toml", **TOML_FILE},
    {"name": "wording", "label": "The checker's words", "file": "content/wording.toml", **TOML_FILE},
    {"name": "assumptions", "label": "Assumptions", "file": "content/assumptions.toml", **TOML_FILE},
    {"name": "words", "label": "Words to avoid", "file": "content/words.toml", **TOML_FILE},
    {"name": "redirects", "label": "Ids that have gone", "file": "content/redirects.toml", **TOML_FILE},
]


def cms_config(root: Path, backend: FieldConfig) -> FieldConfig:
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
            {**each, "label_singular": each["name"].capitalize(), "fields": folder_fields(each["name"], names)}
            for each in FOLDERS
        ],
        "singletons": [{**each, "fields": file_fields(root, each, names)} for each in FILES],
    }


def folder_fields(kind: str, names: NamedOptions) -> list[FieldConfig]:
    fields = fields_from_model(KINDS[kind][0], names)
    if kind in BODY_FIELDS:
        label, told = BODY_FIELDS[kind]
        fields.append({"name": "body", "label": label, "widget": "richtext", "editor_components": [], **told})
    return fields


def file_fields(root: Path, each: FieldConfig, names: NamedOptions) -> list[FieldConfig]:
    data = read_toml(root / each["file"], root).data
    return fields_from_model(KINDS[each["name"]][0], names, data) if each["name"] in KINDS else fields_from_data(data)
