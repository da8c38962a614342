"""List the kinds of file that people write. Whatever treats all kinds alike takes them from this table.

To add a kind:

1. write its model in models.py, on top of `Reviewed` where visitors read it
2. add an entry to KINDS
3. write the page of docs/ that shows its records; it finds them under the name of their folder:
   `{% for story in stories %}{{ story.title }}{% endfor %}`
4. run `python3 dev.py generate schemas`

Then its files are read and checked, their reviews fall due, code editors and the page for editors know their fields,
and content/README.md lists them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from build_scripts.content import models
from build_scripts.content.editions import Edition, check_edition
from build_scripts.content.files.fields import Record
from build_scripts.content.files.source_files import SourceFile


@dataclass(frozen=True)
class Kind:
    """A kind of file: a folder with one record in each file, or one file with one record or a list of them."""

    name: str  # of its schema and of its form for editors
    model: type[Record]
    files: str  # a file, or a pattern of files in one folder: content/faq/*.md
    phrase: str  # what problems call it: "a question"
    label: str  # what the page for editors calls it
    named_by: str = ""  # the field that gives a file its name
    only_if: tuple[str, object] | None = None  # the field and value that tell it from the next kind of the same folder
    items: str = ""  # the list of records in a file that holds many
    optional: bool = False  # whether the file may be missing
    body: str = ""  # what the page for editors calls the Markdown under the fields
    body_optional: bool = False
    page: str = ""  # the page of docs/ that shows it
    own_page: str = ""  # the template of a page for each record
    permanent: bool = False  # whether an id that was ever published must stay, or be redirected
    check: Callable[[SourceFile, Any], None] | None = None  # adds the problems that its model cannot see

    @property
    def collection(self) -> str:
        """Return the name of its folder, or of its file without the suffix: records go by it, also in templates."""
        path = PurePosixPath(self.files)
        return path.parent.name if self.is_folder else path.stem

    @property
    def folder(self) -> str:
        return str(PurePosixPath(self.files).parent)

    @property
    def suffix(self) -> str:
        return PurePosixPath(self.files).suffix

    @property
    def is_folder(self) -> bool:
        return "*" in self.files


KINDS: tuple[Kind, ...] = (
    Kind(
        "question",
        models.Question,
        "content/faq/*.md",
        phrase="a question",
        label="Questions",
        named_by="id",
        body="Answer",
        page="faq.md",
        own_page="docs/overrides/question.md",
        permanent=True,
    ),
    Kind(
        "module",
        models.Module,
        "content/modules/*.md",
        phrase="a module",
        label="Modules",
        named_by="id",
        body="Text",
        body_optional=True,
        page="modules.md",
    ),
    Kind(
        "report",
        models.LinkedEvaluation,
        "content/evidence/*.md",
        phrase="an evaluation",
        label="Evaluations of this programme",
        named_by="id",
        only_if=("evaluates_leading_together", True),
        body="Conclusions",
        page="evidence.md",
        permanent=True,
    ),
    Kind(
        "trial",
        models.EvaluationWithData,
        "content/evidence/*.md",
        phrase="an evaluation",
        label="Evaluations of other programmes",
        named_by="id",
        only_if=("evaluates_leading_together", False),
        body="Conclusions",
        page="evidence.md",
        permanent=True,
    ),
    Kind(
        "edition",
        Edition,
        "content/criteria/*.toml",
        phrase="an edition of the criteria",
        label="Criteria",
        named_by="effective_from",
        check=check_edition,
    ),
    Kind("page", models.Page, "docs/*.md", phrase="a page", label="Pages", body="Text"),
    Kind(
        "programme",
        models.Programme,
        "content/programme.toml",
        phrase="programme.toml",
        label="Facts and sources",
    ),
    Kind(
        "assumptions",
        models.Assumptions,
        "content/assumptions.toml",
        phrase="assumptions.toml",
        label="Assumptions",
        items="assumption",
        page="assumptions.md",
    ),
    Kind("words", models.WordList, "content/words.toml", phrase="words.toml", label="Words to avoid"),
    Kind(
        "redirects",
        models.Redirects,
        "content/redirects.toml",
        phrase="redirects.toml",
        label="Ids that have gone",
        items="moved",
        optional=True,
    ),
)
# Files without a model: the names in wording.toml are those of the checker's code, and a program writes estimate.toml.
WORDING, ESTIMATE = "content/wording.toml", "content/estimate.toml"


def folders(suffix: str = "") -> list[Kind]:
    """Return one kind for each folder, or for each folder with files of one suffix."""
    return list({kind.folder: kind for kind in KINDS if kind.is_folder and kind.suffix.endswith(suffix)}.values())


def by_collection() -> dict[str, list[Kind]]:
    """Return the kinds that share a folder together."""
    found: dict[str, list[Kind]] = {}
    for kind in KINDS:
        found.setdefault(kind.collection, []).append(kind)
    return found
