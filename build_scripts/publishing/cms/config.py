"""Configure Sveltia CMS: every kind of file in content/kinds.py, with the fields of its form."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from build_scripts.content import kinds
from build_scripts.content.files.source_files import read_toml
from build_scripts.content.kinds import WORDING, Kind
from build_scripts.publishing.cms.fields import FieldConfig, NamedOptions, fields_from_data, fields_from_model

# No file can be deleted here: an id that goes needs an entry in redirects.toml.
FORMATS: dict[str, FieldConfig] = {  # page/as-written.js reads and writes them
    ".md": {"format": "as-written-frontmatter", "extension": "md", "delete": False},
    ".toml": {"format": "toml-as-written", "extension": "toml", "delete": False},
}


def cms_config(root: Path, backend: FieldConfig) -> FieldConfig:
    """Return the configuration. `backend` is where the page reads and writes."""
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
        "collections": [folder_form(kind, options) for kind in kinds.KINDS if kind.is_folder],
        "singletons": list(file_forms(root, options)),
    }
    if backend["name"] != "gitea":  # where Sveltia CMS can, a change is a pull request, checked before it is published
        config["publish_mode"] = "editorial_workflow"
    return config


def folder_form(kind: Kind, options: NamedOptions) -> FieldConfig:
    """Return the form of a kind that has a file for each record."""
    form = {
        "name": kind.name,
        "label": kind.label,
        "label_singular": kind.name.capitalize(),
        "folder": kind.folder,
        **FORMATS[kind.suffix],
        "fields": fields_from_model(kind.model, options),
    }
    if kind.only_if:
        form["filter"] = {"field": kind.only_if[0], "value": kind.only_if[1]}
    if kind.named_by:
        form["slug"] = {"template": f"{{{{fields.{kind.named_by}}}}}", "editable": False}
    else:
        form["create"] = False
    if kind.named_by and "title" not in kind.model.model_fields:
        form["identifier_field"] = kind.named_by
    if kind.body:
        form["fields"].append(body_field(kind))
    return form


def body_field(kind: Kind) -> FieldConfig:
    """Return the field for the Markdown under the facts."""
    field: FieldConfig = {"name": "body", "label": kind.body, "widget": "richtext", "editor_components": []}
    if kind.body_optional:
        field["required"] = False
    if not kind.named_by:  # a page is mostly template, which the editor of rich text would take for words
        field["modes"] = ["raw"]
    return field


def file_forms(root: Path, options: NamedOptions) -> Iterator[FieldConfig]:
    """Yield the form of each single file. For the checker's words, which have no model, it is made from the file."""
    toml = {"format": FORMATS[".toml"]["format"]}
    for kind in kinds.KINDS:
        if not kind.is_folder:
            fields = fields_from_model(kind.model, options, read_toml(root / kind.files, root).data)
            yield {"name": kind.name, "label": kind.label, "file": kind.files, **toml, "fields": fields}
    fields = fields_from_data(read_toml(root / WORDING, root).data)
    yield {"name": "wording", "label": "The checker's words", "file": WORDING, **toml, "fields": fields}
