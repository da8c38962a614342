/** Makes the answer's element from a result of the checker. All of it is put in as text, whatever it says. */

import { markPosition } from "../shared/staircase.js";
import { cloneTemplate } from "../shared/dom.js";
import { drawStanding } from "./standing.js";

/**
 * @typedef {object} Text the sentences of an answer, as eligibility.json_api makes them
 * @property {string | null} review where something that the answer rests on should have been reviewed by now
 * @property {string} title
 * @property {string} lead
 * @property {string | null} other_reading where the other reading of the bands gives another answer
 * @property {string | null} estimate that a figure is one, and how far off it may be
 * @property {string | null} made_from what a school's own figure was made from
 * @property {string[]} reasons
 * @property {string | null} band
 * @property {string[]} distances
 * @property {string | null} standing where the school stands among those of its phase
 * @property {string[]} settles
 * @property {string[]} checks
 * @property {string[]} notes
 * @property {string} priority
 * @property {string} next_step
 * @property {string} edition
 * @property {{ id: string, question: string, assume: string }[]} assumptions
 * @property {{ field: string, label: string, value: string }[]} answers
 *
 * @typedef {import("../shared/staircase.js").Evidence} Evidence
 * @typedef {{ outcome: string, priority: string, edition: string, other_reading: { outcome: string } | null, evidence: Evidence | null, percentiles: string[], text: Text, letter: string }} Result
 * @typedef {{ oldEdition: boolean, leftOut: boolean }} Remarks which remarks on the link it came from are shown
 * @typedef {{ checkedOn: string, address: string, email: string, remarks: Remarks }} Around what the page adds
 */

/**
 * @param {Result} result
 * @param {Around} around
 * @returns {HTMLElement}
 */
export function makeAnswer({ outcome, priority, other_reading, evidence, percentiles, text }, { checkedOn, address, email, remarks }) {
  const answer = cloneTemplate("lt-answer-template");
  answer.dataset.outcome = outcome;
  answer.dataset.priority = priority;
  if (other_reading) answer.dataset.otherReading = other_reading.outcome;

  const [settle = "", ...ways] = text.settles;
  const distances = text.band ? [text.band, ...text.distances] : text.distances;
  const { title, lead, next_step, edition, reasons, checks, notes } = text;
  /** @type {Record<string, string | string[]>} */
  const values = { title, lead, next_step, edition, reasons, checks, notes, distances, settle, ways, checkedOn, address };
  Object.assign(values, { review: text.review ?? "", estimate: text.estimate ?? "", made_from: text.made_from ?? "", priority: text.priority, other_reading: text.other_reading ?? "" });
  for (const [name, value] of Object.entries(values)) setPart(answer, name, value);

  markPicture(answer, evidence, text);
  markStanding(answer, evidence, percentiles, text);
  fillPart(answer, "answers", text.answers.map(givenRow));
  fillPart(answer, "assumptions", text.assumptions.map(assumptionItem));
  for (const remark of answer.querySelectorAll("[data-when]")) {
    const { when } = /** @type {HTMLElement} */ (remark).dataset;
    if (!remarks[/** @type {keyof Remarks} */ (when)]) remark.remove();
  }
  answer.querySelector("[data-action=email]")?.setAttribute("href", email);
  return answer;
}

/**
 * Where no figure counts, none is drawn.
 * @param {Element} answer
 * @param {Evidence | null} evidence
 * @param {Text} text
 */
function markPicture(answer, evidence, { answers }) {
  const picture = /** @type {Element} */ (answer.querySelector(".lt-part--picture"));
  if (!evidence) return picture.remove();
  const said = Object.fromEntries(answers.map(({ field, value }) => [field, value]));
  const { idaci = "", aea = "" } = said;
  const sentence = markPosition(/** @type {SVGSVGElement} */ (picture.querySelector("svg")), evidence, { idaci, aea });
  /** @type {Element} */ (picture.querySelector("figcaption")).textContent = sentence;
}

/**
 * @param {Element} answer
 * @param {Evidence | null} evidence
 * @param {string[]} percentiles
 * @param {Text} text
 */
function markStanding(answer, evidence, percentiles, { standing }) {
  if (!evidence || !standing) return answer.querySelector(".lt-part--standing")?.remove();
  partOf(answer, "standing").textContent = standing;
  drawStanding(/** @type {SVGSVGElement} */ (answer.querySelector(".lt-standing svg")), percentiles, evidence.idaci, standing);
}

/**
 * @param {Element} answer
 * @param {string} name of the part
 * @param {string | string[]} said
 */
function setPart(answer, name, said) {
  if (Array.isArray(said)) return fillPart(answer, name, said.map(listItem));
  const part = partOf(answer, name);
  part.textContent = said;
  if (!said) part.closest(".lt-part")?.remove();
}

/**
 * @param {Element} answer
 * @param {string} name of the part
 * @param {Element[]} items where there are none, the part and its heading go
 */
function fillPart(answer, name, items) {
  const part = answer.querySelector(`[data-part=${name}]`);
  if (items.length) part?.append(...items);
  else part?.closest(".lt-part")?.remove();
}

/**
 * @param {Element} answer
 * @param {string} name
 */
const partOf = (answer, name) => /** @type {Element} */ (answer.querySelector(`[data-part=${name}]`));

/** @param {string} text */
function listItem(text) {
  const item = document.createElement("li");
  item.textContent = text;
  return item;
}

/** @param {Text["answers"][number]} given */
function givenRow({ field, label, value }) {
  const row = cloneTemplate("lt-given-template");
  const [term, said] = row.children;
  if (term) term.textContent = label;
  if (said) said.textContent = value;
  if (field === "school") said?.setAttribute("translate", "no");
  const change = /** @type {HTMLAnchorElement} */ (row.querySelector("a"));
  change.dataset.change = field;
  change.hash = `lt-${field}`;
  /** @type {Element} */ (change.lastElementChild).textContent = ` ${label}`;
  return row;
}

/** @param {Text["assumptions"][number]} assumption */
function assumptionItem({ id, question, assume }) {
  const item = cloneTemplate("lt-assumption-template");
  const link = /** @type {HTMLAnchorElement} */ (item.querySelector("a"));
  link.textContent = id;
  link.hash = id.toLowerCase();
  for (const [index, said] of [question, assume].entries()) {
    /** @type {Element} */ (item.querySelectorAll("span")[index]).textContent = said;
  }
  return item;
}
