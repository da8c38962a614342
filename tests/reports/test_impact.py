"""What the impact report says of a change: for each, lines that must be in it, and the summary that is signed."""

import shutil
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from eligibility import json_api
from eligibility.rule.criteria import AEA_CATEGORIES, criteria_from
from eligibility.rule.decision import decide
from eligibility.rule.evidence import Evidence, PercentRange
from eligibility.words.sentences import Rule
from hypothesis import given
from hypothesis import strategies as st

from build_scripts.pages.page_context import TRUST
from build_scripts.paths import ROOT
from build_scripts.problems import ContentError
from build_scripts.reports.impact import report
from build_scripts.reports.revisions import UnknownRevision, compare_revisions
from build_scripts.reports.rule_diff import answer_changes
from build_scripts.reports.school_counts import read_snapshot
from build_scripts.schools.published import snapshot
from tests.support import made_up_site
from tests.support.content_copy import copy_content
from tests.support.edits import Edit, append, change, git, publish
from tests.support.github_markdown import assert_reads_well

TODAY = date(2026, 11, 21)
FIRST, NEXT, LATER = (f"content/criteria/{day}.toml" for day in ("2024-01-01", "2026-11-21", "2027-04-01"))
NOTHING = "**Nothing changes for visitors, compared with HEAD.**"


def edition(name: str, old: str, new: str) -> Edit:
    """Add an edition, which differs from the first in its first day and in one floor."""

    def edit(root: Path) -> None:
        shutil.copyfile(root / FIRST, root / name)
        change(name, "effective_from = 2024-01-01", f"effective_from = {Path(name).stem}")(root)
        change(name, old, new)(root)

    return edit


class Case(NamedTuple):
    edit: Edit
    summary: str
    lines: list[str]


MEETS, DEPENDS, BELOW, ASK = (
    f"“{json_api.RULE.outcome(code, 'title')}”" for code in ("meets", "depends", "does-not-meet", "ask-us")
)
CASES = {
    "nothing": Case(lambda _: None, NOTHING, []),
    "a comment": Case(change("content/wording.toml", "# Every sentence", "# Each sentence"), NOTHING, []),
    "a date that only programs read": Case(
        change(
            FIRST,
            'aea_from = { value = "4", source = "leading-together", checked = 2026-11-21 }',
            'aea_from = { value = "4", source = "leading-together", checked = 2026-11-20 }',
        ),
        f"{NOTHING} criteria.json, which programs read, does change.",
        [],
    ),
    "the lowest floor rises": Case(
        edition(NEXT, '"25"', '"27"'),
        "**The answer changes for IDACI from 25 up to 27 with AEA category 6; ",
        [
            f"- IDACI from 25 up to 27 with AEA category 6: was {MEETS}, becomes {BELOW}.",
            f"- IDACI from 25 up to 27, AEA category not known: was {DEPENDS}, becomes {BELOW}.",
            "- IDACI from 25 up to 27 with AEA category 6 (“Teach First partner” answered “Yes”): "
            f"was {MEETS}, becomes {ASK}.",
            "- The lowest IDACI for AEA category 6 was 25, becomes 27.",
            "- was: “25% or more, but under 30%”",
            "  becomes: “27% or more, but under 30%”",
            "- /faq/eligibility/: ",
        ],
    ),
    "the highest floor falls": Case(
        edition(NEXT, '"40"', '"38.5"'),
        "**The answer changes for IDACI from 38.5 up to 40 with AEA category 1, 2 or 3; ",
        [
            f"- IDACI from 38.5 up to 40 with AEA category 1, 2 or 3: was {BELOW}, becomes {MEETS}.",
            f"- IDACI from 38.5 up to 40, AEA category not known: was {DEPENDS}, becomes {MEETS}.",
        ],
    ),
    "a band is gone": Case(
        edition(
            NEXT,
            '[[bands]]\nidaci_from = { value = "25", source = "leading-together", checked = 2026-11-21 }\n'
            'aea_from = { value = "6", source = "leading-together", checked = 2026-11-21 }\n',
            "",
        ),
        "**The answer changes for IDACI from 25 up to 30 with AEA category 6; ",
        [f"- IDACI from 25 up to 30, AEA category not known: was {DEPENDS}, becomes {BELOW}."],
    ),
    "a floor moves next year": Case(
        edition(LATER, '"30"', '"28"'),
        "**Nothing changes today. From 1 April 2027: the answer changes for IDACI from 28 up to 30 with AEA category 5",
        [
            "## From 1 April 2027",
            "The edition of 2027-04-01 begins.",
            f"- IDACI from 28 up to 30 with AEA category 5: was {BELOW}, becomes {MEETS}.",
        ],
    ),
    "a later edition with the same floors": Case(
        edition(LATER, "last_reviewed = 2026-11-21", "last_reviewed = 2026-11-21"),
        "**Nothing changes today. From 1 April 2027: ",
        ["  becomes: “Rule in force from 1 April 2027, last reviewed on 21 November 2026.”"],
    ),
    "a sentence more in an answer": Case(
        append("content/faq/cost.md", "Nobody is ever sent a bill."),
        "**1 sentence reads differently; 2 pages change, compared with HEAD.**",
        [
            "- was: nothing",
            "  becomes: “Nobody is ever sent a bill.”",
            "  in: /faq/, /faq/cost/",
            "- /faq/cost/: 1 sentence",
        ],
    ),
    "the headline of a gate": Case(
        change("content/wording.toml", f'title = "{ASK[1:-1]}"', 'title = "Ask us"'),
        "**1 sentence reads differently, compared with HEAD.**",
        [f"- was: {ASK}", "  becomes: “Ask us”", "  in: the checker (outcomes.ask-us.title)"],
    ),
    "another order of questions": Case(
        change("content/faq/cost.md", "order: ", "order: 9"),
        "**1 page changes, compared with HEAD.**",
        ["- /faq/: another order"],
    ),
    "a fact on several pages": Case(
        change("content/programme.toml", "SchoolContactCentre@", "Schools@"),
        "**",
        ["- /privacy/: ", "- /apply/: "],
    ),
    "a module is gone": Case(
        lambda root: (root / "content/modules/culture.md").unlink(),
        "**",
        ["- /modules/: "],
    ),
    "a page is gone": Case(
        lambda root: (root / "docs/accessibility.md").unlink(),
        "**",
        ["- /accessibility/: page is gone, with "],
    ),
    "a new page": Case(
        lambda root: shutil.copyfile(root / "docs/404.md", root / "docs/more.md"),
        "**1 page changes, compared with HEAD.**",
        ["- /more/: new page, "],
    ),
}


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Copy what editors write, as the one commit of a repository."""
    root = tmp_path_factory.mktemp("published")
    copy_content(root)
    publish(root)
    return root


@pytest.fixture
def repository(published: Path, tmp_path: Path) -> Path:
    return shutil.copytree(published, tmp_path / "repository")


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_report(case: Case, repository: Path) -> None:
    case.edit(repository)
    with compare_revisions(repository, "HEAD") as (old, new):
        text = report(old, new, TODAY)
    first, *rest = text.splitlines()
    assert first.startswith(case.summary)
    for line in case.lines:
        assert any(told.startswith(line) for told in rest), f"not in the report: {line}\n{text}"
    assert case.summary != NOTHING or len(rest) == 2
    assert (NOT_COUNTED in rest) == ("answer changes" in first)
    assert_reads_well(text)


def made_up_school(
    urn: str, low: str, high: str, district: str, region: str, phase: str, **more: str
) -> dict[str, Any]:
    return made_up_site.school(urn, "Madeup", low=low, high=high, district=district, region=region, phase=phase, **more)


# Madeup West has AEA category 6, Madeup East none that is known.
MADE_UP = [
    made_up_school("990011", "25.5", "26.5", "Madeup West", "Upper Madeshire", "primary"),  # met, then below
    made_up_school("990012", "25.5", "26.5", "Madeup East", "Upper Madeshire", "primary"),  # open, then below
    made_up_school("990013", "24.5", "26.9", "Madeup East", "Lower Madeshire", "secondary"),  # open, then below
    made_up_school("990014", "25", "26", "Madeup East", "Lower Madeshire", "secondary"),  # open, then below
    made_up_school("990015", "25.5", "27", "Madeup West", "", "secondary"),  # met, then open
    made_up_school("990016", "24.5", "27", "Madeup West", "Upper Madeshire", "primary"),  # open in both: stays
    made_up_school("990017", "31", "33", "Madeup West", "Upper Madeshire", "primary"),  # met in both: stays
    made_up_school("990018", "10", "24.9", "Madeup East", "Upper Madeshire", "primary"),  # below in both: stays
    made_up_school("990019", "", "", "Madeup West", "Upper Madeshire", "special"),  # a kind to talk about: stays
]
COUNTED = f"""\
## Schools that move

3 from {DEPENDS} to {BELOW}:

| Region | Primary | Secondary | All |
|---|--:|--:|--:|
| Lower Madeshire | 0 | 2 | 2 |
| Upper Madeshire | 1 | 0 | 1 |
| All | 1 | 2 | 3 |

1 from {MEETS} to {BELOW}:

| Region | Primary | All |
|---|--:|--:|
| Upper Madeshire | 1 | 1 |
| All | 1 | 1 |

1 from {MEETS} to {DEPENDS}:

| Region | Secondary | All |
|---|--:|--:|
| not known | 1 | 1 |
| All | 1 | 1 |

By open data of 31 January 2099 alone: estimated ranges, and few AEA categories.
"""
NOT_COUNTED = "_Schools are not counted: data/ has no open data for both rules. python3 dev.py data makes it._"


def counted(repository: Path, schools: list[dict[str, Any]] = MADE_UP, **about: Any) -> str:
    """Write the report with a snapshot of made-up schools."""
    data = repository.parent / "data"
    districts = {"Madeup West": {"aea": [6], "source": "aea", "page": ""}}
    rows = [list(school.values()) for school in schools]
    snapshot.write_atomically(
        data, {snapshot.FILE_NAME: snapshot.to_json({**made_up_site.ABOUT, **about}, districts, {}, {}, rows)}
    )
    with compare_revisions(repository, "HEAD") as (old, new):
        return report(old, new, TODAY, read_snapshot(data, new.rule(TODAY)))


@pytest.mark.parametrize(
    ("floor", "moved"),
    [('"27"', "; by open data, for 5 of 9 schools; "), ('"24.95"', "; by open data, for none of 9 ")],
)
def test_schools_that_move_are_counted(floor: str, moved: str, repository: Path) -> None:
    edition(NEXT, '"25"', floor)(repository)
    text = counted(repository)
    assert moved in text.splitlines()[0]
    assert (COUNTED in text) == (floor == '"27"')
    assert NOT_COUNTED not in text


# In a district of AEA category 6, each with a range by the other reading.
BY_BOTH = [
    made_up_school(
        "990021", "10", "20", "Madeup West", "", "primary", other_low="25.5", other_high="26.5"
    ),  # met, then below
    made_up_school(
        "990022", "10", "20", "Madeup West", "", "primary", other_low="26", other_high="40"
    ),  # met, then open
    made_up_school(
        "990023", "26", "26.5", "Madeup West", "", "primary", other_low="44", other_high="60"
    ),  # met in both
]


def test_schools_that_move_by_the_other_reading_and_those_that_part_are_counted(repository: Path) -> None:
    edition(NEXT, '"25"', '"27"')(repository)
    text = counted(repository, BY_BOTH)
    assert "; by open data, for 1 of 3 schools (by the other reading, for 2); " in text.splitlines()[0]
    assert f"1 from {MEETS} to {BELOW}:" in text
    assert f"1 from {MEETS} to {BELOW} by the other reading (D1):" in text
    assert f"1 from {MEETS} to {DEPENDS} by the other reading (D1):" in text
    assert "The two readings of the bands part for 2 of 3 schools. It was 2 of 3." in text


def test_nothing_is_counted_where_no_answer_changes(repository: Path) -> None:
    text = counted(repository)
    assert text.startswith(NOTHING)
    assert "counted" not in text


def test_open_data_of_another_release_counts_nothing(repository: Path) -> None:
    edition(NEXT, '"25"', '"27"')(repository)
    text = counted(repository, release="2015")
    assert "open data, for" not in text
    assert NOT_COUNTED in text


def test_the_work_tree_is_left_alone(repository: Path) -> None:
    edition(NEXT, '"25"', '"27"')(repository)
    before = {path: path.stat().st_mtime_ns for path in repository.rglob("*")}
    with compare_revisions(repository, "HEAD") as states:
        report(*states, TODAY)
    assert {path: path.stat().st_mtime_ns for path in repository.rglob("*")} == before


def test_a_revision_older_than_a_template_is_read_with_the_template_of_today(repository: Path) -> None:
    (repository / TRUST).unlink()
    git(repository, "commit", "--quiet", "--all", "--message", "Older")
    (repository / TRUST).write_bytes((ROOT / TRUST).read_bytes())
    with compare_revisions(repository, "HEAD") as (old, new):
        assert report(old, new, TODAY).startswith(NOTHING)


def test_a_revision_that_is_none(repository: Path) -> None:
    with (
        pytest.raises(UnknownRevision, match="Git knows no revision called nosuch"),
        compare_revisions(repository, "nosuch"),
    ):
        pass


floors = st.lists(st.decimals(0, 100, places=1), min_size=1, max_size=4, unique=True).map(sorted)
categories = st.lists(st.sampled_from(AEA_CATEGORIES), min_size=4, max_size=4, unique=True)


@st.composite
def bands(draw: st.DrawFn) -> list[dict[str, str]]:
    starting = sorted(draw(categories), reverse=True)
    return [{"idaci_from": str(f), "aea_from": str(c)} for f, c in zip(draw(floors), starting, strict=False)]


def with_bands(bands: list[dict[str, str]]) -> Rule:
    return json_api.RULE._replace(criteria=criteria_from(json_api.RULE.criteria.to_data(), bands))


@given(old=bands(), new=bands(), idaci=st.decimals(0, 100, places=1), aea=st.sampled_from(AEA_CATEGORIES))
def test_a_school_is_in_a_group_if_and_only_if_its_answer_changes(
    old: list[dict[str, str]], new: list[dict[str, str]], idaci: Decimal, aea: int
) -> None:
    rules = with_bands(old), with_bands(new)
    before, after = (decide(rule.criteria, Evidence(PercentRange(idaci, idaci), (aea,))).outcome for rule in rules)
    groups = [group for group in answer_changes(*rules) if group.has_both_figures and aea in group.aea]
    held = [group for group in groups if _holds(group.idaci, idaci)]
    assert [(group.before, group.after) for group in held] == ([(before, after)] if before != after else [])


def _holds(interval: PercentRange | None, idaci: Decimal) -> bool:
    assert interval
    return interval.low <= idaci < interval.high or (idaci == interval.high and not interval.excludes_high)


def test_a_misnamed_edition_is_a_problem_and_no_traceback(repository: Path) -> None:
    shutil.copyfile(repository / FIRST, repository / "content/criteria/2027-4-1.toml")
    with compare_revisions(repository, "HEAD") as (_before, now):
        assert now.first_days() == [date(2024, 1, 1)]
        with pytest.raises(ContentError, match="the file is not named after its first day"):
            now.site(TODAY)
