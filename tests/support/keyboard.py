"""Use a page by keyboard, and tell whether the element with the focus can be seen."""

from playwright.sync_api import Page

# What a person sees of the element with the focus. Some show it by another: a choice by the box around it, the switch
# of colours by its label, an answer by its letter.
SEEN = """() => {
  const focused = document.activeElement;
  if (focused === document.body) return null;
  const near = [focused.matches(".md-option") && focused.nextElementSibling, focused.closest("label"),
    focused.matches(".lt-answer") && focused.querySelector(".lt-letter"), focused];
  const isRinged = (element) => element && parseFloat(getComputedStyle(element).outlineWidth) >= 2
    && getComputedStyle(element).outlineStyle !== "none";
  const shown = near.find(isRinged);
  const name = focused.outerHTML.slice(0, 120);
  if (!shown) return { name, wrong: "has no ring" };
  const box = shown.getBoundingClientRect();
  const isLong = box.height > innerHeight;
  const inside = box.left >= -1 && box.right <= innerWidth + 1 && (isLong ? box.top < innerHeight && box.bottom > 0
    : box.top >= -1 && box.bottom <= innerHeight + 1);
  if (!inside || box.width < 10 || box.height < 10) return { name, wrong: `is at ${Object.values(box.toJSON())}` };
  if (isLong) return { name };
  const lines = shown.getClientRects(); // of a link that runs over the end of a line, the first and the last
  for (const [line, y] of [[lines[0], box.top + 2], [lines[lines.length - 1], box.bottom - 2]]) {
    const over = document.elementFromPoint(line.left + Math.min(line.width / 2, 20), y);
    const isOver = !(shown.contains(over) || over?.contains(shown));
    if (isOver) return { name, wrong: `is under ${over?.outerHTML.slice(0, 80)}` };
  }
  return { name };
}"""
# The theme closes its search and moves the contents some frames later: what counts is what then stays.
SETTLED = f"""async () => {{
  const look = {SEEN};
  for (let frames = 0; frames < 60 && look()?.wrong; frames += 1) await new Promise(requestAnimationFrame);
  return look();
}}"""


def focused(page: Page) -> str:
    return str(page.evaluate("(document.activeElement.ariaLabel ?? document.activeElement.textContent).trim()"))


def tab_to(page: Page, text: str) -> None:
    for _ in range(100):
        page.keyboard.press("Tab")
        if focused(page) == text:
            return
    raise AssertionError(f"Tab does not reach {text}")
