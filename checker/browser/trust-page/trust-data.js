/** The trusts and federations that the build made from open data. */

import { createLoader } from "../finder/data-files.js";
import { buildSearchIndex } from "../finder/search-index.js";

/**
 * @typedef {object} Columns of trusts.json, in the order of codes as text; see build_scripts/schools/published/groups.py
 * @property {number[]} codes each as its distance from the one before
 * @property {string[]} names
 * @property {string[]} kinds
 * @property {number[]} kind which of the kinds
 * @property {string[]} places
 * @property {number[]} place which of the places
 * @property {number[]} spread 1 where some of its schools are elsewhere
 * @property {number[][]} schools the URNs of each, as distances
 * @property {([string, string, string][] | 0)[]} absent URN, name, and why the data does not hold it
 *
 * @typedef {object} Trust or a federation
 * @property {string} name
 * @property {string} kind a code
 * @property {string} place the local authority of most of its schools
 * @property {boolean} isSpread whether some of its schools are elsewhere
 * @property {string[]} urns of its schools
 * @property {[string, string, string][]} absent URN, name, and why the data does not hold it
 */

/** @param {Pick<import("../finder/school-data.js").SchoolFiles, "folder" | "abbreviations"> & { trusts: string }} files */
export function createTrusts({ folder, trusts, abbreviations }) {
  const load = createLoader(folder);
  /** @type {Map<string, Trust>} */
  let byCode = new Map();

  /** @returns {Promise<Columns>} */
  async function loadColumns() {
    const columns = await load("trusts", trusts);
    byCode = byCode.size ? byCode : trustsByCode(columns);
    return columns;
  }

  return {
    loadList: async () => buildSearchIndex(asIndex(await loadColumns()), abbreviations),
    /** One that is listed already. @param {string} code */
    listed: (code) => byCode.get(code),
    /** @param {string} code */
    async find(code) {
      await loadColumns();
      return byCode.get(code);
    },
  };
}

/**
 * Trusts as the search wants what it looks for: with codes for URNs, and places for towns.
 * @param {Columns} columns
 * @returns {import("../finder/search-index.js").Index}
 */
function asIndex({ codes, names, kinds, kind, places, place }) {
  const none = names.map(() => /** @type {0} */ (0));
  const postcodes = names.map(() => "");
  return { urns: codes, names, towns: places, town: place, postcodes, phases: kinds, phase: kind, other_urns: none, other_names: none };
}

/** @param {Columns} columns */
function trustsByCode({ codes, names, kinds, kind, places, place, spread, schools, absent }) {
  return new Map(
    numbersFrom(codes).map((code, at) => [
      code,
      {
        name: names[at] ?? "",
        kind: kinds[kind[at] ?? -1] ?? "",
        place: places[place[at] ?? -1] ?? "",
        isSpread: spread[at] === 1,
        urns: numbersFrom(schools[at] ?? []),
        absent: absent[at] || [],
      },
    ]),
  );
}

/** Numbers, as text, from the distance of each to the one before. @param {number[]} steps */
function numbersFrom(steps) {
  let number = 0;
  return steps.map((step) => String((number += step)));
}
