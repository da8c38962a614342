"""The same decisions at a terminal: `eligibility check`, `eligibility batch`, `eligibility criteria`."""

import argparse
import csv
import json
import sys
import time
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import IO, Any, Final

from eligibility import wire
from eligibility.evidence import CHOICES, FIELDS
from eligibility.wording import edition_text

_UNREADABLE: Final = 2  # the exit code for input that cannot be read or must be asked about
_ANSWER_COLUMNS: Final = ("outcome", "priority", "reasons", "settles", "edition", "review", "problem")


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs a command; returns 0 for every answer and 2 for input that cannot be read."""
    options = _parser().parse_args(arguments)
    command: Any = {"check": _check, "batch": _batch, "criteria": _criteria}[options.command]
    return int(command(options))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="eligibility", description="Applies the published rule to what is known of a school."
    )
    commands = parser.add_subparsers(dest="command", required=True)
    check = commands.add_parser("check", help="one school; leave out what is not known")
    check.add_argument("--idaci", default="", metavar="30.5|28-31", help="percentage of pupils, or a range")
    check.add_argument("--aea", default="", metavar="5|4,5", help="category of the district, or several")
    for field, choices in CHOICES.items():
        check.add_argument(f"--{field}", default="", metavar="|".join(choices))
    _add_today(check)
    check.add_argument("--json", action="store_true", help="print one JSON object")
    batch = commands.add_parser("batch", help="many schools: a CSV file with the options of check as its columns")
    batch.add_argument("input", type=Path, metavar="IN.csv")
    _add_today(batch)
    batch.add_argument("-o", "--output", type=Path, metavar="OUT.csv")
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
    text = wire.answer(json.dumps({**entered, "today": options.today}))
    result = json.loads(text)
    if "errors" in result:
        for error in result["errors"]:
            print(f"eligibility: --{error['field']} {error['entered']!r}: {error['message']}", file=sys.stderr)
        return _UNREADABLE
    print(text if options.json else result["letter"].rstrip("\n"))
    return 0


def _criteria(options: argparse.Namespace) -> int:
    rows = json.loads(wire.rule_table())["rows"]
    if options.json:
        print(json.dumps(wire.RULE.criteria.as_text(), ensure_ascii=False))
    else:
        print(*(f"{row['idaci']}: {row['aea']}" for row in rows), edition_text(wire.RULE), sep="\n")
    return 0


def _batch(options: argparse.Namespace) -> int:
    """Row by row: a file of any length takes the same memory, and a row at fault leaves the others their answers."""
    try:
        with options.input.open(encoding="utf-8-sig", newline="") as source, _destination(options.output) as target:
            reader = csv.DictReader(source)
            columns = list(reader.fieldnames or ())
            named = {column: column.strip().lower().replace("_", "-") for column in columns}
            if not set(named.values()) & set(FIELDS):
                return _refuse(f"{options.input}: line 1: no column is named {', '.join(FIELDS)}; name one so")
            writer = csv.writer(target, lineterminator="\n")
            writer.writerow([*map(_safe, columns), *_ANSWER_COLUMNS])
            for row in reader:
                entered = {name: row[column] or "" for column, name in named.items() if name in FIELDS}
                writer.writerow(
                    [*(_safe(row[column] or "") for column in columns), *_answer_cells(entered, options.today)]
                )
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        return _refuse(f"{options.input}: {error}; the file must be a CSV file in UTF-8, with a line of column names")
    return 0


def _refuse(message: str) -> int:
    print(f"eligibility: {message}", file=sys.stderr)
    return _UNREADABLE


def _destination(output: Path | None) -> AbstractContextManager[IO[str]]:
    return output.open("w", encoding="utf-8", newline="") if output else nullcontext(sys.stdout)


def _answer_cells(entered: dict[str, str], today: str) -> list[str]:
    result = wire.answer_row(entered, today=today)
    if "errors" in result:
        return ["", "", "", "", "", "", " ".join(error["message"] + "." for error in result["errors"])]
    told = [result["outcome"], result["priority"], " ".join(result["reasons_text"]), " ".join(result["settles_text"])]
    return [*told, result["edition"], result["review_text"] or "", ""]


def _safe(cell: str) -> str:
    """A cell that no spreadsheet runs as a formula: CSV injection, as OWASP describes it."""
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell
