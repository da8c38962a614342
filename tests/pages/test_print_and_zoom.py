"""What axe does not see: paper, other people's colours, motion, zoom, and pages without JavaScript."""

import re
from collections.abc import Iterator
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page

from build_scripts.paths import ROOT, SITE

COLOURS = ROOT / "docs/styles/colours.css"
PAGES = sorted(path.relative_to(SITE).as_posix().removesuffix("index.html") for path in SITE.rglob("index.html"))
PICTURED = ["programme/", "modules/", "evidence/", "faq/eligibility/", "check/"]
# The colour of each text and drawing, and of the ground under it, as [red, green, blue] from 0 to 255.
INKS = """(selector) => {
  const canvas = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  const rgb = (colour) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3);
  };
  return [...document.querySelectorAll(selector)].map((element) => {
    const { color, fill } = getComputedStyle(element);
    return rgb(element.closest("svg") ? fill : color);
  });
}"""


GROUND = "getComputedStyle(document.body).backgroundColor.match(/\\d+/g).slice(0, 3).map(Number)"
POINTS = (".lt-line__point", ".lt-line__number")
ColorScheme = Literal["light", "dark"]


def luminance(rgb: list[int]) -> float:
    """Return how light a colour is, from 0 to 1.

    See: https://www.w3.org/TR/WCAG22/#dfn-relative-luminance
    """
    linear = [c / 255 / 12.92 if c / 255 <= 0.04045 else ((c / 255 + 0.055) / 1.055) ** 2.4 for c in rgb]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: list[int], other: list[int]) -> float:
    lower, higher = sorted((luminance(one), luminance(other)))
    return (higher + 0.05) / (lower + 0.05)


@pytest.fixture(scope="module")
def dark(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(color_scheme="dark", locale="en-GB")
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("page", ["", *PICTURED])
def test_what_is_printed_from_a_dark_screen_reads_on_white_paper(dark: Page, site_url: str, page: str) -> None:
    dark.emulate_media(media="screen")
    dark.goto(site_url + page)
    dark.emulate_media(media="print")
    inks = dark.evaluate(INKS, "article :is(h1, h2, p, li, td, th, a, .lt-stairs__steps, .lt-bars__part)")
    assert len(inks) > 5
    assert [ink for ink in inks if contrast(ink, [255, 255, 255]) < 4.5] == []


def test_colours_have_their_contrast() -> None:
    """7:1 for all text, 3:1 for the edge of a control; on each ground, light and dark."""
    blocks = re.findall(r"\{\s*--lt-paper: #.*?\}", COLOURS.read_text("utf-8"), re.S)
    light, *dark = [dict(re.findall(r"--lt-([\w-]+): #(\w{6});", block)) for block in blocks]
    assert dark[0] == dark[1]
    for colours in (light, dark[0]):
        named = {name: [int(rgb[at : at + 2], 16) for at in (0, 2, 4)] for name, rgb in colours.items()}
        for ground in ("paper", "raised"):
            for name in ("ink", "soft", "accent", "data", "wrong"):
                assert contrast(named[name], named[ground]) >= 7, (name, ground)
            assert contrast(named["edge"], named[ground]) >= 3


def test_colours_are_named_in_one_place() -> None:
    sheets = [*(ROOT / "docs/styles").glob("*.css"), *(ROOT / "checker/browser").rglob("*.css")]
    assert len(sheets) > 8
    named = re.compile(
        r":[^;{}]*(?:#[0-9a-f]{3,8}\b|\b(?:rgb|hsl|hwb|lab|lch|color)a?\()|: (?:white|black|red)\b", re.I
    )
    assert named.search(COLOURS.read_text("utf-8"))
    assert [path.name for path in sheets if path != COLOURS and named.search(path.read_text("utf-8"))] == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_drawings_take_the_colours_that_people_force(browser: Browser, site_url: str, scheme: ColorScheme) -> None:
    """What is drawn stands out from the ground, and the words on it from what is drawn."""
    context = browser.new_context(forced_colors="active", color_scheme=scheme)
    page = context.new_page()
    for address, drawn, words in (("check/", ".lt-stairs__steps", ".lt-stairs__line"), ("programme/", *POINTS)):
        page.goto(site_url + address)
        ground = page.evaluate(GROUND)
        [on, *_], [said, *_] = page.evaluate(INKS, drawn), page.evaluate(INKS, words)
        assert contrast(on, ground) >= 7
        assert contrast(on, said) >= 7
    context.close()


@pytest.mark.parametrize("page", PAGES)
def test_nothing_needs_sideways_scrolling_at_four_times_the_size(dark: Page, site_url: str, page: str) -> None:
    """1280 px at 400 % are 320 px."""
    dark.emulate_media(media="screen")
    dark.set_viewport_size({"width": 320, "height": 256})
    dark.goto(site_url + page)
    assert dark.evaluate("document.documentElement.scrollWidth") == 320


def test_less_motion_is_none(browser: Browser, site_url: str) -> None:
    context = browser.new_context(reduced_motion="reduce", viewport={"width": 1280, "height": 800})
    page = context.new_page()
    page.goto(f"{site_url}check/")
    page.locator(".md-search__input").focus()
    moving = "document.getAnimations().filter((a) => a.effect.getComputedTiming().duration > 1).length"
    assert page.evaluate(moving) == 0
    context.close()


@pytest.fixture(scope="module")
def plain(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(
        java_script_enabled=False, color_scheme="dark", viewport={"width": 320, "height": 640}
    )
    yield context.new_page()
    context.close()


def test_without_javascript_the_whole_rule_is_there(plain: Page, site_url: str) -> None:
    plain.goto(f"{site_url}check/")
    article = plain.locator("article")
    assert [article.locator(part).is_visible() for part in (".lt-rule", ".lt-stairs", ".lt-examples")] == [True] * 3
    assert not plain.locator("#lt-form").is_visible()
    assert article.get_by_role("link", name="how to apply").is_visible()


def test_without_javascript_the_menu_opens_and_colours_follow_the_device(plain: Page, site_url: str) -> None:
    plain.goto(site_url)
    plain.locator(".lt-menu__button").click()
    plain.get_by_role("link", name="Apply").first.click()
    assert plain.url.endswith("/apply/")
    ground = plain.locator("body").evaluate("body => getComputedStyle(body).backgroundColor")
    assert luminance([int(part) for part in re.findall(r"\d+", ground)]) < 0.05
