"""Where people choose their own few colours, every state of every control can still be told from its rest, and read."""

import pytest
from playwright.sync_api import Locator, Page

pytestmark = pytest.mark.with_schools

# Each kind of control: where it stands, what it is, and the states that look different in our own colours.
CONTROLS = [
    ("", ".md-skip", "focus"),
    ("", ".lt-menu__link:not([aria-current])", "hover focus"),
    ("", ".md-search-result__link", "hover focus"),
    ("", "#lt-finder-input", "focus"),
    ("", "a.md-button--primary", "hover focus"),
    ("evidence/", ".md-nav__link", "hover focus"),
    ("check/#idaci=44", "#lt-form button[type=submit]", "hover focus disabled"),
    ("check/#idaci=44", ".lt-actions a.lt-button", "hover focus"),
    ("check/#idaci=44", ".lt-actions button[data-action=copy]", "hover focus disabled"),
    ("check/#idaci=44", "#lt-partner label:first-of-type", "hover focus checked"),
    ("check/#idaci=44", "#lt-idaci-input", "focus"),
    ("check/#idaci=44", ".lt-more > summary", "hover focus"),
    ("check/", "#lt-finder-input", "focus"),
    ("check/", ".lt-option:nth-child(2)", "hover selected"),
    ("check/#urn=990001", ".lt-card button[data-finder=own]", "hover focus"),
    ("pupils/", "#lt-list", "focus"),
    ("pupils/", "#lt-list-form button[type=submit]", "hover focus disabled"),
    ("trust/", "#lt-file", "focus"),
    ("trust/", "#lt-list", "focus"),
    ("trust/", "#lt-list-form button[type=submit]", "hover focus disabled"),
    ("trust/", ".lt-listing th button", "focus"),
    ("trust/", "#lt-listing-search", "focus"),
]
A_LIST = "idaci,aea\n" + "44,5\n" * 60
FOCUS = (
    "(control) => (control.matches('label') ? control.querySelector('input') : control).focus({ focusVisible: true })"
)
BLUR = "(control) => { document.activeElement.blur(); control.querySelector?.('input')?.blur(); }"
READ = """(control) => {
  const { color, backgroundColor, forcedColorAdjust } = getComputedStyle(control);
  const canvas = getComputedStyle(document.body).backgroundColor;
  return color !== backgroundColor && (forcedColorAdjust === "none" || color !== canvas);
}"""


def put(control: Locator, state: str) -> None:
    """Bring a control into a state; where it has the pointer or the focus, nothing else does."""
    page = control.page
    if not control.evaluate(
        "(control) => control.matches('[role=option], .md-search-result__link')"
    ):  # else its list closes
        control.evaluate(BLUR)
    page.mouse.move(0, 0)
    if state == "hover":
        control.hover()
    elif state == "focus":
        page.keyboard.press("Shift")  # so that the focus is shown as to someone at the keyboard
        control.evaluate(FOCUS)
    elif state == "checked":
        control.locator("input").evaluate("(input) => { input.checked = true; }")
    elif state == "disabled":
        control.evaluate("(button) => { button.disabled = true; for (const a of button.getAnimations()) a.finish(); }")
    elif state == "selected":
        control.evaluate("(option) => option.setAttribute('aria-selected', 'true')")


def picture(control: Locator) -> bytes:
    """Take a picture of the control with what is drawn around it."""
    box = control.bounding_box()
    assert box
    clip = {"x": box["x"] - 8, "y": box["y"] - 8, "width": box["width"] + 16, "height": box["height"] + 16}
    return control.page.screenshot(clip=clip, animations="disabled", caret="hide")  # type: ignore[arg-type]


def is_read(control: Locator) -> bool:
    """Whether the words differ from their ground: ours or, unless we forbid it, what the browser puts behind them."""
    return bool(control.evaluate(READ))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_state_of_every_control_can_be_told_apart(page: Page, finder_url: str, scheme: str) -> None:
    page.emulate_media(forced_colors="active", color_scheme=scheme)  # type: ignore[arg-type]
    alike, unread = [], []
    for address, selector, states in CONTROLS:
        page.goto("about:blank")
        page.goto(finder_url + address)
        if address.startswith(("check", "pupils", "trust")):
            page.wait_for_selector("[data-state=ready], [data-state=answered]", timeout=60_000)
        page.evaluate("for (const details of document.querySelectorAll('details')) details.open = true")
        if "option" in selector:
            page.locator("#lt-finder-input").fill("birch")
            page.wait_for_selector(selector)
        if "listing" in selector:
            page.locator("#lt-list").fill(A_LIST)
            page.locator("#lt-list-form button[type=submit]").click()
        if "search-result" in selector:
            page.keyboard.press("/")
            page.locator(".md-search__input").fill("cost")
        control = page.locator(selector).first
        control.scroll_into_view_if_needed()
        put(control, "rest")
        rest = picture(control)
        for state in states.split():
            put(control, state)
            if picture(control) == rest:
                alike.append((selector, state))
            if not is_read(control):
                unread.append((selector, state))
    assert (alike, unread) == ([], [])
