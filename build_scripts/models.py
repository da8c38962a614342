"""What an editor may write: a model for each kind of file in content/, and for the front matter of docs/.

Each field has an example, which is what a problem shows as the right form. The rule's models are in rule.py.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date
from typing import Annotated, Literal

from pydantic import BeforeValidator, ConfigDict, Field, WithJsonSchema

from build_scripts.problems import Day, Id, Record, Text

GROUPS = {"is-it-for-us": "Is it for us?", "what-it-involves": "What it involves", "how-to-apply": "How to apply"}


def _as_period(value: object) -> str:
    if isinstance(value, str) and re.fullmatch(r"[1-9]\d? months", value):
        return value
    raise ValueError(f"{value} is not a number of months")


_PERIODS = {"type": "string", "pattern": r"^[1-9]\d? months$"}  # the same, for a code editor


def _as_rating(value: object) -> object:
    if value == "not-given" or (type(value) is int and value >= 0):
        return value
    raise ValueError(f"{value} is not a whole number, nor not-given")


class Reviewed(Record):
    """Every published record says who answers for it, and when it is looked at again."""

    id: Id = Field(examples=["cost"])
    title: Text = Field(examples=["How much does it cost?"])
    owner: Text = Field(examples=["Programme team"])
    last_reviewed: Day = Field(examples=["2026-11-21"])
    review_in: Annotated[str, BeforeValidator(_as_period), WithJsonSchema(_PERIODS)] = Field(examples=['"12 months"'])
    sources: list[Text] = Field(min_length=1, examples=[["leading-together"]])

    @property
    def review_by(self) -> date:
        month = self.last_reviewed.month - 1 + int(self.review_in.split()[0])
        year, month = self.last_reviewed.year + month // 12, month % 12 + 1
        return date(year, month, min(self.last_reviewed.day, monthrange(year, month)[1]))


class Question(Reviewed):
    group: Literal["is-it-for-us", "what-it-involves", "how-to-apply"] = Field(examples=["is-it-for-us"])
    order: int = Field(examples=[2])
    also_asked_as: list[Text] = Field(examples=[["price", "is it free"]])


class Module(Reviewed):
    order: int = Field(examples=[1])
    kind: Literal["core", "non-core"] = Field(examples=["core"])


class Rating(Record):
    name: Text = Field(examples=["Impact in months"])
    value: Annotated[int | Literal["not-given"], BeforeValidator(_as_rating)] = Field(examples=["not-given"])
    words: Text = Field(examples=["Not given"])


class Outcome(Record):
    measure: Text = Field(examples=["GCSE capped point score"])
    pupils: Text = Field(examples=["all pupils"])


class Evaluation(Reviewed):
    programme: Text = Field(examples=["Achieve Together"])
    evaluator: Text = Field(examples=["Institute for Fiscal Studies"])


class Report(Evaluation):
    """An evaluation that this site links to and holds no figures of."""

    evaluates_leading_together: Literal[True] = Field(examples=[True])
    published: Day = Field(examples=["2022-09-29"])
    part_of: Text = Field(examples=["Teaching and Leadership Innovation Fund evaluation"])


class Trial(Evaluation):
    """An evaluation of another programme, shown as data."""

    evaluates_leading_together: Literal[False] = Field(examples=[False])
    trial_type: Text = Field(examples=["Efficacy trial"])
    schools: int = Field(examples=[14])
    pupils: int = Field(examples=[2379])
    key_stage: int = Field(examples=[4])
    grant_gbp: int = Field(examples=[437831])
    duration: Text = Field(examples=["4 years 10 months"])
    completed: Text = Field(examples=['"July 2017"'])
    aim: Text = Field(examples=["To support leadership development in disadvantaged areas."])
    partners: list[Text] = Field(examples=[["Teach First", "Teaching Leaders"]])
    ratings: list[Rating]
    outcomes: list[Outcome]
    further_trials: Text = Field(examples=["No further trial is planned."])
    related: Text = Field(examples=["Another evaluation accompanies this one."])


class Assumption(Record):
    id: Annotated[str, Field(pattern=r"^D[1-9]\d?$")] = Field(examples=["D1"])
    title: Text = Field(examples=["Which release of IDACI"])
    question: Text = Field(examples=["Does a school exactly on a line count?"])
    assume: Text = Field(examples=["Yes."])
    why: Text = Field(examples=["The published table does not say."])
    bears_on: list[Text] = Field(examples=[["on-the-line"]])  # codes of an answer; rule.py knows them
    owner: Text = Field(examples=["Eligibility lead"])
    decided_on: Day = Field(examples=["2026-11-21"])
    review_by: Day = Field(examples=["2027-05-21"])


class Assumptions(Record):
    assumption: list[Assumption]


class Origin(Record):
    """Where a fact comes from."""

    title: Text = Field(examples=["English Indices of Deprivation 2019"])
    publisher: Text = Field(examples=["Department for Education"])
    url: Annotated[str, Field(pattern=r"^https://\S+$")] = Field(examples=["https://www.gov.uk/schools"])
    checked: Day = Field(examples=["2026-11-21"])


class Contact(Record):
    email: Annotated[str, Field(pattern=r"^[^\s@]+@[^\s@]+\.[^\s@]+$")] = Field(examples=["name@example.org"])


class Programme(Record):
    """Facts that several pages quote. Tables other than these two are free: a page that names a missing one is told."""

    model_config = ConfigDict(extra="allow")
    contact: Contact
    sources: dict[str, Origin]


class Page(Record):
    title: Text = Field(examples=["How to apply"])
    description: Text = Field(examples=["When and how a school can apply for Leading Together."])
    hide: list[Literal["toc"]] = Field(default=[], examples=[["toc"]])
