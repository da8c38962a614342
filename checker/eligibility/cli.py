"""Decide at a terminal, by the same rule: `eligibility check`, `batch`, `pupils` and `criteria`."""

import argparse
import csv
import io
import json
import os
import sys
import time
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import IO, Any, Final

from eligibility import json_api
from eligibility.data.directory import Directory, DirectoryError
from eligibility.data.schools import Schools
from eligibility.lists.figure_text import figure_text, figures_table, school_name
from eligibility.lists.files import open_pupils, open_table
from eligibility.lists.pupils import ListError
from eligibility.lists.table import TableError
from eligibility.rule.evidence import CHOICES, FIELDS
from eligibility.words.wording import edition_text

_UNREADABLE: Final = 2  # the exit code for input that cannot be read or must be asked about
_STEP: Final = 10_000  # pupils counted at a time


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; return 0 for every answer and 2 for input that cannot be read."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8")  # a console of Windows would refuse half of the names
    options = _parser().parse_args(arguments)
    command: Any = {"check": _check, "batch": _batch, "pupils": _pupils, "criteria": _criteria}[options.command]
    try:
        code = int(command(options))
        print(end="", flush=True)  # quiet, unlike flush(), where output is closed from the start
    except OSError as error:  # the answers could not be written
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0 if isinstance(error, BrokenPipeError) else _refuse(str(error))  # who closed the pipe has seen enough
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="eligibility", description="Applies the published rule to what is known of a school."
    )
    commands = parser.add_subparsers(dest="command", required=True)
    check = commands.add_parser("check", help="one school; leave out what is not known")
    check.add_argument("--idaci", default="", metavar="30.5|28-31", help="percentage of pupils, or a range")
    check.add_argument("--deciles", default="", metavar="62.1|55-65", help="percentage in the most deprived deciles")
    check.add_argument("--aea", default="", metavar="5|4,5", help="category of the district, or several")
    for field, choices in CHOICES.items():
        check.add_argument(f"--{field}", default="", metavar="|".join(choices))
    _add_today(check)
    check.add_argument("--json", action="store_true", help="print one JSON object")
    batch = commands.add_parser(
        "batch", help="many schools: a list (.csv or .xlsx) with URNs, or figures, in its columns"
    )
    batch.add_argument("input", type=Path, metavar="IN")
    batch.add_argument(
        "--schools",
        type=Path,
        metavar="FILE",
        help="schools.json of the site: looks up URNs, or names and postcodes",
    )
    _add_today(batch)
    batch.add_argument("-o", "--output", type=Path, metavar="OUT.csv")
    pupils = commands.add_parser(
        "pupils", help="a school's own figure: a list (.csv or .xlsx) with its pupils' home postcodes"
    )
    pupils.add_argument("input", type=Path, metavar="IN")
    pupils.add_argument(
        "--postcodes", type=Path, required=True, metavar="FILE", help="the site's file of postcodes: data/postcodes"
    )
    pupils.add_argument("--column", default="", help="the name or number of the column with the postcodes")
    pupils.add_argument("--json", action="store_true", help="print one JSON object")
    pupils.add_argument("-o", "--output", type=Path, metavar="OUT.csv", help="a row for each school, no postcode")
    criteria = commands.add_parser("criteria", help="the rule in force")
    criteria.add_argument("--json", action="store_true", help="print one JSON object")
    return parser


def _add_today(command: argparse.ArgumentParser) -> None:
    today = time.strftime("%Y-%m-%d")
    command.add_argument(
        "--today",
        default=today,
        metavar=today,
        help="the day of the question: what is overdue for review on it is told",
    )


def _check(options: argparse.Namespace) -> int:
    entered = {field: getattr(options, field.replace("-", "_")) for field in FIELDS}
    text = json_api.answer(json.dumps({**entered, "today": options.today}))
    result = json.loads(text)
    if "errors" in result:
        for error in result["errors"]:
            print(f"eligibility: --{error['field']} {error['entered']!r}: {error['message']}", file=sys.stderr)
        return _UNREADABLE
    print(text if options.json else result["letter"].rstrip("\n"))
    return 0


def _criteria(options: argparse.Namespace) -> int:
    rows = json.loads(json_api.rule_table())["rows"]
    if options.json:
        print(json.dumps(json_api.RULE.criteria.to_data(), ensure_ascii=False))
    else:
        print(*(f"{row['idaci']}: {row['aea']}" for row in rows), edition_text(json_api.RULE), sep="\n")
    return 0


def _batch(options: argparse.Namespace) -> int:
    """Answer row by row: a file of any length takes the same memory, and a row at fault leaves the others theirs."""
    try:
        schools = Schools(json.loads(options.schools.read_text("utf-8"))) if options.schools else None
    except (OSError, ValueError, RecursionError):
        return _refuse(f"{options.schools}: this is not schools.json of the site: fetch it from the site")
    try:
        if options.output and options.output.exists() and options.output.samefile(options.input):
            return _refuse(f"{options.output} is the file to be read: name another one for the answers")
        with (
            open_table(json_api.RULE, options.input, options.today) as table,
            _destination(options.output) as target,
        ):
            writer = csv.writer(target, lineterminator="\n")
            writer.writerow(table.header())
            writer.writerows(table.answers(schools))
    except (OSError, TableError) as error:
        if isinstance(error, BrokenPipeError):
            raise
        return _refuse(f"{options.input}: {error}")
    for sentence in table.notes.sentences():
        print(sentence, file=sys.stderr)
    return 0


def _pupils(options: argparse.Namespace) -> int:
    """Count step by step: a list of any length takes the same memory."""
    try:
        directory = Directory(options.postcodes.read_bytes())
    except (OSError, DirectoryError) as error:
        return _refuse(f"{options.postcodes}: {error}")
    try:
        if options.output and options.output.exists() and options.output.samefile(options.input):
            return _refuse(f"{options.output} is the file to be read: name another one for the figures")
        with open_pupils(json_api.RULE, directory, options.input, options.column) as pupils:
            while pupils.read(_STEP):
                pass
        schools = pupils.figures()
    except (OSError, ValueError, TableError, ListError) as error:
        return _refuse(f"{options.input}: {error}")
    if options.output:
        with _destination(options.output) as target:
            writer = csv.writer(target, lineterminator="\n")
            writer.writerows(figures_table(json_api.RULE, schools))
    if options.json:
        found = {"column": pupils.column, "directory": directory.month, "release": directory.release}
        print(json.dumps({**found, "schools": [{"urn": urn, **tally.as_data()} for urn, tally in schools.items()]}))
    elif not options.output:
        names = {urn: school_name(json_api.RULE, pupils, urn) for urn in schools}
        texts = (figure_text(json_api.RULE, directory, names[urn], tally) for urn, tally in schools.items())
        print("\n\n".join(map("\n".join, texts)))
    for sentence in pupils.done:
        print(sentence, file=sys.stderr)
    return 0


def _refuse(message: str) -> int:
    print(f"eligibility: {message}", file=sys.stderr)
    return _UNREADABLE


def _destination(output: Path | None) -> AbstractContextManager[IO[str]]:
    return output.open("w", encoding="utf-8", newline="") if output else nullcontext(sys.stdout)
