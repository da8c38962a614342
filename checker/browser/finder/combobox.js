/**
 * The field in which a school is found: a combobox after the WAI-ARIA pattern, with a list that one may choose from. What it
 * lists comes from search.js, the card of the chosen school from card.js. The chosen URN is a field of the form like others.
 */

import { makeCard } from "./school-card.js";
import { focusField } from "../shared/form-fields.js";
import { byId, cloneTemplate, format } from "../shared/dom.js";
import { createSchools } from "./school-data.js";
import { makeSearch } from "./search.js";

/** @typedef {import("./search.js").Found} Found */

const MAX_OPTIONS = 8;
/** How long typing pauses before the number of matches is said aloud, in milliseconds: sooner, it would cut off the letters. */
const ANNOUNCE_DELAY = 600;

/** Finds most of all schools. A browser makes fast what has run: so the first search waits for nobody, and nobody for it. */
const WARM_UP_QUERY = "s";

/** Lets a slow phone draw and hear keys in between. */
const nextTask = () => new Promise((resolve) => setTimeout(resolve));

/** @param {HTMLFormElement} form */
export function createFinder(form) {
  const group = byId("lt-urn");
  const input = /** @type {HTMLInputElement} */ (byId("lt-finder-input"));
  const chosen = /** @type {HTMLInputElement} */ (form.querySelector("input[name=urn]"));
  const [list, count, status, place] = ["list", "count", "status", "card"].map((name) => byId(`lt-finder-${name}`));
  const words = JSON.parse(byId("lt-finder-words").textContent ?? "");
  const { folder = "", index = "", digests = "" } = group.dataset;
  const schools = createSchools({ folder: new URL(folder, document.baseURI).href, index, digests });
  /** @type {ReturnType<typeof makeSearch> | undefined} */
  let search;
  /** @type {Found[]} */
  let found = [];
  let active = -1;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let pause;

  /** @param {string} name @param {Record<string, string | number>} [values] */
  const say = (name, values = {}) => format(words[name], values);

  /** @param {string} text */
  function announce(text) {
    count.textContent = text;
    clearTimeout(pause);
    pause = setTimeout(() => (status.textContent = text), ANNOUNCE_DELAY);
  }

  async function load() {
    if (search) return;
    try {
      const list = await schools.loadList();
      if (!search) {
        search = makeSearch(list);
        await nextTask();
        search(WARM_UP_QUERY, MAX_OPTIONS);
      }
      await nextTask();
      if (document.activeElement === input) runSearch();
    } catch {
      if (input.value) announce(say("failed"));
    }
  }

  /** Lists what matches the typed text; nothing before anything is typed. */
  function runSearch() {
    const typed = input.value.trim();
    if (!typed || typed === nameOfChosen()) return close("");
    if (!search) return close(say("loading"));
    const { total, schools: first } = search(typed, MAX_OPTIONS);
    found = first;
    list.replaceChildren(...found.map(option));
    highlight(-1);
    const opens = list.hidden && found.length > 0;
    open(found.length > 0);
    const kind = total === 0 ? "none" : total === 1 ? "one" : total <= MAX_OPTIONS ? "some" : "many";
    announce(say(`count_${kind}`, { count: total, shown: MAX_OPTIONS }));
    if (opens) group.scrollIntoView({ block: "nearest" }); // the list would begin below the window's edge
  }

  const nameOfChosen = () => (chosen.value ? place.querySelector("[data-part=name]")?.textContent : undefined);

  /** @param {Found} school @param {number} number */
  function option({ name, town, postcode, phase, also, once }, number) {
    const item = cloneTemplate("lt-option-template");
    item.id = `lt-finder-option-${number}`;
    const [first, second, third] = item.children;
    const where = [town, postcode, phase].filter(Boolean).join(", ");
    const why = also ? say("by_number", { urn: also }) : once && say("by_name", { name: once });
    for (const [line, text] of [[first, name], [second, where], [third, why]]) {
      if (line instanceof Element) text ? (line.textContent = String(text)) : line.remove();
    }
    return item;
  }

  /** @param {boolean} isOpen */
  function open(isOpen) {
    list.hidden = !isOpen;
    input.setAttribute("aria-expanded", String(isOpen));
  }

  /** @param {string} [text] what is said instead of a number */
  function close(text) {
    found = [];
    list.replaceChildren();
    highlight(-1);
    open(false);
    if (text !== undefined) announce(text);
  }

  /** @param {number} number */
  function highlight(number) {
    active = number;
    for (const [at, item] of [...list.children].entries()) item.setAttribute("aria-selected", String(at === number));
    const item = list.children[number];
    if (item) input.setAttribute("aria-activedescendant", item.id);
    else input.removeAttribute("aria-activedescendant");
    item?.scrollIntoView({ block: "nearest" });
  }

  /** @param {string} urn */
  function select(urn) {
    chosen.value = urn;
    close("");
    show(urn);
    chosen.dispatchEvent(new Event("change", { bubbles: true }));
  }

  /**
   * Shows the card of this school, or none, and returns what the checker is to be told of it.
   * @param {string} urn
   * @returns {Promise<object | undefined>}
   */
  async function show(urn) {
    if (!urn) {
      if (place.hasChildNodes()) input.value = "";
      place.replaceChildren();
      return undefined;
    }
    try {
      const school = await schools.find(urn);
      if (chosen.value !== urn) return school?.asked; // another has been chosen meanwhile
      if (!school) chosen.value = "";
      place.replaceChildren(...(school ? [makeCard(school, words)] : []));
      input.value = school?.name ?? "";
      announce(school ? say("chosen", { name: school.name }) : say("unknown", { urn }));
      count.textContent = school ? "" : count.textContent;
      return school?.asked;
    } catch {
      announce(say("failed"));
      return undefined;
    }
  }

  /** @type {Record<string, () => void>} */
  const keys = {
    ArrowDown: () => (list.hidden ? runSearch() : highlight((active + 1) % found.length)),
    ArrowUp: () => (list.hidden ? runSearch() : highlight((active < 1 ? found.length : active) - 1)),
    Enter: () => {
      const [only] = found;
      const school = found[active] ?? (found.length === 1 ? only : undefined);
      if (school) select(school.urn);
    },
    Escape: () => {
      if (list.hidden) input.value = "";
      close("");
    },
  };

  input.addEventListener("focus", load);
  input.addEventListener("input", () => {
    load();
    runSearch();
  });
  input.addEventListener("change", (event) => event.stopPropagation()); // what is typed here is no answer
  input.addEventListener("keydown", (event) => {
    const act = keys[event.key];
    if (!act || event.isComposing) return;
    event.preventDefault(); // Enter would send the form
    act();
  });
  input.addEventListener("blur", () => close());
  list.addEventListener("mousedown", (event) => event.preventDefault()); // the field keeps the focus
  list.addEventListener("click", ({ target }) => {
    const item = /** @type {Element} */ (target).closest("[role=option]");
    const school = found[item ? [...list.children].indexOf(item) : -1];
    if (school) select(school.urn);
  });
  group.addEventListener("click", (event) => {
    const pressed = /** @type {Element} */ (event.target).closest("[data-finder]");
    if (!(pressed instanceof HTMLElement)) return;
    event.preventDefault(); // the fragment is the answers'
    if (pressed.dataset.finder === "own") return focusField(form, "idaci");
    select("");
    input.focus();
  });
  if (document.activeElement === input) load();
  return { show };
}
