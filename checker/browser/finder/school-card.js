/** The card of the chosen school: what open data says of it, as text and on the staircase, each with its source. */

import { markPosition } from "../shared/staircase.js";
import { cloneTemplate, format } from "../shared/dom.js";

/** @typedef {import("./school-data.js").School} School */

/**
 * @param {School} school
 * @param {{ by_number: string, followed: string, not_known: string, sources: string, several: string, group: string }} words
 */
export function makeCard(school, words) {
  const card = cloneTemplate("lt-card-template");
  const { name, place, phase, estimate_note, why, district, urn, deciles } = school;
  const sources = school.sources && words.sources.replace("{sources}", school.sources);
  const by_number = school.otherUrn && words.by_number.replace("{urn}", school.otherUrn);
  const { schools = "", source = "" } = school.successors;
  const followed = schools && words.followed.replace("{schools}", schools).replace("{source}", source);
  const aea_source = school.aea_source && words.sources.replace("{sources}", school.aea_source);
  const several = school.known.aea?.includes(",") ? words.several : "";
  /** @type {Record<string, string>} */
  const said = { name, place, phase, estimate_note, sources, by_number, followed, several, aea_source, urn, deciles };
  Object.assign(said, { idaci: school.idaci || why, district: district || words.not_known, aea: school.aea || words.not_known });
  for (const part of card.querySelectorAll("[data-part]")) {
    const text = said[/** @type {HTMLElement} */ (part).dataset.part ?? ""] ?? "";
    part.textContent = text;
    if (!text) (part.closest("[data-row]") ?? part).remove();
  }
  linkGroups(/** @type {HTMLElement} */ (card.querySelector("[data-group]")), school, words.group);
  draw(/** @type {Element} */ (card.querySelector(".lt-picture")), school, said);
  return card;
}

/**
 * Links to all schools of its trust and of its federation.
 * @param {HTMLElement} line the first such line
 * @param {School} school
 * @param {string} sentence
 */
function linkGroups(line, { groups }, sentence) {
  for (const { code, name } of groups) {
    const one = /** @type {HTMLElement} */ (line.cloneNode(true));
    const link = /** @type {HTMLAnchorElement} */ (one.querySelector("a"));
    link.hash = `trust=${code}`;
    link.textContent = format(sentence, { name });
    line.before(one);
  }
  line.remove();
}

/**
 * @param {Element} picture
 * @param {School} school
 * @param {Record<string, string>} said
 */
function draw(picture, { ends: [from, to], known }, { idaci = "", aea = "" }) {
  if (!from || !to) return picture.remove();
  const svg = /** @type {SVGSVGElement} */ (picture.querySelector("svg"));
  const every = [...svg.querySelectorAll("[data-aea]")].map((label) => label.getAttribute("data-aea"));
  const sentence = markPosition(svg, { idaci: { from, to }, aea: known.aea || every.join() }, { idaci, aea });
  /** @type {Element} */ (picture.querySelector("figcaption")).textContent = sentence;
}
