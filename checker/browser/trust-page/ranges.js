/** The picture of a list's answers: the IDACI of each school as a range on one scale, on which the bands of the rule are marked. */

import { cloneTemplate } from "../shared/dom.js";
import { drawShape } from "../shared/scale.js";

/**
 * @typedef {import("./results-table.js").Row} Row
 * @typedef {{ low: number, high: number }} Ends in per cent
 * @typedef {{ floors: number[], top: number }} Scale from 0 to `top`, in per cent, with the floors of the bands
 */

/** More lines than this would be a picture of nothing, and a browser would stand still over them. */
const MOST_LINES = 100;
/** The scale goes up to a whole number of these. */
const STEP = 10;
const HIGHEST = 100;

/**
 * Reads figures as the checker words them, by the very phrases that it words them with.
 * @param {string[]} phrases
 * @returns {(text?: string) => Ends | undefined} nothing where no figure is known
 */
function readerOf(phrases) {
  const patterns = phrases.map((phrase) => {
    const literal = phrase.replace(/[.*+?^$()|[\]\\]/g, "\\$&");
    return new RegExp(`^${literal.replace(/\{(\w+)\}/g, "(?<$1>\\d+(?:\\.\\d+)?)")}$`);
  });
  return (text = "") => {
    const found = patterns.map((pattern) => pattern.exec(text)).find(Boolean);
    if (!found) return undefined;
    const { figure, low = figure ?? 0, high = figure ?? HIGHEST } = found.groups ?? {};
    return { low: Number(low), high: Number(high) };
  };
}

/**
 * @param {HTMLElement} part of the answers that holds the picture; it goes where no figure is known
 * @param {Row[]} rows all of them: the scale stays the same whichever are shown
 * @param {{ phrases: string[], outcomes: Record<string, string> }} words the phrases are those by which a figure is worded
 * @returns {(shown: Row[]) => number} draws these rows in their order, and says how many of them
 */
export function makeRanges(part, rows, { phrases, outcomes }) {
  const read = readerOf(phrases);
  const known = rows.flatMap(({ told }) => read(told.idaci_used) ?? []);
  if (!known.length) {
    part.remove();
    return () => 0;
  }
  const highest = known.reduce((most, { low, high }) => Math.max(most, high < HIGHEST ? high : low), 0);
  const [axis, list] = ["axis", "lines"].map((name) => /** @type {HTMLElement} */ (part.querySelector(`[data-part=${name}]`)));
  const floors = (part.dataset.floors ?? "").split(" ").map(Number);
  const top = Math.min(HIGHEST, Math.max(Number(part.dataset.top), Math.ceil(highest / STEP) * STEP));
  drawAxis(/** @type {Element} */ (axis), { floors, top });
  return (shown) => {
    const drawn = shown.slice(0, MOST_LINES);
    const lines = drawn.map(({ school, outcome, told: { idaci_used: figure } }) =>
      makeLine(school, figure || outcomes[outcome], read(figure), { floors, top }),
    );
    if (list) list.textContent = "";
    list?.append(...lines);
    return drawn.length;
  };
}

/**
 * @param {string} school
 * @param {string | undefined} text its figure, or why there is none
 * @param {Ends | undefined} ends
 * @param {Scale} scale
 */
function makeLine(school, text, ends, scale) {
  const line = cloneTemplate("lt-range-template");
  const svg = /** @type {Element} */ (line.querySelector("svg"));
  const [name, figure] = line.querySelectorAll("span");
  /** @type {Element} */ (name).textContent = school;
  /** @type {Element} */ (figure).textContent = text ?? "";
  drawBands(svg, scale);
  if (ends) drawShape(svg, "line", "lt-ranges__mark", { x1: across(ends.low, scale), x2: across(ends.high, scale), y1: "50%", y2: "50%" });
  return line;
}

/** @param {Element} svg @param {Scale} scale */
function drawAxis(svg, scale) {
  for (const share of [0, ...scale.floors, scale.top]) {
    drawShape(svg, "text", "lt-ranges__figure", { x: across(share, scale), y: "1em" }).textContent = String(share);
  }
}

/** The bands lie above one another, so the shade says how many of them a figure is in. @param {Element} svg @param {Scale} scale */
function drawBands(svg, scale) {
  for (const floor of scale.floors) {
    drawShape(svg, "rect", "lt-ranges__band", { x: across(floor, scale), width: `${100 - Number.parseFloat(across(floor, scale))}%`, height: "100%" });
  }
  for (const floor of scale.floors) drawShape(svg, "line", "lt-ranges__floor", { x1: across(floor, scale), x2: across(floor, scale), y1: "0", y2: "100%" });
}

/** @param {number} share @param {Scale} scale */
const across = (share, { top }) => `${Math.round((Math.min(share, top) / top) * 10_000) / 100}%`;
