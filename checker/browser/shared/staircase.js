/** Marks on the staircase of the rule where a school stands: a point, a range, or the whole scale while a figure is not known. */

/**
 * @typedef {{ idaci: { from: string, to: string }, aea: string }} Evidence what is known: a share in per cent, and categories
 * @typedef {{ idaci: string, aea: string }} Said the same in words
 */

const SVG = "http://www.w3.org/2000/svg";
/** How high a mark is, and how wide at least, in the units of the drawing. */
const POINT = 12;
/** Between a mark and the foot of its step: above it stand the words of the step. */
const GAP = 3;

/**
 * @param {SVGSVGElement} svg made by docs/overrides/pictures/staircase.html; its data attributes have the scale
 * @param {Evidence} evidence
 * @param {Said} said
 * @returns {string} the sentence that says what is marked; it is now a part of the picture's text alternative
 */
export function markPosition(svg, { idaci, aea }, said) {
  const { idaciMin, idaciMax, left, right, row, marked } = svg.dataset;
  const [low, high, start, end, height] = [idaciMin, idaciMax, left, right, row].map(Number);
  /** What is beyond the scale stands at its end. @param {string} share */
  const across = (share) => {
    const x = start + ((Number(share) - low) / (high - low)) * (end - start);
    return Math.min(end - POINT / 2, Math.max(start + POINT / 2, x));
  };
  const [from, to] = [across(idaci.from), across(idaci.to)];
  for (const category of aea.split(",")) {
    const label = /** @type {SVGElement} */ (svg.querySelector(`[data-aea="${category}"]`));
    const y = Number(label.dataset.top) + height - POINT - GAP;
    svg.querySelector(`[data-step="${category}"]`)?.classList.add("lt-stairs__line--above");
    svg.append(shape({ x: from - POINT / 2, y, width: to - from + POINT, height: POINT }));
  }
  const sentence = (marked ?? "").replace(/\{(\w+)\}/g, (whole, key) => said[/** @type {keyof Said} */ (key)] ?? whole);
  svg.setAttribute("aria-label", `${svg.getAttribute("aria-label")} ${sentence}`);
  return sentence;
}

/** @param {Record<string, number>} box */
function shape(box) {
  const rect = document.createElementNS(SVG, "rect");
  rect.setAttribute("class", "lt-stairs__school");
  rect.setAttribute("rx", String(POINT / 2));
  for (const [side, length] of Object.entries(box)) rect.setAttribute(side, String(Math.round(length * 10) / 10));
  return rect;
}
