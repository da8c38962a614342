"""Make up by chance what the checker is asked: what people may type, and what only a program or a fault would send."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import chain
from random import Random
from typing import Final

from eligibility.data.open_data import FIGURES, TESTED
from eligibility.rule.evidence import CHOICES, FIELDS

from build_scripts.bundle.trial.conversations import Conversation, answer, cells_of, perform
from build_scripts.bundle.trial.inputs import (
    DAYS,
    ESTIMATE,
    MADE_FROM,
    PERCENTILES,
    SCHOOL,
    SCHOOLS,
    schools_file,
    table,
    workbook,
)
from build_scripts.bundle.trial.pupil_inputs import (
    CELLS,
    DISTRICTS,
    LAYOUTS,
    list_of_pupils,
    pupils,
    pupils_in_workbook,
)

COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    **dict.fromkeys(FIELDS, ()),
    "urn": ("Unique reference number", "school urn"),
    "name": ("School", "Establishment name"),
    "postcode": ("School postcode",),
    "dfe": ("LAESTAB", "DfE number"),
    "ukprn": (),
    "la": ("LA code",),
    "estab": ("Establishment number",),
    "idaci": ("School IDACI", "mean idaci"),
    "aea": ("Achieving Excellence Area",),
    "phase": ("Phase of education", "type of school"),
    "ofsted": ("Ofsted rating", "overall effectiveness"),
}

# What names a school, by column.
NAMES: Final[Mapping[str, Sequence[str]]] = {
    "urn": (*(school["urn"] for school in SCHOOLS), "980002", "980003", "980010", "980012", "990001.0", "123"),
    "name": (*(school["name"] for school in SCHOOLS), "Madeup Ash"),
    "postcode": (*(school.get("postcode", "") for school in SCHOOLS), "zz11aa", "ZZ2-3CC", "ZZ9 9ZZ"),
    "dfe": ("9994001", "999/4001", "9992002", "1234567"),
    "ukprn": ("10099001", "10099002", "10099009"),
    "la": ("999", "998", "99"),
    "estab": ("4001", "2002", "1"),
}


def random_conversations(questions: Sequence[Mapping[str, str]], seed: int) -> Iterator[Conversation]:
    """Yield conversations without end, the same for the same seed; some with a question of the grids."""
    return _Chance(questions, Random(seed)).conversations()


class _Chance:
    """Texts by chance: figures as people write them, choices, tables, and all of these with some characters changed."""

    CHARACTERS = "".join(
        (
            "0123456789 .,%-–—−to orand/abcdefgxyzABCDEFGXYZ\t\n\"'\\{}[]:;=+@",
            "٣४５％．，éßǅİıΩж日本\u200b\u00a0\u2010\u3000\U0001f600𝟛²½①Ⅷ\0\x7f\x85\u2028",
        )
    )

    def __init__(self, questions: Sequence[Mapping[str, str]], chance: Random) -> None:
        self._questions, self._chance = questions, chance

    def conversations(self) -> Iterator[Conversation]:
        kinds: Mapping[Callable[[], Conversation], int] = {
            self._one_question: 10,
            self._list: 2,
            self._table: 3,
            self._pupils: 1,
            self._no_question: 3,
            self._no_command: 1,
        }
        makers, weights = list(kinds), list(kinds.values())
        while True:
            [make] = self._chance.choices(makers, weights)
            yield make()

    def _one_question(self) -> Conversation:
        return [answer(self._question())]

    def _list(self) -> Conversation:
        rows = [self._question() if self._happens(0.97) else self._json() for _ in range(self._chance.randrange(1, 30))]
        return [perform("answer-rows", rows=rows, today=self._chance.choice(DAYS))]

    def _table(self) -> Conversation:
        schools = json.loads(json.dumps(schools_file(SCHOOLS)))
        if self._happens(0.1):
            row = self._chance.choice(schools["schools"])
            row[self._chance.randrange(len(row))] = self._json()
            return [perform("load-schools", schools=schools)]
        text, today = self._table_text(), self._chance.choice(DAYS)
        steps = table(text, self._chance.choice((1, 7, 50, 250)), today)
        if self._happens(0.2):
            steps = workbook(cells_of(text), cells_of(self._changed(text)), today=today)
        return [perform("load-schools", schools=schools), *steps]

    def _pupils(self) -> Conversation:
        chance = self._chance
        units = ("0AA", "1BX", "2AA", "5CC", "9CC")
        postcodes = [f"{chance.choice(DISTRICTS)} {chance.choice(units)}" for _ in range(4)]
        cells = [chance.choice(CELLS).replace("{}", chance.choice(postcodes)) for _ in range(chance.randrange(40))]
        cells = [self._changed(cell) if self._happens(0.2) else cell for cell in cells]
        text = list_of_pupils(chance.choice(LAYOUTS), cells)
        if self._happens(0.2):
            return pupils_in_workbook(self._changed(text), text, column=chance.choice(("", "", "1")))
        return pupils(
            self._changed(text) if self._happens(0.15) else text, chance.choice(("", "", "1", "postcode")), 50
        )

    def _no_question(self) -> Conversation:
        text = self._changed(answer(self._question())[1])
        return [("answer", text)] if self._happens(0.7) else [answer(self._json())]

    def _no_command(self) -> Conversation:
        commands = {"load-schools": "schools", "open-table": "text", "next-rows": "count", "answer-rows": "rows"}
        command, name = self._chance.choice(list(commands.items()))
        _, text = perform(command, **{name: self._json()})
        return [*table("idaci\n1\n", 1), ("perform", self._changed(text) if self._happens(0.5) else text)]

    def _happens(self, probability: float) -> bool:
        return self._chance.random() < probability

    def _question(self) -> dict[str, object]:
        chance = self._chance
        fields = chance.sample(FIELDS, chance.choice((1, 2, 2, 2, 3, 4, 8)))
        question: dict[str, object] = {field: self._value(field) for field in fields}
        if self._happens(0.2):
            question = dict(chance.choice(self._questions))
        if self._happens(0.05):
            question[chance.choice((*FIELDS, "unknown", "today", "school"))] = self._json()
        if self._happens(0.3):
            day = f"20{chance.randrange(100):02}-{chance.randrange(13):02}-{chance.randrange(32):02}"
            question["today"] = chance.choice((*DAYS, day, self._changed(day)))
        if self._happens(0.1):
            question["pupils"] = self._changed(MADE_FROM[0]) if self._happens(0.5) else MADE_FROM[0]
        if self._happens(0.15):
            question["school"] = self._school()
        return question

    def _school(self) -> dict[str, object]:
        chance = self._chance
        school = dict(SCHOOL) | {"name": self._changed("Madeup Alder School")}
        school["known"] = {field: self._value(field) for field in chance.sample(FIELDS, chance.randrange(4))}
        figures = {name: self._number() for name in FIGURES} | {"tested": chance.choice((*TESTED, "x"))}
        school["estimate"] = chance.choice(({}, ESTIMATE, figures))
        if self._happens(0.5):
            school["percentiles"] = PERCENTILES
        if self._happens(0.2):
            school[chance.choice(list(school))] = self._json()
        return school

    def _value(self, field: str) -> str:
        value = self._usual_value(field)
        return self._changed(value) if self._happens(0.12) else value

    def _usual_value(self, field: str) -> str:
        if field in CHOICES:
            return self._choice(field)
        return self._aea() if field == "aea" else self._percentage()

    def _choice(self, field: str) -> str:
        others = (
            "",
            " yes ",
            "Yes",
            "NO",
            "y",
            "n",
            "true",
            "FALSE",
            "unknown",
            "not applicable",
            "16 plus",
            "Good",
            "primary",
        )
        return self._chance.choice(CHOICES[field] if self._happens(0.85) else others)

    def _percentage(self) -> str:
        chance = self._chance
        other = chance.choice(("band A", "b", "Band G", "H", "not-sure", "", "  ", "forty", "n/a", "<30", ">40", "30+"))
        to = chance.choice(("-", " to ", "–", " - ", "to", "—", "%-", "% to "))
        several = f"{self._number()}{to}{self._number()}{chance.choice(('', '%'))}"
        [made] = chance.choices((self._number(), several, other), (5, 3, 1))
        return made

    def _number(self) -> str:
        chance = self._chance
        size = chance.choice(
            (chance.uniform(0, 100), chance.uniform(28, 42), chance.uniform(0, 1), chance.uniform(0, 40_000))
        )
        exact = f"{size:.{chance.randrange(12)}f}"
        return chance.choice(
            (
                *(exact, exact, exact, f"{size:.1f}", f"{size:.2f}%", f"{size:g}", str(int(size)), f"-{size:.1f}"),
                *(
                    f"{size:.1f}".replace(".", ","),
                    f"{size * 1000:,.0f}",
                    str(chance.randrange(10 ** chance.randrange(1, 14))),
                ),
                "".join(chr(0x660 + int(sign)) if sign.isdigit() else sign for sign in f"{size:.1f}"),
                *("30", "35", "40", "29.5", "30.5", "34.99", "0", "100", "1", "100.0", "007", "30.0000000001"),
            )
        )

    def _aea(self) -> str:
        chance = self._chance
        numbers = [
            str(chance.choice((*(1, 2, 3, 4, 5, 6) * 3, 0, 7, -1, 12, 999_999_999, 1_234_567_890))) for _ in range(12)
        ]
        several = chance.choice((", ", ",", " or ", " and ")).join(numbers[: chance.randrange(1, 13)])
        span = chance.choice(("-", " to ", "–")).join(numbers[:2])
        named = chance.choice(("Category ", "categories ", "CATEGORY  ", "cat ")) + numbers[0]
        other = chance.choice(("4.5", "five", "", " ", "not-sure", "V", "-2.0", "3,", "1-2-3"))
        [made] = chance.choices((numbers[0], several, span, named, other), (3, 1, 1, 1, 1))
        return made

    def _table_text(self) -> str:
        chance = self._chance
        columns = chance.sample(list(COLUMNS), chance.randrange(1, 6))
        separator = chance.choice(",;\t")
        heads = [chance.choice((name, name.upper(), *COLUMNS[name])) for name in columns]
        if self._happens(0.2):
            heads.append(chance.choice(("notes", "x", "", heads[0])))
        rows = [[self._cell(name) for name in columns] for _ in range(chance.randrange(30))]
        lines = [separator.join(cells) for cells in (rows if self._happens(0.1) else chain([heads], rows))]
        text = chance.choice(("\n", "\r\n", "\n", "\r")).join(lines) + chance.choice(("", "\n", "\n\n"))
        return self._changed(text) if self._happens(0.15) else text

    def _cell(self, column: str) -> str:
        chance = self._chance
        value = self._value(column)
        if column in NAMES:
            value = chance.choice(NAMES[column])
            value = self._changed(value) if self._happens(0.1) else value
        if self._happens(0.15):
            value = ""
        if self._happens(0.05):
            value = chance.choice("=+-@\t\r") + value
        quoted = '"' + value.replace('"', '""') + '"'
        return quoted if self._happens(0.15) or any(sign in value for sign in ',;\t"\n\r') else value

    def _json(self, depth: int = 0) -> object:
        chance = self._chance
        texts = ("", "a", "primary", "37.5", "not-sure", "x" * 70, "日本語" * 30)
        values: list[Callable[[], object]] = [
            lambda: None,
            lambda: chance.random() * 10 ** chance.randrange(-20, 300),
            lambda: chance.randrange(-(10 ** chance.randrange(1, 60)), 10 ** chance.randrange(1, 60)),
            lambda: self._happens(0.5),
            *[lambda: self._changed(chance.choice(texts))] * 6,
        ]
        if depth < 6:
            values.append(lambda: [self._json(depth + 1) for _ in range(chance.randrange(5))])
            values.append(lambda: {self._changed("key"): self._json(depth + 1) for _ in range(chance.randrange(5))})
        return chance.choice(values)()

    def _changed(self, text: str) -> str:
        """Put in, leave out or replace one to four characters, mostly some that people or spreadsheets might write."""
        chance, signs = self._chance, list(text)
        for _ in range(chance.randrange(1, 5)):
            sign = chance.choice(self.CHARACTERS) if self._happens(0.8) else chr(chance.randrange(0x20, 0xD7FF))
            place = chance.randrange(len(signs) + 1)
            signs[place : place + chance.randrange(2)] = [sign] * chance.randrange(2)
        return "".join(signs)
