/** The list of schools as the search wants it, in few large pieces that pass from a worker to the page at once. */

import { createNames } from "./names.js";
import { makeVocabulary } from "./words.js";

/**
 * @typedef {object} Index the columns of index.json, in the order of URNs; see build_scripts/schools/published/browser_files.py
 * @property {number[]} urns each as its distance from the one before
 * @property {string[]} names
 * @property {string[]} towns
 * @property {number[]} town which of the towns
 * @property {string[]} postcodes
 * @property {string[]} phases
 * @property {number[]} phase which of the phases
 * @property {(number[] | 0)[]} other_urns earlier and later URNs, as distances from its own
 * @property {(string[] | 0)[]} other_names earlier and later names
 *
 * @typedef {object} SearchIndex texts are joined, each with the next; a school is its place in the list
 * @property {Int32Array} urns
 * @property {string} names
 * @property {string} towns
 * @property {Int32Array} town
 * @property {string} postcodes
 * @property {string} phases
 * @property {Int32Array} phase
 * @property {Int32Array} byPostcode the schools in the order of their postcodes
 * @property {Int32Array} otherUrns earlier and later ones in their order
 * @property {Int32Array} otherUrnOf the school of each
 * @property {string} otherNames earlier and later ones, in the order of their schools
 * @property {Int32Array} otherNameOf the school of each
 * @property {string} words every word in their order; with the next three see vocabulary.js
 * @property {Int32Array} letters
 * @property {Int32Array} postingStarts
 * @property {Int32Array} postings
 */

/** The character that is meant for this stands in no name. */
const SEPARATOR = "\u001f";

/** @param {string} joined */
export const splitJoined = (joined) => (joined ? joined.split(SEPARATOR) : []);

/** @param {string} postcode */
export const plain = (postcode) => postcode.replace(" ", "").toLowerCase();

/**
 * @param {Index} index
 * @param {import("./names.js").Abbreviations} abbreviations
 * @returns {SearchIndex}
 */
export function buildSearchIndex(index, abbreviations) {
  let urn = 0;
  const urns = Int32Array.from(index.urns, (more) => (urn += more));
  const postcodes = index.postcodes.map(plain);
  const otherUrns = index.other_urns.flatMap((steps, school) => (steps || []).map((more) => [Number(urns[school]) + more, school]));
  otherUrns.sort(([one = 0], [other = 0]) => one - other);
  const otherNames = index.other_names.flatMap((names, school) => (names || []).map((name) => ({ name, school })));
  const { words, ...places } = makeVocabulary(index, createNames(abbreviations).wordsOfName);
  return {
    urns,
    names: index.names.join(SEPARATOR),
    towns: index.towns.join(SEPARATOR),
    town: Int32Array.from(index.town),
    postcodes: index.postcodes.join(SEPARATOR),
    phases: index.phases.join(SEPARATOR),
    phase: Int32Array.from(index.phase),
    byPostcode: Int32Array.from(postcodes.keys()).sort((one, other) => compare(postcodes[one], postcodes[other])),
    otherUrns: Int32Array.from(otherUrns, ([number = 0]) => number),
    otherUrnOf: Int32Array.from(otherUrns, ([, school = 0]) => school),
    otherNames: otherNames.map(({ name }) => name).join(SEPARATOR),
    otherNameOf: Int32Array.from(otherNames, ({ school }) => school),
    words: words.join(SEPARATOR),
    ...places,
  };
}

/** @param {string} [one] @param {string} [other] */
function compare(one = "", other = "") {
  return one < other ? -1 : one > other ? 1 : 0;
}
