/** Draws where a school stands among those of its phase: a dot for each hundredth of them, in columns, and its own mark. */

import { drawMark, drawShape, scaleOf } from "../shared/scale.js";

/**
 * @param {SVGSVGElement} svg made by docs/overrides/pictures/standing.html; its data attributes have the scale
 * @param {string[]} percentiles the IDACI of each hundredth, lowest first
 * @param {import("../shared/scale.js").Ends} idaci of this school
 * @param {string} sentence that says where it stands; it becomes a part of the picture's text alternative
 */
export function drawStanding(svg, percentiles, idaci, sentence) {
  const [dot, base, top, mark] = [svg.dataset.dot, svg.dataset.base, svg.dataset.top, svg.dataset.mark].map(Number);
  const across = scaleOf(svg);
  /** How many dots each column has. @type {Map<number, number>} */
  const heights = new Map();
  const columns = percentiles.map((share) => Math.floor(across(share) / dot));
  for (const column of columns) heights.set(column, (heights.get(column) ?? 0) + 1);
  const step = Math.min(dot, (base - top) / Math.max(...heights.values())); // columns that are too high are pressed together
  heights.clear();
  for (const column of columns) {
    const below = heights.get(column) ?? 0;
    heights.set(column, below + 1);
    drawShape(svg, "circle", "lt-standing__dot", { cx: (column + 0.5) * dot, cy: base - (below + 0.5) * step, r: dot / 2 - 0.5 });
  }
  drawMark(svg, idaci, mark);
  svg.setAttribute("aria-label", `${sentence} ${svg.getAttribute("aria-label")}`);
}
