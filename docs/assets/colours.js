// The theme writes its colours into local storage on every visit. Here only a choice of the visitor's is kept, as the
// privacy page says. The theme keeps things with a function of its own, __md_set, which stands on the window.

/** @typedef {(name: string, value: unknown, ...where: unknown[]) => void} Keep */

const PALETTE = "__palette";
const theme = /** @type {{ __md_set: Keep }} */ (/** @type {unknown} */ (window));
const keep = theme.__md_set;
let hasChosen = false;

document.addEventListener(
  "change",
  ({ target }) => (hasChosen ||= /** @type {HTMLInputElement} */ (target).name === PALETTE),
  { capture: true },
);

theme.__md_set = (name, ...rest) => {
  if (name !== PALETTE || hasChosen) keep(name, ...rest);
};
