/** What the page itself holds for the scripts: elements by their names, templates to copy, sentences to fill in. */

/**
 * An element that the page is sure to have.
 * @param {string} id
 */
export const byId = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

/**
 * A fresh copy of what a template holds, as a part of this page: only here do its links know their place.
 * @param {string} id
 * @returns {HTMLElement}
 */
export function cloneTemplate(id) {
  const template = /** @type {HTMLTemplateElement} */ (byId(id));
  return /** @type {HTMLElement} */ (document.importNode(/** @type {Element} */ (template.content.firstElementChild), true));
}

/**
 * A count as people write it: 24,504. The browser's own formats take a slow phone longer to load than a frame.
 * @param {string | number} value
 */
const formatCount = (value) => (typeof value === "number" ? String(value).replace(/\B(?=(\d{3})+$)/g, ",") : value);

/**
 * A sentence of the wording with its names filled in, counts as people write them.
 * @param {string} sentence
 * @param {Record<string, string | number>} values
 */
export const format = (sentence, values) =>
  sentence.replace(/\{(\w+)\}/g, (whole, name) => formatCount(values[name] ?? whole));
