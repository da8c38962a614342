"""Configure Sveltia CMS: every file that people write, with the fields of its form."""

from __future__ import annotations

from pathlib import Path

from build_scripts.content.files.source_files import read_toml
from build_scripts.content.schemas import KINDS
from build_scripts.publishing.cms.fields import FieldConfig, NamedOptions, fields_from_data, fields_from_model

# No file can be deleted in the page: an id that goes needs an entry in redirects.toml.
MARKDOWN: FieldConfig = {"format": "yaml-frontmatter", "extension": "md", "delete": False}
BY_ID: FieldConfig = {**MARKDOWN, "slug": {"template": "{{fields.id}}", "editable": False}}
TOML_FILE: FieldConfig = {"format": "toml-as-written"}  # defined in page/start.js
BY_DAY: FieldConfig = {
    **TOML_FILE,
    "extension": "toml",
    "slug": {"template": "{{fields.effective_from}}", "editable": False},
    "identifier_field": "effective_from",
    "delete": False,
}
OWN_FILTER: FieldConfig = {"filter": {"field": "evaluates_leading_together", "value": True}}
OTHER_FILTER: FieldConfig = {"filter": {"field": "evaluates_leading_together", "value": False}}

# Folders of files of one kind; the name is that of the kind in content/schemas.py.
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
    {"name": "edition", "label": "Criteria", "folder": "content/criteria", **BY_DAY},
    {"name": "page", "label": "Pages", "folder": "docs", **MARKDOWN, "create": False},
]
# The text below the facts: its label, and more of its field. A page is mostly template, which the editor of rich text
# would take for words.
BODY_FIELDS: dict[str, tuple[str, FieldConfig]] = {
    "question": ("Answer", {}),
    "module": ("Text", {"required": False}),
    "report": ("Conclusions", {}),
    "trial": ("Conclusions", {}),
    "page": ("Text", {"modes": ["raw"]}),
}
# Single files. wording.toml has no model: its names are those that the checker's own code asks for.
FILES: list[FieldConfig] = [
    {"name": "programme", "label": "Facts and sources", "file": "content/programme.toml", **TOML_FILE},
    {"name": "wording", "label": "The checker's words", "file": "content/wording.toml", **TOML_FILE},
    {"name": "assumptions", "label": "Assumptions", "file": "content/assumptions.toml", **TOML_FILE},
    {"name": "words", "label": "Words to avoid", "file": "content/words.toml", **TOML_FILE},
    {"name": "redirects", "label": "Ids that have gone", "file": "content/redirects.toml", **TOML_FILE},
]


def cms_config(root: Path, backend: FieldConfig) -> FieldConfig:
    """Return the whole configuration for the content in `root`; `backend` says where the page reads and writes."""
    sources = read_toml(root / "content/programme.toml", root).data["sources"]
    options = {"sources": [(name, source["title"]) for name, source in sources.items()]}
    config = {
        "load_config_file": False,
        "app_title": "Edit this site",
        "backend": backend,
        "media_folder": "docs/assets",
        "media_libraries": {"stock_assets": {"providers": []}},
        "editor": {"preview": False},
        "output": {"omit_empty_optional_fields": True},
        "collections": [
            {**folder, "label_singular": folder["name"].capitalize(), "fields": folder_fields(folder["name"], options)}
            for folder in FOLDERS
        ],
        "singletons": [{**file, "fields": file_fields(root, file, options)} for file in FILES],
    }
    if backend["name"] != "gitea":  # where Sveltia CMS can, a change is a pull request, checked before it is published
        config["publish_mode"] = "editorial_workflow"
    return config


def folder_fields(kind: str, options: NamedOptions) -> list[FieldConfig]:
    """Return the fields of a kind of file: its facts, then the text below them."""
    fields = fields_from_model(KINDS[kind][0], options)
    if kind in BODY_FIELDS:
        label, settings = BODY_FIELDS[kind]
        fields.append({"name": "body", "label": label, "widget": "richtext", "editor_components": [], **settings})
    return fields


def file_fields(root: Path, file: FieldConfig, options: NamedOptions) -> list[FieldConfig]:
    """Return the fields of a single file, by its model, or by what it holds where it has none."""
    data = read_toml(root / file["file"], root).data
    if file["name"] in KINDS:
        return fields_from_model(KINDS[file["name"]][0], options, data)
    return fields_from_data(data)
