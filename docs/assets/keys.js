/**
 * The theme takes single letters as commands: s for search, n for the next page. Someone who speaks to their computer, or
 * whose hands slip, sets them off unwillingly, and they cannot be turned off (WCAG 2.1.4). So they do not reach the theme.
 */

addEventListener(
  "keydown",
  (event) => {
    const { key, ctrlKey, metaKey, altKey, target } = event;
    const isTyping = target instanceof HTMLElement && (target.isContentEditable || target.matches("input, select, textarea"));
    if (key.length === 1 && key !== " " && !isTyping && !ctrlKey && !metaKey && !altKey) event.stopImmediatePropagation();
  },
  { capture: true },
);
