/**
 * What the theme does on every visit, and here only for a visitor who wants it. Read before the theme's own script.
 *
 * It writes its colours into local storage. Here only a choice is kept, as the privacy page says. It keeps things with a
 * function of its own, __md_set, which stands on the window.
 *
 * It fetches the search index and works through it. Here that begins when somebody goes to the search: until then it would
 * only hold up what they came for.
 */

/** @typedef {(name: string, value: unknown, ...where: unknown[]) => void} Keep */

const PALETTE = "__palette";
const INDEX = "/search/search_index.json";

const theme = /** @type {{ __md_set: Keep }} */ (/** @type {unknown} */ (window));
const keep = theme.__md_set;
let hasChosen = false;

document.addEventListener(
  "change",
  ({ target }) => {
    if (/** @type {HTMLInputElement} */ (target).name === PALETTE) hasChosen = true;
  },
  { capture: true },
);

theme.__md_set = (name, ...rest) => {
  if (name !== PALETTE || hasChosen) keep(name, ...rest);
};

const search = document.forms.namedItem("search");

window.XMLHttpRequest = class extends XMLHttpRequest {
  #address = "";

  /** @param {[method: string, address: string | URL]} asked */
  open(...asked) {
    this.#address = String(asked[1]);
    super.open(...asked);
  }

  /** @param {[body?: XMLHttpRequestBodyInit | Document | null]} body */
  send(...body) {
    const begin = () => super.send(...body);
    const mayWait = search && this.#address.endsWith(INDEX) && !search.contains(document.activeElement);
    if (mayWait) search.addEventListener("focusin", begin, { once: true });
    else begin();
  }
};
