"""The pictures: drawn where the data says, and said in words as well."""

import json
import re
from datetime import date
from decimal import Decimal
from xml.etree import ElementTree

import pytest
from eligibility import json_api
from eligibility.rule.criteria import FIELD_OF_MEASURE, Criteria, criteria_from

from build_scripts.content.collection import read_content
from build_scripts.content.models import EvaluationWithData
from build_scripts.content.rule import read_rule
from build_scripts.pages.diagrams import parse_minutes, staircase, standing, word_to_int
from build_scripts.pages.page_context import PICTURES
from build_scripts.pages.site import make_site
from build_scripts.pages.templates import Templates
from build_scripts.paths import ROOT

FACTS, _ = read_content(ROOT)
RULE, _ = read_rule(ROOT, FACTS, date(2026, 11, 21))
assert RULE
WORDS = RULE.words
OTHER = criteria_from(
    dict.fromkeys(("edition", "effective_from", "last_reviewed", "review_by", "measure", "release"), "2030-01-01"),
    [{"idaci_from": "12.5", "aea_from": "6"}, {"idaci_from": "61", "aea_from": "2"}],
)


@pytest.fixture(scope="module")
def markdown() -> dict[str, str]:
    return {page.address: page.markdown for page in make_site(ROOT, date(2026, 11, 21)).pages}


def svgs(text: str) -> list[ElementTree.Element]:
    return [ElementTree.fromstring(found) for found in re.findall(r"<svg\b.*?</svg>", text, re.S)]


def drawn(criteria: Criteria, measure: str = "pupil-mean-idaci", picture: str = "staircase") -> ElementTree.Element:
    templates = Templates(ROOT, {})
    rows = json.loads(json_api.rule_table(json_api.RULE))["rows"]
    positions = {"stairs": staircase(criteria), "scale": standing(criteria, rows)}
    made = templates.render(f"{PICTURES}/{picture}.html", html=True, words=WORDS, measure=measure, **positions)
    assert templates.problems == []
    [svg] = svgs(made)
    return svg


@pytest.mark.parametrize("criteria", [RULE.criteria, OTHER], ids=["in force", "another"])
def test_the_staircase_is_the_rule(criteria: Criteria) -> None:
    """Each step starts where its line is on the scale; the text alternative has each category with its line."""
    svg = drawn(criteria)
    low, high, left, right = (float(svg.attrib[f"data-{name}"]) for name in ("idaci-min", "idaci-max", "left", "right"))
    [outline] = [path.attrib["d"] for path in svg.iter("path") if path.attrib["class"] == "lt-stairs__steps"]
    starts = [float(x) for x in re.findall(r"H([\d.]+)V", outline)]
    lines = [high if line is None else float(line) for line in criteria.thresholds]
    assert starts == pytest.approx([left + (right - left) * (line - low) / (high - low) for line in lines], abs=0.1)
    sentence = r"IDACI: (?:([\d.]+)% or more|no figure) is enough for AEA category (\d)"
    said = [(category, line) for line, category in re.findall(sentence, svg.attrib["aria-label"])]
    assert [(int(category), line and Decimal(line)) for category, line in said] == [
        (category, "" if line is None else line) for category, line in enumerate(criteria.thresholds, 1)
    ]
    written = [text.text for text in svg.iter("text") if text.attrib["class"] == "lt-stairs__line"]
    assert written == [f"{line}% or more" for line in criteria.thresholds if line is not None]


@pytest.mark.parametrize("picture", ["staircase", "standing"])
@pytest.mark.parametrize("measure", FIELD_OF_MEASURE)
def test_a_picture_names_the_measure_by_which_the_bands_are_read(measure: str, picture: str) -> None:
    svg = drawn(OTHER, measure, picture)
    [axis] = [
        text.text for text in svg.iter("text") if (text.text or "").startswith(WORDS["page"]["measures"][measure])
    ]
    assert axis
    said = f"{svg.attrib['aria-label']} {svg.get('data-marked', '')} {axis}"
    for name, words in WORDS["page"]["measures"].items():
        assert (words in said) == (name == measure)
    assert "{measure}" not in said


def test_the_staircase_stands_where_the_rule_is_asked_for(markdown: dict[str, str]) -> None:
    assert [page for page, text in markdown.items() if "lt-stairs__steps" in text] == [
        *(["check.md", "faq.md", "faq/eligibility.md"])
    ]


def test_the_bars_of_the_survey_are_as_long_as_its_figures(markdown: dict[str, str]) -> None:
    figures = [entry["percent"] for entry in FACTS.programme["survey"]["figures"]]
    [bars] = re.findall(r'<ul class="lt-bars">.*?</ul>', markdown["programme.md"], re.S)
    assert [float(svg[0].attrib["width"]) for svg in svgs(bars)] == figures
    assert [int(percent) for percent in re.findall(r"(\d+)%", bars)] == figures
    assert "No date or sample size is published." in markdown["programme.md"]


def test_the_bars_of_a_module_show_both_readings(markdown: dict[str, str]) -> None:
    times = FACTS.programme["modules"]
    lengths = [times[name] for name in ("pre_work", "session", "session_elsewhere")]
    [bars] = re.findall(r'<ul class="lt-bars">.*?</ul>', markdown["modules.md"], re.S)
    assert [length in bars for length in lengths] == [True, True, True]
    scale = max(most for _, most in map(parse_minutes, lengths)) / 100
    assert [round(float(svg[0].attrib["width"]) * scale) for svg in svgs(bars)] == [
        parse_minutes(it)[0] for it in lengths
    ]
    dashed = [re.findall(r"H([\d.]+)V", svg[1].attrib["d"]) for svg in svgs(bars) if len(svg) > 1]
    ranges = [most for least, most in map(parse_minutes, lengths) if most > least]
    assert [round((float(x) + 0.3) * scale) for [x] in dashed] == ranges


def test_the_years_have_the_points_of_their_list(markdown: dict[str, str]) -> None:
    text = markdown["programme.md"]
    [line] = re.findall(r'<figure class="lt-picture lt-line">.*?</figure>', text, re.S)
    [points] = re.findall(r'<ol class="lt-timeline">.*?</ol>', text, re.S)
    numbers = {mark.text for mark in svgs(line)[0].iter("text") if mark.attrib["class"] == "lt-line__number"}
    assert numbers == {str(n) for n in range(1, points.count("<li>") + 1)}
    assert svgs(line)[0].attrib["aria-label"].count("year 1 and in year 2") == 1


def test_a_rating_that_is_not_given_has_no_symbol(markdown: dict[str, str]) -> None:
    [trial] = [entry.record for entry in FACTS.evidence if isinstance(entry.record, EvaluationWithData)]
    [tiles] = re.findall(r'<ul class="lt-tiles">.*?</ul>', markdown["evidence.md"], re.S)
    counted = [len([p for p in svg if p.attrib["class"] == "lt-tile__one"]) for svg in svgs(tiles)]
    assert counted == [0 if rating.value == "not-given" else rating.value for rating in trial.ratings]
    assert re.findall(r"<span>(.*?)</span>", tiles, re.S) == [rating.words for rating in trial.ratings]


def test_every_drawing_has_a_text_alternative_or_is_beside_its_words(markdown: dict[str, str]) -> None:
    drawings = [svg for text in markdown.values() for svg in svgs(text)]
    assert len(drawings) > 10
    for svg in drawings:
        named = svg.attrib.get("role") == "img" and len(svg.attrib.get("aria-label", "")) > 20
        assert named or svg.attrib.get("aria-hidden") == "true"
        for part in svg.iter():
            assert not part.attrib.keys() & {"style", "fill", "stroke"}, "colours come from the style sheet"


@pytest.mark.parametrize(
    ("words", "length"),
    [
        ("45 to 60 minutes", (45, 60)),
        ("1.5 to 2 hours, with a break", (90, 120)),
        ("about 90 minutes", (90, 90)),
        ("1 hour", (60, 60)),
    ],
)
def test_lengths_of_time_are_read_from_their_words(words: str, length: tuple[float, float]) -> None:
    assert parse_minutes(words) == length


def test_what_cannot_be_drawn_is_told_with_the_right_form() -> None:
    with pytest.raises(ValueError, match="start it like 45 to 60 minutes"):
        parse_minutes("a while")
    with pytest.raises(ValueError, match="write one of one, two"):
        word_to_int("twenty")
    assert word_to_int("two") == 2


def test_worked_examples_are_the_answers_of_the_checker(markdown: dict[str, str]) -> None:
    [listed] = re.findall(r'<ul class="lt-examples">.*?</ul>', markdown["check.md"], re.S)
    for outcome in ("meets", "depends", "does-not-meet"):
        assert WORDS["outcomes"][outcome]["title"] in listed
