/** The scale of IDACI in a drawing that the build made: where a figure stands on it, and the mark of a school. */

/** @typedef {{ from: string, to: string }} Ends of what is known of a figure, in per cent */

const SVG = "http://www.w3.org/2000/svg";
/** How high a mark is, and how wide at least, in the units of a drawing. */
export const MARK = 12;

/**
 * Says where on the drawing a figure stands. What is beyond the scale stands at its end.
 * @param {SVGSVGElement} svg whose data attributes have the scale
 * @returns {(share: string) => number} the middle of its mark
 */
export function scaleOf(svg) {
  const { idaciMin, idaciMax, left, right } = svg.dataset;
  const [low, high, start, end] = [idaciMin, idaciMax, left, right].map(Number);
  return (share) => {
    const x = start + ((Number(share) - low) / (high - low)) * (end - start);
    return Math.min(end - MARK / 2, Math.max(start + MARK / 2, x));
  };
}

/**
 * @param {SVGSVGElement} svg
 * @param {Ends} ends
 * @param {number} top
 */
export function drawMark(svg, { from, to }, top) {
  const across = scaleOf(svg);
  const [start, end] = [across(from), across(to)];
  drawShape(svg, "rect", "lt-school-mark", { x: start - MARK / 2, y: top, width: end - start + MARK, height: MARK, rx: MARK / 2 });
}

/**
 * Adds a shape to a drawing.
 * @param {Element} svg
 * @param {string} shape
 * @param {string} className
 * @param {Record<string, number | string>} measures numbers are in the drawing's units, texts name their own
 */
export function drawShape(svg, shape, className, measures) {
  const drawn = document.createElementNS(SVG, shape);
  drawn.setAttribute("class", className);
  for (const [name, length] of Object.entries(measures)) {
    drawn.setAttribute(name, typeof length === "number" ? String(Math.round(length * 10) / 10) : length);
  }
  svg.append(drawn);
  return drawn;
}
