"""Look at a page with axe: WCAG 2.2 to level AA and best practice, and text held to 7:1 against its ground."""

from itertools import product
from typing import Literal

from playwright.sync_api import Page, expect

from build_scripts.paths import ROOT

AXE = ROOT / "node_modules/axe-core/axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
FINDINGS = """async (tags) => {
  const rules = { "color-contrast-enhanced": { enabled: true } };
  const { violations } = await axe.run(document, { runOnly: tags, rules, resultTypes: ["violations"] });
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" | ")}`);
}"""
WIDTHS = (1280, 320)
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


def findings(page: Page) -> list[str]:
    """Return what axe finds in light and dark, at 1280 and 320 px, each with where it was found."""
    found = []
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text("utf-8"))
    for scheme, width in product(SCHEMES, WIDTHS):
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 900})
        shown = {"light": "default", "dark": "slate"}[scheme]
        expect(page.locator("body")).to_have_attribute("data-md-color-scheme", shown)
        found += [f"{scheme}, {width} px: {finding}" for finding in page.evaluate(FINDINGS, TAGS)]
    return found
