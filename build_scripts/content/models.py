"""Define what people may write: a model for each kind of file in content/, and for the front matter of docs/.

Validation, the schemas for code editors, the tables of content/README.md and the forms for editors come from the
models. Each field has a description, and an example that problems show as the right form. kinds.py says which files
have which model; the model of the criteria is in editions.py.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Literal

from pydantic import BeforeValidator, ConfigDict, Field, WithJsonSchema

from build_scripts.build_date import add_months
from build_scripts.content.files.fields import (
    Day,
    Id,
    MarkdownText,
    Record,
    SourceName,
    TemplatedText,
    Text,
    as_written,
    fields_last,
)
from build_scripts.content.files.text_files import describe_lookalike

GROUPS = {"is-it-for-us": "Is it for us?", "what-it-involves": "What it involves", "how-to-apply": "How to apply"}
MAX_RATING = 12  # no scale that a rating is on goes further: padlocks, pounds, months of progress


def _months(value: object) -> str:
    if isinstance(value, str) and re.fullmatch(r"[1-9]\d? months", value):
        return value
    raise ValueError(f"{as_written(value)} is not a number of months{describe_lookalike(str(value))}")


_PERIODS = {"type": "string", "pattern": r"^[1-9]\d? months$"}  # the same, for code editors and forms


def _as_rating(value: object) -> object:
    if value == "not-given" or (type(value) is int and 0 <= value <= MAX_RATING):
        return value
    raise ValueError(f"{value} is not a whole number up to {MAX_RATING}, nor not-given")


_RATINGS = {"enum": ["not-given", *range(MAX_RATING + 1)]}


class Reviewed(Record):
    """A record that visitors read: it names its sources, who is responsible for it, and when it is reviewed again."""

    model_config = ConfigDict(json_schema_extra=fields_last("owner", "last_reviewed", "review_in", "sources"))

    id: Id = Field(
        description="Its permanent name, since people keep links to it. The file has the same name.", examples=["cost"]
    )
    title: Text = Field(description="The heading that visitors read.", examples=["How much does it cost?"])
    owner: Text = Field(description="Who is responsible for it.", examples=["Programme team"])
    last_reviewed: Day = Field(description="When somebody last checked all of it.", examples=["2026-11-21"])
    review_in: Annotated[str, BeforeValidator(_months), WithJsonSchema(_PERIODS)] = Field(
        description="How long until it is checked again.", examples=["12 months"]
    )
    sources: list[SourceName] = Field(
        min_length=1,
        description="Where its facts come from: names from programme.toml.",
        examples=[["leading-together"]],
    )

    @property
    def review_title(self) -> str:
        """Return what a list of reviews calls it."""
        return self.title

    @property
    def sort_key(self) -> tuple[int | str, ...]:
        """Return where it comes on its page; records with the same key come in the order of their files."""
        return ()

    @property
    def review_by(self) -> date:
        """Return the last day of its review."""
        return add_months(self.last_reviewed, int(self.review_in.split()[0]))


class Question(Reviewed):
    """A question of the FAQ. Its answer is the text under the facts."""

    group: Literal["is-it-for-us", "what-it-involves", "how-to-apply"] = Field(
        description="The part of the FAQ that it belongs to.", examples=["is-it-for-us"]
    )
    order: int = Field(description="Its place within the group.", examples=[2])
    also_asked_as: list[Text] = Field(description="Words that heads search for.", examples=[["price", "is it free"]])

    @property
    def sort_key(self) -> tuple[int | str, ...]:
        return list(GROUPS).index(self.group), self.order, self.id


class Module(Reviewed):
    """A module of the programme."""

    order: int = Field(description="Its place among the modules.", examples=[1])
    kind: Literal["core", "non-core"] = Field(description="Core if everyone takes it.", examples=["core"])

    @property
    def sort_key(self) -> tuple[int | str, ...]:
        return (self.order,)


class Rating(Record):
    """A rating that an evaluator gave, on a scale of its own."""

    name: Text = Field(description="What is rated.", examples=["Impact in months"])
    value: Annotated[int | Literal["not-given"], BeforeValidator(_as_rating), WithJsonSchema(_RATINGS)] = Field(
        description="The rating. What the source does not give is not-given, never 0.", examples=["not-given"]
    )
    words: Text = Field(description="The same in words.", examples=["Not given"])


class Outcome(Record):
    """A result that an evaluation measured."""

    measure: Text = Field(description="What was measured.", examples=["GCSE capped point score"])
    pupils: Text = Field(description="Whose results were measured.", examples=["all pupils"])


class Evaluation(Reviewed):
    """An evaluation: of this programme, or of another."""

    programme: Text = Field(description="The programme that was evaluated.", examples=["Achieve Together"])
    evaluator: Text = Field(description="Who evaluated it.", examples=["Institute for Fiscal Studies"])


class LinkedEvaluation(Evaluation):
    """An evaluation that this site links to and holds no figures of."""

    evaluates_leading_together: Literal[True] = Field(description="True for this programme.", examples=[True])
    published: Day = Field(description="When the report came out.", examples=["2022-09-29"])
    part_of: Text = Field(
        description="The larger work it belongs to.", examples=["Teaching and Leadership Innovation Fund evaluation"]
    )


class EvaluationWithData(Evaluation):
    """An evaluation of another programme, shown as data."""

    evaluates_leading_together: Literal[False] = Field(
        description="False for another programme: the page says so.", examples=[False]
    )
    trial_type: Text = Field(description="What its evaluator calls it.", examples=["Efficacy trial"])
    schools: int = Field(description="How many schools took part.", examples=[14])
    pupils: int = Field(description="How many pupils took part.", examples=[2379])
    key_stage: int = Field(description="The pupils' key stage.", examples=[4])
    grant_gbp: int = Field(title="Grant in pounds", description="The grant that it received.", examples=[437831])
    duration: Text = Field(description="How long it ran.", examples=["4 years 10 months"])
    completed: Text = Field(description="When it ended.", examples=["July 2017"])
    ratings: list[Rating] = Field(description="The ratings that its evaluator gave it.")
    outcomes: list[Outcome] = Field(description="What was measured, and for which pupils.")
    aim: MarkdownText = Field(
        description="What it was meant to do.", examples=["To support leadership development in disadvantaged areas."]
    )
    partners: list[Text] = Field(description="Who delivered it.", examples=[["Teach First", "Teaching Leaders"]])
    further_trials: MarkdownText = Field(
        description="Whether more are planned.", examples=["No further trial is planned."]
    )
    related: MarkdownText = Field(
        description="Related evaluations.", examples=["Another evaluation accompanies this one."]
    )


class Assumption(Record):
    """A reading of the rule where the published text leaves something open."""

    id: Annotated[str, Field(pattern=r"^D[1-9]\d?$")] = Field(
        description="Its number, which never changes.", examples=["D1"]
    )
    title: Text = Field(description="A heading of a few words.", examples=["Which release of IDACI"])
    question: TemplatedText = Field(
        description="What the published rule leaves open.", examples=["Does a school exactly on a line count?"]
    )
    assume: TemplatedText = Field(description="What this site assumes until somebody settles it.", examples=["Yes."])
    why: TemplatedText = Field(description="Why it is read that way.", examples=["The published table does not say."])
    bears_on: list[Text] = Field(  # rule.py checks them
        default=[],
        description="The codes of the answers that it is shown beside; none where it bears on no answer.",
        examples=[["on-the-line"]],
    )
    owner: Text = Field(description="Who can settle it.", examples=["Eligibility lead"])
    decided_on: Day = Field(description="When it was decided.", examples=["2026-11-21"])
    review_by: Day = Field(description="The day by which it must be looked at again.", examples=["2027-05-21"])

    @property
    def review_title(self) -> str:
        return f"{self.id}: {self.title}"


class Assumptions(Record):
    assumption: list[Assumption] = Field(title="Assumptions", description="Each stands until its owner settles it.")


class Source(Record):
    """A publication that facts come from."""

    title: Text = Field(description="The source's own title.", examples=["English Indices of Deprivation 2019"])
    publisher: Text = Field(description="Who published it.", examples=["Department for Education"])
    url: Annotated[str, Field(pattern=r"^https://\S+$")] = Field(
        title="Address", description="Where to read it.", examples=["https://www.gov.uk/schools"]
    )
    checked: Day = Field(description="When this site was last compared with it.", examples=["2026-11-21"])


class Contact(Record):
    email: Annotated[str, Field(pattern=r"^[^\s@]+@[^\s@]+\.[^\s@]+$")] = Field(
        description="Where visitors write to.", examples=["name@example.org"]
    )


class Programme(Record):
    """Facts that pages quote. Tables other than these two may have any name."""

    model_config = ConfigDict(extra="allow")
    contact: Contact = Field(description="Who answers visitors.")
    sources: dict[str, Source] = Field(description="Where facts come from, each under a name of its own.")


class Page(Record):
    """A page of docs/. Its template is the text under the facts."""

    title: Text = Field(description="The page's heading.", examples=["How to apply"])
    description: Text = Field(
        description="What search engines show for it.",
        examples=["When and how a school can apply for Leading Together."],
    )
    also_asked_as: list[Text] = Field(
        default=[], description="Words that heads search for.", examples=[["is it for us"]]
    )
    hide: list[Literal["toc"]] = Field(
        default=[], description="What the page leaves out: toc is the list of its headings.", examples=[["toc"]]
    )


class WordToAvoid(Record):
    word: Text = Field(description="What not to write.", examples=["utilise"])
    better: Text = Field(description="What to write instead.", examples=["use"])


class WordList(Record):
    """The words that pages avoid, and the short forms that need no explanation."""

    known: list[Text] = Field(description="Short forms that need no explanation.", examples=[["UK"]])
    avoid: list[WordToAvoid] = Field(description="Words to avoid, each with a better one.")


class Redirect(Record):
    """An id that was published and has gone."""

    id: Id = Field(description="The id that has gone.", examples=["the-old-id"])
    to: Id = Field(description="The id that its readers are sent to.", examples=["cost"])


class Redirects(Record):
    moved: list[Redirect] = Field(default=[], description="Ids that have gone, and where their readers go instead.")
