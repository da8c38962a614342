/** The answers for a list of schools: counts on top, a table to sort and to search, some rows at a time. */

import { cloneTemplate, format } from "../shared/dom.js";
import { makeRanges } from "./ranges.js";

/**
 * @typedef {object} Row
 * @property {number} number its row in the sheet
 * @property {string} school what the list, or the data of schools, calls it
 * @property {string} outcome its code; "problem" where there is no answer
 * @property {Record<string, string>} told what the answer says, by the names of its columns
 * @property {string} text all of that as it is searched; made when it first is
 *
 * @typedef {Record<string, string>} Texts
 * @typedef {{ outcomes: Texts, priorities: Texts, range: string, range_none: string, drawn: string, estimated: string, checked: string, phrases: string[] }} Words
 * @typedef {import("./ask-table.js").Answered} Answered
 */

const PAGE_SIZE = 50;
/** A cell may hold anything, and a browser stands still over a word without end: what is longer than a name is cut, in letters. */
const LONGEST_NAME = 120;
/** Paper has no buttons, so it gets more rows; not so many that the browser would stand still. */
const PRINT_ROWS = 1000;
/** The sentence on columns that were not used names so many of them (eligibility/words/formatting.py). */
const UNUSED_NAMED = 8;
/** How long typing pauses before the table follows, in milliseconds. */
const PAUSE = 200;

const { compare } = new Intl.Collator("en-GB", { numeric: true, sensitivity: "base" });
/** A figure or a range by its beginning; what is not known stands before all. @param {string} [text] */
const figure = (text = "") => Number.parseFloat(text) || -1;

/** @type {Record<string, (one: Row, other: Row) => number>} */
const ORDERS = {
  number: (one, other) => one.number - other.number,
  school: (one, other) => compare(one.school, other.school),
  idaci: (one, other) => figure(one.told.idaci_used) - figure(other.told.idaci_used),
  aea: (one, other) => figure(one.told.aea_used) - figure(other.told.aea_used),
};

/**
 * @param {Answered} answered
 * @returns {Row[]}
 */
function rowsOf({ header, fields, rows }) {
  const names = header.slice(fields.length);
  const naming = ["name", "urn", ""].map((field) => fields.indexOf(field));
  return rows.map((cells) => {
    const told = Object.fromEntries(names.map((name, at) => [name, cells[fields.length + at] ?? ""]));
    const whole = told.matched_school || naming.map((at) => cells[at]).find(Boolean) || "";
    const school = whole.length > LONGEST_NAME ? `${whole.slice(0, LONGEST_NAME)}…` : whole;
    return { number: Number(told.line), school, outcome: told.outcome || "problem", told, text: "" };
  });
}

/**
 * @param {Answered} answered
 * @param {{ title: string, notes: string[], words: Words }} around `notes` say what is wrong with the whole list, and what it leaves out
 */
export function makeResultsTable(answered, { title, notes, words }) {
  const rows = rowsOf(answered);
  const listing = cloneTemplate("lt-listing-template");
  const names = ["title", "notes", "done", "unused", "ranges", "drawn", "range", "rows", "pages", "checked"];
  const [heading, above, done, unused, ranges, drawn, range, body, pages, day] = names.map(
    (name) => /** @type {HTMLElement} */ (listing.querySelector(`[data-part=${name}]`)),
  );
  const inputs = [...listing.querySelectorAll("input")];
  const search = /** @type {HTMLInputElement} */ (inputs.find(({ type }) => type === "search"));
  const choices = inputs.filter((input) => input !== search);
  const outcomes = choices.map(({ value }) => value);
  /** @type {typeof ORDERS} */
  const orders = { ...ORDERS, outcome: (one, other) => outcomes.indexOf(one.outcome) - outcomes.indexOf(other.outcome) };
  let chosen = rows;
  let first = 0;
  let sorted = "number";
  let descending = false;

  function choose() {
    const outcome = choices.find(({ checked }) => checked)?.value;
    const sought = search.value.toLowerCase().split(/\s+/);
    const order = orders[sorted] ?? (() => 0);
    chosen = rows
      .filter((row) => (!outcome || row.outcome === outcome) && sought.every((word) => searched(row).includes(word)))
      .sort((one, other) => (descending ? order(other, one) : order(one, other)));
    first = 0;
    show();
  }

  function show(count = PAGE_SIZE) {
    const shown = chosen.slice(first, first + count);
    body.textContent = "";
    body.append(...shown.map((row) => makeRow(row, words)));
    const values = { from: first + 1, to: first + shown.length, count: chosen.length };
    range.textContent = format(shown.length ? words.range : words.range_none, values);
    const lines = draw(shown);
    drawn.textContent = lines && lines < chosen.length ? format(words.drawn, { ...values, to: first + lines }) : "";
    pages.hidden = chosen.length <= PAGE_SIZE;
    for (const button of pages.querySelectorAll("button")) {
      const to = first + PAGE_SIZE * Number(button.dataset.step);
      button.setAttribute("aria-disabled", String(to < 0 || to >= chosen.length));
    }
  }

  /** @param {HTMLElement} button */
  function sort(button) {
    const by = button.dataset.sort ?? "";
    descending = sorted === by && !descending;
    sorted = by;
    for (const column of listing.querySelectorAll("[aria-sort]")) column.removeAttribute("aria-sort");
    button.closest("th")?.setAttribute("aria-sort", descending ? "descending" : "ascending");
    choose();
  }

  /** @param {HTMLElement} button */
  function goToPage(button) {
    if (button.getAttribute("aria-disabled") === "true") return;
    first += PAGE_SIZE * Number(button.dataset.step);
    show();
  }

  const draw = makeRanges(ranges, rows, words);
  /** @type {HTMLDetailsElement} */ (ranges).open = rows.length <= PAGE_SIZE;
  listing.dataset.rows = String(rows.length);
  listing.dataset.unusedColumns = answered.unused.join("|");
  heading.textContent = title;
  day.textContent = format(words.checked, { date: new Date().toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric" }) });
  // What should have been reviewed by now is the same for many rows, so it is said once, above them.
  const sentences = new Set([...notes, ...rows.map(({ told }) => told.review ?? "")].filter(Boolean));
  above.append(...[...sentences].map((sentence) => makeText("p", sentence, "lt-note")));
  done.append(...answered.done.map((sentence) => makeText("li", sentence)));
  /** @type {HTMLElement} */ (done.parentElement).hidden = !answered.done.length;
  unused.hidden = answered.unused.length <= UNUSED_NAMED;
  /** @type {Element} */ (unused.querySelector("p")).textContent = answered.unused.join(", ");
  for (const choice of choices) {
    const count = choice.value ? rows.filter(({ outcome }) => outcome === choice.value).length : rows.length;
    const label = /** @type {Element} */ (choice.closest("label"));
    /** @type {Element} */ (label.querySelector("[data-count]")).textContent = count.toLocaleString("en-GB");
    if (!count) label.remove();
  }
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let pause;
  listing.addEventListener("input", ({ target }) => {
    clearTimeout(pause);
    pause = setTimeout(choose, target === search ? PAUSE : 0);
  });
  listing.addEventListener("click", ({ target }) => {
    const button = /** @type {Element} */ (target).closest("button");
    if (button?.dataset.sort) sort(button);
    else if (button?.dataset.step) goToPage(button);
  });
  addEventListener("beforeprint", () => listing.isConnected && show(PRINT_ROWS));
  addEventListener("afterprint", () => listing.isConnected && show());
  show();
  return listing;
}

/**
 * @param {string} tag
 * @param {string} textContent
 * @param {string} className
 */
const makeText = (tag, textContent, className = "") => Object.assign(document.createElement(tag), { textContent, className });

/** @param {Row} row */
function searched(row) {
  row.text = row.text || `${row.school} ${Object.values(row.told).join(" ")}`.toLowerCase();
  return row.text;
}

/**
 * @param {Row} row
 * @param {Words} words
 */
function makeRow({ number, school, outcome, told }, words) {
  const line = cloneTemplate("lt-listed-template");
  /** @type {Record<string, string | undefined>} */
  const said = { ...told, number: String(number), school, outcome: words.outcomes[outcome], priority: words.priorities[told.priority ?? ""] };
  said.reasons = told.problem || [told.reasons, told.warnings].filter(Boolean).join(" ");
  said.estimated = told.estimated && format(words.estimated, { told: told.estimated });
  for (const part of line.querySelectorAll("[data-part]")) {
    part.textContent = said[/** @type {HTMLElement} */ (part).dataset.part ?? ""] ?? "";
  }
  line.dataset.outcome = outcome;
  return line;
}
