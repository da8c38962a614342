/** Marks on the staircase of the rule where a school stands: a point, a range, or the whole scale while a figure is not known. */

import { drawMark, MARK } from "./scale.js";

/**
 * @typedef {{ idaci: import("./scale.js").Ends, aea: string }} Evidence what is known: a share in per cent, and categories
 * @typedef {{ idaci: string, aea: string }} Said the same in words
 */

/** Between a mark and the foot of its step: above it stand the words of the step. */
const GAP = 3;

/**
 * @param {SVGSVGElement} svg made by docs/overrides/pictures/staircase.html; its data attributes have the scale
 * @param {Evidence} evidence
 * @param {Said} said
 * @returns {string} the sentence that says what is marked; it is now a part of the picture's text alternative
 */
export function markPosition(svg, { idaci, aea }, said) {
  const { row, marked } = svg.dataset;
  for (const category of aea.split(",")) {
    const label = /** @type {SVGElement} */ (svg.querySelector(`[data-aea="${category}"]`));
    svg.querySelector(`[data-step="${category}"]`)?.classList.add("lt-stairs__line--above");
    drawMark(svg, idaci, Number(label.dataset.top) + Number(row) - MARK - GAP);
  }
  const sentence = (marked ?? "").replace(/\{(\w+)\}/g, (whole, key) => said[/** @type {keyof Said} */ (key)] ?? whole);
  svg.setAttribute("aria-label", `${svg.getAttribute("aria-label")} ${sentence}`);
  return sentence;
}
