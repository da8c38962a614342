"""The rule's data: which edition is in force, what an editor is told of a slip, and that editions are append-only."""

import json
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from eligibility import json_api

from build_scripts.content.editions import tampered_editions
from build_scripts.content.rule import rule_in_force
from build_scripts.paths import ROOT
from build_scripts.problems import ContentError
from tests.support.edits import git, publish

TODAY = date(2026, 11, 21)
EDITION = "content/criteria/2024-01-01.toml"
WORDING = "content/wording.toml"
PROGRAMME = "content/programme.toml"
NEXT = "content/criteria/2027-04-01.toml"

type Repository = Callable[..., Path]


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """Return a copy of what editors write, with slips made in it: (file, from, to)."""

    def make(*slips: tuple[str, str, str]) -> Path:
        for folder in ("content", "docs"):
            shutil.copytree(ROOT / folder, tmp_path / folder, dirs_exist_ok=True)
        for name, old, new in slips:
            text = (tmp_path / name).read_text("utf-8")
            assert old in text, f"{name} no longer holds {old!r}"
            (tmp_path / name).write_text(text.replace(old, new, 1), "utf-8")
        return tmp_path

    return make


def problems(root: Path, today: date = TODAY) -> list[str]:
    with pytest.raises(ContentError) as raised:
        rule_in_force(root, today)
    return [str(problem) for problem in raised.value.problems]


SLIPS = [
    # file, from, to, and what is said of it
    (EDITION, '"35"', '"thirty-five"', "band 2: idaci_from must be a percentage in quotes"),
    (EDITION, '"35"', '"135"', "band 2: idaci_from must be a percentage in quotes"),
    (EDITION, '"35"', "35", "write value = "),
    (EDITION, '"35"', '"28"', "out of step"),
    (EDITION, 'value = "5"', 'value = "7"', "band 3: aea_from must be a category from 1 to 6"),
    (EDITION, 'value = "5"', 'value = "6"', "out of step"),
    (EDITION, "effective_from = 2024-01-01", "effective_from = 2024-02-01", "is not named after its first day"),
    (EDITION, "effective_from = 2024-01-01", "", "needs effective_from"),
    (EDITION, "last_reviewed = 2026-11-21", "last_reviewd = 2026-11-21", "did you mean last_reviewed"),
    (EDITION, 'source = "leading-together"', 'source = "the-web"', "the-web is not a source"),
    (EDITION, 'value = "pupil-mean-idaci"', 'value = "idaci"', "idaci is not pupil-mean-idaci or"),
    (EDITION, "checked = 2026-11-21", "checked = 2026-11-31", "cannot be read"),
    (WORDING, "need-not-known =", "nothing =", "reasons.need-not-known is missing; write need-not-known"),
    (WORDING, "need-not-known =", "nothing =", "reasons.nothing is not a sentence of the checker; remove the line"),
    (WORDING, "need-not-known =", "need-unknown =", "is not a sentence of the checker; did you mean need-not-known"),
    (
        WORDING,
        "With an IDACI of {idaci}",
        "With an IDACI of {figure}",
        "{figure} cannot be filled in here; this sentence",
    ),
    (WORDING, "With an IDACI of {idaci}", "With an IDACI of {idcai}", "cannot be filled in here; did you mean {idaci}"),
    (WORDING, "With an IDACI of {idaci}", "With an IDACI of {idaci", "unpaired brace"),
    (WORDING, "With an IDACI of {idaci}", "With an IDACI of {idaci:d}", "more than the name idaci in its braces"),
    (WORDING, "With an IDACI of {idaci}", "With an IDACI of {idaci!r}", "more than the name idaci in its braces"),
    (WORDING, "{done} of {due} MB", "{done} of {due MB", "page.progress has an unpaired brace; write a name in braces"),
    (
        WORDING,
        "see_answer =",
        "see_anser =",
        "page.see_anser is not a sentence of the checker; did you mean see_answer",
    ),
    (WORDING, "copy_by_hand =", "# copy_by_hand =", "page.copy_by_hand is missing; write copy_by_hand = "),
    (WORDING, "{done} of {due} MB", "{done} of {dune} MB", "{dune} cannot be filled in here; did you mean {due}"),
    (WORDING, '{ yes = "Yes", no = "No" }', '{ yess = "Yes", no = "No" }', "yess is not an answer to england"),
    (WORDING, "answers = ", "answers = true # ", "headings.answers: true is not text; put it in quotes"),
    (WORDING, "answers = ", 'answers = " " # ', "headings.answers: nothing is written here"),
    (WORDING, "answers = ", "answers = 10:00:00 # ", "headings.answers: 10:00:00 is not text"),
    (WORDING, "answers = ", 'answers = "{{ programme.x }}" # ', "facts are filled in only in pages"),
    (WORDING, "[questions.england]", "[questions.england.more]", "england has no options to choose from"),
    (
        EDITION,
        "review_by = 2027-05-21",
        'review_by = "2027-05-21"',
        "2027-05-21 is in quotes, so it is text and not a date",
    ),
    (PROGRAMME, "years = ", "years = true # ", "programme.years: true is not text; put it in quotes"),
    (PROGRAMME, "years = ", "years = {} # ", "programme.years: {} is not text; put it in quotes"),
    (PROGRAMME, "years = ", 'years = "{{ two }}" # ', "facts are filled in only in pages; write years = "),
    ("content/words.toml", "word = ", "wrod = 5 # ", "did you mean word = "),
    ("content/assumptions.toml", 'title = "', 'title = "{{ criteria.release }} ', "visitors would see the braces"),
    ("content/assumptions.toml", '"on-the-line"', '"over-the-line"', "over-the-line is not a code of any answer; did"),
]


@pytest.mark.parametrize(("name", "old", "new", "said"), SLIPS, ids=lambda value: str(value)[:40])
def test_a_slip_is_told_with_its_file_and_line(
    repository: Repository, name: str, old: str, new: str, said: str
) -> None:
    told = [line for line in problems(repository((name, old, new))) if said in line]
    assert told
    assert told[0].startswith(f"{name}:")
    assert int(told[0].split(":")[1]) > 0


def test_the_edition_in_force_is_the_newest_that_has_begun(repository: Repository) -> None:
    root = repository()
    text = (root / EDITION).read_text("utf-8").replace("2024-01-01", "2027-04-01").replace('"25"', '"26"')
    (root / NEXT).write_text(text, "utf-8")
    assert rule_in_force(root, date(2027, 3, 31)).criteria.edition == "2024-01-01"
    assert rule_in_force(root, date(2027, 4, 1)).criteria.edition == "2027-04-01"


def test_no_edition_in_force_is_an_error(repository: Repository) -> None:
    [line] = problems(repository(), date(2023, 12, 31))
    assert "no edition of the criteria is in force on 2023-12-31" in line


def test_a_later_edition_is_a_new_rule_everywhere_at_once(repository: Repository) -> None:
    """Nothing but the data holds a floor: another floor gives another answer and another table."""
    root = repository((EDITION, 'value = "25"', 'value = "27"'))
    rule = json_api.load_rule(rule_in_force(root, TODAY).to_rule_json())
    asked = json.dumps({"idaci": "26", "aea": "6"})
    assert json.loads(json_api.answer(asked))["outcome"] == "meets"
    assert json.loads(json_api.answer(asked, rule))["outcome"] == "does-not-meet"
    assert json.loads(json_api.rule_table(rule))["rows"][-1]["idaci"] == "27% or more, but under 30%"


def test_the_values_of_an_edition_never_change(repository: Repository) -> None:
    root = repository()
    git(root, "init", "--quiet")
    git(root, "add", "content")
    git(root, "commit", "--quiet", "--message", "First")
    edition = root / EDITION
    first = edition.read_text("utf-8")

    edition.write_text(first.replace("last_reviewed = 2026-11-21", "last_reviewed = 2027-01-04"), "utf-8")
    assert tampered_editions(root, TODAY) == []

    edition.write_text(first.replace('"35"', '"34"'), "utf-8")
    git(root, "commit", "--quiet", "--all", "--message", "A change in place")
    [line] = problems(root)
    number = first[: first.index('"35"')].count("\n") + 1
    assert line.startswith(f"{EDITION}:{number}: the values of an edition in force have changed")

    edition.rename(root / NEXT)
    assert any("this edition of the criteria is missing" in line for line in problems(root))


def test_a_mark_before_an_edition_is_no_change(repository: Repository) -> None:
    """Some programs put a byte order mark before the first line; it may come, be committed, and go again."""
    root = repository()
    edition = root / EDITION
    plain = edition.read_bytes()
    edition.write_bytes(b"\xef\xbb\xbf" + plain)
    publish(root, "content")
    assert rule_in_force(root, TODAY).criteria.edition == "2024-01-01"
    edition.write_bytes(plain)
    assert rule_in_force(root, TODAY).criteria.edition == "2024-01-01"


def test_an_edition_that_cannot_be_read_is_told_once(repository: Repository) -> None:
    root = repository()
    publish(root, "content")
    edition = root / EDITION
    edition.write_text(f"owner = “Lead”\n{edition.read_text('utf-8')}", "utf-8")
    [line] = problems(root)
    assert line.startswith(f"{EDITION}:1: this cannot be read: “ is a curly quote")


def test_an_edition_may_be_mended_until_its_first_day(repository: Repository) -> None:
    root = repository()
    future = root / NEXT
    future.write_text((root / EDITION).read_text("utf-8").replace("2024-01-01", "2027-04-01"), "utf-8")
    git(root, "init", "--quiet")
    git(root, "add", "content")
    git(root, "commit", "--quiet", "--message", "Two editions", "--date", "2026-11-21T12:00:00Z")
    future.write_text(future.read_text("utf-8").replace('"35"', '"34"'), "utf-8")
    assert tampered_editions(root, date(2027, 3, 31)) == []
    assert len(tampered_editions(root, date(2027, 4, 1))) == 1


def test_where_there_is_no_history_nothing_is_compared(repository: Repository) -> None:
    assert tampered_editions(repository(), TODAY) == []
