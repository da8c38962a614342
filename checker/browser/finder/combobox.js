/**
 * The field in which a school or a trust is found: a combobox after the WAI-ARIA pattern, with a list that one may choose from.
 * What it lists is found by search.js in what its source has (school-data.js, trust-data.js); what choosing leads to is the page's
 * affair (chosen-school.js, home-page.js, chosen-trust.js).
 */

import { byId, cloneTemplate, format } from "../shared/dom.js";
import { makeSearch } from "./search.js";

/** @typedef {import("./search.js").Found} Found */

/**
 * What the field lists: its index, and where it has any, other numbers by which to find its entries, and the days on which
 * some closed.
 * @typedef {object} Source
 * @property {() => Promise<import("./search-index.js").SearchIndex>} loadList
 * @property {() => Promise<import("./school-data.js").Numbers>} [loadNumbers]
 * @property {(urn: string) => Promise<string | undefined>} [closedOn]
 */

/**
 * @typedef {object} Options
 * @property {Source} source
 * @property {(found: Found) => string} describe what is listed below the name of an entry
 * @property {(school: Pick<Found, "urn">) => void} onSelect told of the one that a person chose
 * @property {() => void} [onType] told that what stands in the field has changed
 * @property {() => boolean} [isChosen] whether the field names one that is chosen already: then nothing is listed
 */

const MAX_OPTIONS = 8;
const URN_LENGTH = 6;
/** How long typing pauses before the number of matches is said aloud, in milliseconds: sooner, it would cut off the letters. */
const ANNOUNCE_DELAY = 600;

/** Finds most of all schools. A browser makes fast what has run: so the first search waits for nobody, and nobody for it. */
const WARM_UP_QUERY = "s";

/** Lets a slow phone draw and hear keys in between. */
const nextTask = () => new Promise((resolve) => setTimeout(resolve));

/** @returns {any} the sentences of the page's field, and how people shorten names */
const wordsOfField = () => JSON.parse(byId("lt-finder-words").textContent ?? "");

/** The page's field, which says where the files are that it searches. */
const groupOf = () => /** @type {HTMLElement} */ (byId("lt-finder-input").closest(".lt-finder"));

/** Where the files are that the page's field searches, and what each must hold. */
export function filesOfField() {
  const { folder = "", index = "", digests = "", numbers = "", trusts = "" } = groupOf().dataset;
  const { abbreviations } = wordsOfField();
  return { folder: new URL(folder, document.baseURI).href, index, digests, numbers, trusts, abbreviations };
}

/** @param {Options} options */
export function createCombobox({ source, describe, onSelect, onType = () => {}, isChosen = () => false }) {
  const group = groupOf();
  const input = /** @type {HTMLInputElement} */ (byId("lt-finder-input"));
  const [list, count, status] = ["list", "count", "status"].map((name) => byId(`lt-finder-${name}`));
  const words = wordsOfField();
  const { abbreviations } = words;
  /** @type {ReturnType<typeof makeSearch> | undefined} */
  let search;
  /** @type {Found[]} */
  let found = [];
  let active = -1;
  let isPointerDown = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let pause;

  /** @param {string} name @param {Record<string, string | number>} [values] */
  const say = (name, values = {}) => format(words[name], values);

  /** Shows a sentence below the field, and says it aloud when typing pauses. @param {string} text */
  function announce(text) {
    count.textContent = text;
    clearTimeout(pause);
    pause = setTimeout(() => (status.textContent = text), ANNOUNCE_DELAY);
  }

  async function load() {
    if (search) return;
    const prepared = await source.loadList();
    if (search) return;
    search = makeSearch(prepared, abbreviations);
    await nextTask();
    search.find(WARM_UP_QUERY, MAX_OPTIONS);
    await nextTask();
  }

  /** Lists what matches the typed text; nothing before anything is typed. */
  async function runSearch() {
    const typed = input.value.trim();
    if (!typed || isChosen()) return close("");
    if (!search) close(say("loading"));
    try {
      await load();
      if (source.loadNumbers && search?.isNumber(typed)) search.addNumbers(await source.loadNumbers());
    } catch {
      return announce(say("failed"));
    }
    if (!search || typed !== input.value.trim()) return;
    // Left before the list was there: it is not loading any more.
    if (document.activeElement !== input) return count.textContent === say("loading") ? announce("") : undefined;
    const finding = search.find(typed, MAX_OPTIONS);
    showFound(finding);
    const urn = typed.replace(/\D/g, "");
    const told = finding.total === 0 && urn.length === URN_LENGTH ? await closing(urn) : undefined;
    if (told && typed === input.value.trim()) announce(told);
  }

  /** Says when the school with this number closed, if it did and none follows it. @param {string} urn */
  async function closing(urn) {
    const day = await source.closedOn?.(urn).catch(() => undefined);
    return day === undefined ? undefined : say(day ? "closed" : "closed_undated", { urn, day });
  }

  /** @param {import("./search.js").Finding} finding */
  function showFound({ total, isNearest, schools: first }) {
    found = first;
    list.textContent = "";
    list.append(...found.map(option));
    highlight(-1);
    const opens = list.hidden && found.length > 0;
    open(found.length > 0);
    const kind = total === 0 ? "none" : isNearest ? "nearest" : total === 1 ? "one" : total <= MAX_OPTIONS ? "some" : "many";
    announce(say(`count_${kind}`, { count: total, shown: MAX_OPTIONS }));
    if (opens) group.scrollIntoView({ block: "nearest" }); // the list would begin below the window's edge
  }

  /** @param {Found} entry @param {number} number */
  function option(entry, number) {
    const { name, otherUrn, otherName } = entry;
    const item = cloneTemplate("lt-option-template");
    item.id = `lt-finder-option-${number}`;
    const [first, second, third] = item.children;
    const why = otherUrn ? say("by_number", { urn: otherUrn }) : otherName && say("by_name", { name: otherName });
    for (const [line, text] of [[first, name], [second, describe(entry)], [third, why]]) {
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
    list.textContent = "";
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

  /** @param {Pick<Found, "urn">} school */
  function select(school) {
    close("");
    onSelect(school);
  }

  /** Enter takes what is marked in the list, or the one school that is surely meant; else it says what to do. */
  function enter() {
    const sure = found[active] ?? search?.findSure(input.value);
    if (sure) select(sure);
    else if (found.length) announce(say("choose"));
    else runSearch();
  }

  /** @type {Record<string, () => void>} */
  const keys = {
    ArrowDown: () => (list.hidden ? runSearch() : highlight((active + 1) % found.length)),
    ArrowUp: () => (list.hidden ? runSearch() : highlight((active < 1 ? found.length : active) - 1)),
    Enter: () => !isChosen() && enter(),
    Escape: () => {
      if (list.hidden) empty();
      else close("");
    },
  };

  function empty() {
    input.value = "";
    close("");
    onType();
  }

  /** Somebody has come to the field: the list is loaded before they type. */
  function enterField() {
    runSearch();
    load().catch(() => {});
  }

  input.addEventListener("focus", enterField);
  input.addEventListener("click", () => list.hidden && runSearch()); // touched again, without having left it
  input.addEventListener("input", () => {
    onType();
    runSearch();
  });
  input.addEventListener("change", (event) => event.stopPropagation()); // what is typed here is no answer
  input.addEventListener("keydown", (event) => {
    const act = keys[event.key];
    if (!act || event.isComposing) return;
    event.preventDefault(); // Enter would send the form
    act();
  });
  // Not while a pointer is down: what it is on would move away under it.
  addEventListener("pointerdown", () => (isPointerDown = true), { capture: true });
  addEventListener("pointerup", () => (isPointerDown = false), { capture: true });
  input.addEventListener("blur", () => {
    const closeUnlessBack = () => document.activeElement !== input && close();
    if (isPointerDown) addEventListener("pointerup", () => setTimeout(closeUnlessBack), { once: true });
    else closeUnlessBack();
  });
  list.addEventListener("mousedown", (event) => event.preventDefault()); // the field keeps the focus
  list.addEventListener("click", ({ target }) => {
    const item = /** @type {Element} */ (target).closest("[role=option]");
    const school = found[item ? [...list.children].indexOf(item) : -1];
    if (!school) return;
    select(school);
    if (matchMedia("(pointer: coarse)").matches) input.blur(); // what hides the answer then is the keyboard
  });
  if (document.activeElement === input) enterField();

  return {
    group,
    input,
    words,
    announce,
    say,
    closing,
    /** The one school that the typed text surely means, if it does. */
    async findSure() {
      await load();
      return search?.findSure(input.value);
    },
  };
}
