"""Make up what the checker is asked in the trial of the image, and in its comparison with CPython, by another seed.

What people may do must be here: a function that no input runs is cut out, and a visitor whose question needs it waits
for the next way of starting Python. So whoever gives the checker another command, or another kind of file, adds what is
ordinary to `ordinary_conversations`, and what is not to random_inputs.py.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import batched
from typing import Any, Final

from eligibility.data.open_data import FIGURES, HUNDRED, TESTED
from eligibility.data.schools import COLUMNS, FORMAT

from build_scripts.bundle.trial.conversations import Conversation, answer, cells_of, perform, sheets_of
from build_scripts.bundle.trial.pupil_inputs import lists_of_pupils, pupils

DAYS: Final = ("", "2026-11-27", "2027-05-22", "2035-01-01")
ESTIMATE: Final = dict.fromkeys(FIGURES, "1") | {"tested": "tested"}
SCHOOL: Final[Mapping[str, Any]] = {
    "urn": "990001",
    "name": "Madeup Alder School",
    "known": {"idaci": "26.1%-33.4%", "deciles": "44.9%-78.2%", "aea": "5"},
    "estimate": ESTIMATE,
    "district": "Madeup North",
    "aea_source": "Madeup sheet",
}
MADE_FROM: Final[Sequence[str]] = (
    "398 of 400, November 2025, 2019",
    "400 of 398, May 2025, 2019",
    "1 of 2, Noon 2025, 2019",
    "many",
)
PERCENTILES: Final = [str(number / 2) for number in range(HUNDRED)]
# By the names of the columns that the site's file of schools has; what is not said of a school is "".
SCHOOLS: Final[list[dict[str, Any]]] = [
    {"urn": "990001", "name": "Madeup Alder School", "postcode": "ZZ1 1AA", "phase": "primary", "dfe": "9994001"}
    | {"ukprn": "10099001", "idaci": "41.2%-47.9%", "deciles": "20%-38.5%", "estimate": "meals tested"}
    | {"district": "Madeup North"},
    {"urn": "990002", "name": "Madeup Birch School", "postcode": "ZZ1 2BB", "district": "Madeup South"}
    | {"dfe": "9992002", "ukprn": "10099002", "other_urns": ["980002", "980003"]},
    {
        "urn": "990003",
        "name": "Madeup Cedar School",
        "postcode": "ZZ1 2BB",
        "phase": "special",
        "other_urns": ["980003"],
    },
    {"urn": "990004", "name": "St Mary's the O’Brien & Über", "postcode": "ZZ2 3CC", "phase": "secondary"}
    | {"idaci": "10%-20.55%", "estimate": "meals", "district": "Madeup North", "dfe": "9994001"},
    {"urn": "990005", "name": "Madeup Elm School", "phase": "post-16", "idaci": "30%", "estimate": "none"}
    | {"district": "Madeup West", "other_urns": ["980005"]},
]
CLOSED: Final = {"2019-08-31": ["980010", "980011"], "": ["980012"]}  # schools that no other follows, by the day
TABLES: Final = (
    "urn,name,postcode\n990001,,\n980003,,\n980002,,\n,Madeup Birch School,ZZ1 2BB\n,Madeup Ash,ZZ1 2BB\nabc,,\n"
    "990009,,\n,No postcode,\n,X,ZZ9 9ZZ\n990001.0,,\n990005,,\n,Saint Marys the OBrien and Über,zz23cc\n",
    "URN;IDACI;AEA\n990001;37.5;5\n990002;;\n;12;1\n990004;;\n",
    "Unique reference number\tSchool IDACI\tAchieving Excellence Area\tPhase of education\tOfsted rating\n"
    "990001\t37.5%\t5\tPrimary\tGood\n990002\t33-38\t4,5\tMiddle deemed primary\t2\n",
    "idaci,aea,england,phase,completed,partner,ofsted,at-risk\n37.5,5,Y,primary,no,n,3,unknown\n"
    '10,1,N,special,yes,TRUE,"2, good",\n=1+1,5,,,,,,\n0.31,6,,,,,,\nforty,7,,,,,,\n12 to 38,4 or 5,,,,,,yes\n',
    "990001\n990002\n990003\n",
    "LAESTAB,IDACI\n999/4001,\n9992002,12\n999 2002,\n9999999,\n999/40,\n",
    "UKPRN\n10099001\n10099002\n10099009\n",
    "School,Town,Postcode\nMadeup Alder Sch,Madeham,ZZ1 1AA\nThe Madeup Birch C of E Primary,,ZZ12BB\n"
    "Madeup Cedar C.E. School,,ZZ1 1AA\nAlder,,\n",
    "Schools of a trust\n\nURN,School,IDACI %\n990001,Alder,37.5\n990002,Birch,\nTotal,,37.5\n",
    "idaci,idaci\n1,2\n",
    "foo,bar\n1,2\n",
    "",
    'idaci,aea\n"unclosed,5\n',
    "idaci,aea\n1,2,3,4\n,,\n 38 , 5 \n",
    "idaci,aea\n38,\0\n",
    '\ufeffidaci;aea\r\n38;5\r\n39;"6"\r\n',
    'idaci,aea\n"3""8",5\n"a\nb",4\n',
    "name,postcode,idaci\nSaint Mary’s O'Brien and Über,zz2 3cc,\nÉcole,ZZ1 1AA,12\n",
    "urn\n980010\n980012\n",
    "990001 990003\nand 980003; (990009).\n\nno number\n",  # numbers without columns
    "LA,Estab,Name\n999,4001,\n999,9999,Madeup Alder School\n999,,\n",
    "sep=;\nURN;IDACI;Deciles\n990001;37,5;40\n990002;9;1.234,5\n",
    'URN,School,IDACI,AEA\n990001,"Alder,44,5\n990003,Cedar",44,5\n990002,"Birch,22,4\n990004,x,1,2,3\n',
    'urn\n9.90E+05\n0990001\n９９０００１\nURN 990001\n#990001\n="990001"\n\'990001\nlots\n\u200b990001\n990,001\n',
    "name\nMadeup Birch\nMadeup Birch School\nÉcole\n",
    "urn,,notes,idaci\n990001,held,,\u200b41\n990002,,n/a,unknown\nAverage,,,40\nNote: as of June,,,\n",
    "IDACI 2019\n\n,,IDACI,IDACI,AEA\nURN,School,2019,2015,Category\n990001,Birch Café,0,44,five\n"
    "990001,Madeup Birch School,<25,1,cat 4 / cat 5\n990001,,40+,,=A1\nURN,School,IDACI 2019,IDACI 2015,AEA Category\n",
    "URN,DfE number,LA,Estab,Completed\n9.90E+05,999/4001,,,-\nAlder (URN 990001),,,,✗\n,,999.0,4001.0,☐\n-,-,-,-,-\n",
    "URN;IDACI;AEA\n990001;28,5-31,5;4,5\n990002;30 or 31;5\n",
    "990001, 990002\n990003\n",
    f'urn\n"{"9" * 140_000}"\n',  # longer than the csv module takes for a cell
)
# What people choose that is no list, as the page reads it: documents, pictures, pages and addresses.
NO_LISTS: Final = (
    "%PDF-1.7\n",
    "ÐÏ\x11à\xa1",
    "ÐÏ\x11à E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0",
    "PK\x03\x04 word/",
    "PK\x03\x04",
    "‰PNG\r\n",
    "ÿØÿà",
    "<!DOCTYPE html><table>",
    "<?xml version='1.0'?>",
    "{\\rtf1",
    '{"urn": 990001}',
    "https://madeup.example/list\n",
    "\ufeff \n",
    "Dear all,\nthe list follows.\n",
)
# Letters of every writing, since lists hold names of people: all up to those of East Asia, then some of each block.
_CODES: Final = (*range(0xA1, 0x3000), *range(0x3000, 0x20000, 16), *range(0x20000, 0x110000, 4096))
LETTERS: Final = [chr(code) for code in _CODES if not 0xD800 <= code < 0xE000]
NO_QUESTIONS: Final = (
    *(
        "",
        "[]",
        "{",
        "null",
        '"text"',
        "1e999",
        "\ufeff{}",
        "[" * 500,
        '{"a":' * 300,
        '{"idaci": NaN}',
        '{"idaci": 37.5}',
    ),
    '{"idaci": "\\u00[0"}',
    '{"idaci": "\\x"}',
    '{"idaci": "38',
    '{"idaci" 38}',
    '{"idaci": 38 "aea": 5}',
    '{"idaci": 38,}',
    '{"idaci": 38}}',
    '{"idaci": 1e400, "aea": -1}',
    '{"x": "\\ud800"}',
    '{"idaci": "\\ud83d\\ude00"}',
    '{"idaci": [1, {"a": null}]}',
    '{"aea": 12345678901234567890123}',
    '{"idaci": true}',
    '{"urn": "990001"}',
    '{"idaci": "' + "9" * 5000 + '"}',
)
NO_ROWS: Final[list[object]] = [1, None, "x", [], {"idaci": 3}, {"zzz": "1"}, {"idaci": "37.5", "school": SCHOOL}]
NO_COMMANDS: Final = (
    "{}",
    '{"command": "unknown"}',
    '{"command": 3}',
    '{"command": "open-table"}',
    '{"command": "answer-rows"}',
    '{"command": "open-table", "sheets": []}',
    '{"command": "open-table", "sheets": [{"name": "A", "rows": [1]}]}',
    '{"command": "open-table", "text": 3}',
    '{"command": "next-rows", "count": "x"}',
    '{"command": "next-rows", "count": -1}',
    '{"command": "load-schools", "schools": {}}',
    '{"command": "load-schools", "schools": [1]}',
    '{"command": "load-schools", "schools": null}',
)


def ordinary_conversations(questions: Sequence[Mapping[str, str]]) -> Iterator[Conversation]:
    """Yield every question, alone and in lists, and every table, as the page and the command line send them."""
    yield from _tables_without_schools()
    for today in DAYS[:3]:
        for question in questions:
            yield [answer({**question, "today": today} if today else question)]
        for some in batched(questions, 100, strict=False):
            yield [perform("answer-rows", rows=some, today=today)]
    yield from _tables()
    yield from _all_schools()
    yield from _schools_of_open_data(questions)
    yield from lists_of_pupils()
    yield from map(pupils, NO_LISTS)
    yield from _every_writing()
    for text in NO_QUESTIONS:
        yield [("answer", text)]
        yield [("perform", text)]
    for text in NO_COMMANDS:
        yield [*table("idaci\n1\n", 5), ("perform", text)]
    yield [perform("answer-rows", rows=NO_ROWS)]


def _tables_without_schools() -> Iterator[Conversation]:
    """Yield tables as a site without data of schools sends them; first of all, since schools once sent are kept."""
    for text in (*TABLES, *NO_LISTS):
        yield table(text, 50)


def _tables() -> Iterator[Conversation]:
    schools = perform("load-schools", schools=schools_file(SCHOOLS))
    for today in DAYS:
        for rows in (1, 50):
            for text in TABLES:
                yield [schools, *table(text, rows, today)]
        for text in TABLES:
            yield [schools, *workbook(cells_of(text), today=today)]
        yield [schools, *workbook([["About this list"], ["Made by the trust"]], cells_of(TABLES[1]), today=today)]
        yield [schools, *workbook([["urn", "idaci", "aea"], [990001, 37.5, 5], [None, True, ""], []], today=today)]


def _every_writing() -> Iterator[Conversation]:
    """Yield lists and questions with every letter in every place where a person may put it."""
    texts = ["".join(letters) for letters in batched(LETTERS, 50, strict=False)]
    schools = perform("load-schools", schools=schools_file(SCHOOLS))
    named = "\n".join(["name,postcode,idaci,phase", *(",".join([text] * 4) for text in texts)])
    yield [schools, *table(named, 250)]
    yield pupils("\n".join(["Name,Postcode", *(f"{text},{text}" for text in texts)]))
    single = [chr(code) for code in range(256)]  # Python keeps a text of its own for each
    lone = "\n".join(["name,idaci,urn,notes", *(",".join([letter] * 4) for letter in single)])
    yield [schools, *table(lone, 250)]
    for text in (*texts, *single):
        yield [answer({"idaci": text, "aea": text, "phase": text})]
        yield [answer({text: text})]


def _all_schools() -> Iterator[Conversation]:
    """Yield tables and a list with as many schools as there are, and so many figures that the checker forgets some."""
    count = 25_000
    names = ("Academy", "Church of England Primary School", "High School", "St John's Catholic School")
    figures = [(f"{n % 397 / 10}%-{40 + n % 599 / 10}%", str(n % 8000 / 80), str(1 + n % 6)) for n in range(count)]
    every = [
        {"urn": str(100_000 + n), "name": f"{names[n % 4]} {n}", "postcode": f"ZZ{n % 90} {n % 9}AA"}
        | {"dfe": str(2_000_000 + n), "ukprn": str(10_000_000 + n), "idaci": figures[n][0], "estimate": "meals"}
        for n in range(count)
    ]
    schools = perform("load-schools", schools=schools_file(every))
    urns = [f"{100_000 + n * 7 % 25_100},{figures[n][1] if n % 3 else ''},{figures[n][2]}" for n in range(count)]
    yield [schools, *table("\n".join(["urn,idaci,aea", *urns]), 250)]
    yield [
        schools,
        *table(
            "\n".join(["name,postcode", *(f"{school['name']},{school['postcode']}" for school in every[::40])]), 250
        ),
    ]
    questions = ({"idaci": idaci, "aea": aea} for _, idaci, aea in figures)
    yield [perform("answer-rows", rows=some, today=DAYS[1]) for some in batched(questions, 250, strict=False)]


def _schools_of_open_data(questions: Sequence[Mapping[str, str]]) -> Iterator[Conversation]:
    schools: list[object] = [{**SCHOOL, "estimate": {**ESTIMATE, "tested": how}} for how in TESTED]
    schools += [{**SCHOOL, "known": {"aea": "3"}, "estimate": {}}, {**SCHOOL, "known": {"phase": "primary"}}]
    for idaci in ("10%-12.5%", "20%", "0%-3%", "47%-52%", "60%", "0%"):
        known = {"idaci": idaci, "phase": "primary"}
        schools.append({**SCHOOL, "known": known, "percentiles": PERCENTILES})
    schools += [{**SCHOOL, "percentiles": given} for given in (["1"], [*reversed(PERCENTILES)], ["x"] * HUNDRED, 3)]
    yield [answer({"idaci": "37.5", "school": SCHOOL, "pupils": made}) for made in MADE_FROM]
    schools += [{}, 3, None, {**SCHOOL, "estimate": {}}, {**SCHOOL, "name": 5}]
    for school in schools:
        for question in questions[::10]:
            yield [answer({**question, "school": school, "today": DAYS[1]})]


# Opened before each table, so that nothing rests on the conversation before where that table cannot be opened.
ANY_TABLE: Final = perform("open-table", text="idaci\n1\n")


def workbook(*sheets: list[list[Any]], today: str = "") -> Conversation:
    """Open the sheets of a workbook, and ask for the rows."""
    opened = perform("open-table", sheets=sheets_of(*sheets), today=today)
    return [ANY_TABLE, opened, *[perform("next-rows", count=250)] * 2]


def table(text: str, rows: int, today: str = "") -> Conversation:
    """Open a table, and ask for so many rows at a time until there are none left."""
    steps = len(text.splitlines()) // rows + 2
    return [ANY_TABLE, perform("open-table", text=text, today=today), *[perform("next-rows", count=rows)] * steps]


def schools_file(schools: list[dict[str, Any]]) -> dict[str, Any]:
    """Make up the site's file of schools."""
    return {
        "format": FORMAT,
        "columns": list(COLUMNS),
        "estimates": {
            "meals tested": ESTIMATE,
            "meals": {**ESTIMATE, "tested": "untested"},
            "none": {**ESTIMATE, "tested": "unpublished"},
        },
        "aea_sources": {"aea": "Madeup sheet"},
        "districts": {"Madeup North": ["5", "aea"], "Madeup West": ["2", "aea"]},
        "closed": CLOSED,
        "schools": [
            [school.get(column, [] if column == "other_urns" else "") for column in COLUMNS] for school in schools
        ],
    }
