/**
 * What the theme does on every visit, and here only for a visitor who wants it. Read before the theme's own script.
 *
 * It writes its colours into local storage. Here only a choice is kept, as the privacy page says. It keeps things with a
 * function of its own, __md_set, which stands on the window.
 *
 * It searches for every word of a question alike. Here the words that most questions share are left out where others stay, so
 * that those decide: "is there a fee" searches for "fee", and "when" for itself.
 *
 * It fetches the search index and works through it. Here that begins when somebody goes to the search: until then it would
 * only hold up what they came for.
 */

/** @typedef {(name: string, value: unknown, ...where: unknown[]) => void} Keep */
/** @typedef {{ type: number, data: unknown }} Message to the theme's worker, which searches */

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

const QUERY = 2; // the theme's number of a message that asks
const SHARED = new Set(
  `a about am an and any are as at be been but by can could did do does for from get gets had has have how i if in into
    is it its may me might must my need needs of on or our out school schools shall should so some than that the their them
    then there these they this those to too us want wants was we were what when where which who whom why will with would you
    your`.split(/\s+/),
);

window.Worker = class extends Worker {
  /** @param {[message: Message, ...more: any[]]} sent */
  postMessage(...sent) {
    const [message, ...more] = sent;
    const isQuestion = message?.type === QUERY && typeof message.data === "string";
    // @ts-ignore: the one form of the call is passed on as it came
    super.postMessage(isQuestion ? { ...message, data: tellingWords(String(message.data)) } : message, ...more);
  }
};

/** @param {string} question */
function tellingWords(question) {
  const words = question.split(/\s+/).filter((word) => !SHARED.has(word.toLowerCase().replace(/[^a-z]+$/, "")));
  return words.some((word) => /\w/.test(word)) ? words.join(" ") : question;
}
