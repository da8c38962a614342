"""Text from outside is taken or refused in the documented way, quickly, whatever it is: see entrances.py."""

import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.security.untrusted_input import ENTRANCES, seeds

SECONDS = 5  # of the processor's time for one text; what is meant is milliseconds
# Characters that mean something to one of the readers.
TELLING = "0123456789.,-–%％٣eE+ \t\r\n\0\ufeff\u202e\ud800\"'{}[]()=:#&*!|>@`~\\/<$_idacor"
FRAGMENTS = (
    *(
        "---\n",
        "&a [*a]",
        "*a",
        "!!python/object:os.system",
        "!!binary x",
        "!!timestamp x",
        "0b_",
        "0x_",
        "1_0:",
        "<<: ",
    ),
    *(
        "trueish",
        "false friends",
        "{{ x }}",
        "{% x %}",
        "{x",
        "}",
        '"""',
        "'''",
        "\\u0000",
        "[[a]]",
        "[a.b]",
        "[" * 2000,
    ),
    *("1e999999999", "9" * 400, "9" * 5000, "-0", "NaN", "inf", "null", "true", "2026-02-30", "1979-05-27T07:32:00Z"),
    *(
        '{"command": "answer-rows", "rows": [1]}',
        '{"command": "answer-rows", "rows": null}',
        '{"command": "next-rows", "count": 1e9}',
        '{"a":' * 2000,
        "idaci,aea\n",
        "=1+1",
        "questions = 1\n",
    ),
    *("outcomes = []\n", "[questions]\nidaci = 1\n", "[questions.phase]\noptions = 1\n"),
)
texts = st.one_of(
    st.text(),
    st.text(st.sampled_from(TELLING), max_size=200),
    st.lists(st.sampled_from(FRAGMENTS) | st.text(st.sampled_from(TELLING), max_size=10), max_size=12).map("".join),
)


@st.composite
def damaged(draw: st.DrawFn, good: list[str]) -> str:
    """Make a good text with a piece taken out, put in, or put twice."""
    text = draw(st.sampled_from(good))
    start = draw(st.integers(0, len(text)))
    end = min(len(text), start + draw(st.integers(0, 30)))
    return text[:start] + draw(texts | st.just(text[start:end] * 2)) + text[end:]


@pytest.mark.parametrize("name", ENTRANCES)
def test_any_text_is_taken_or_refused(name: str) -> None:
    good = list(seeds(name))
    assert good

    @settings(max_examples=150)
    @given(texts | damaged(good))
    @example("")
    def enter(text: str) -> None:
        start = time.process_time()
        ENTRANCES[name](text)
        assert time.process_time() - start < SECONDS

    enter()


@pytest.mark.parametrize("name", ENTRANCES)
@pytest.mark.parametrize("around", ["{}", "---\na: {}\n---\n", "a = {}\n", '{{"idaci": "{}"}}'])
def test_texts_that_readers_stumble_over(name: str, around: str) -> None:
    before, after = around.replace("{{", "{").replace("}}", "}").split("{}")
    for text in FRAGMENTS:
        ENTRANCES[name](before + text + after)


@pytest.mark.parametrize("name", ENTRANCES)
def test_good_texts_are_taken(name: str) -> None:
    for text in seeds(name):
        ENTRANCES[name](text)
