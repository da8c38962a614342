/** The field on /trust/ that finds a trust or a federation by its name: choosing one lists its schools, and asks about them. */

import { createCombobox, filesOfField } from "../finder/combobox.js";
import { codeInAddress, fragmentOf } from "./trust-address.js";
import { createTrusts } from "./trust-data.js";

/** @typedef {import("./trust-data.js").Trust} Trust */

/** Signs that would end a cell, or open one with quotation marks. */
const SIGNS_OF_CELLS = /["\s]+/g;

const { compare } = new Intl.Collator("en-GB", { numeric: true, sensitivity: "base" });

/**
 * @param {object} page
 * @param {() => Promise<string>} page.loadSchools the data of all schools
 * @param {(list: { text: string, name: string, address: string, note: string }) => void} page.ask
 * @param {Record<string, any>} page.words
 */
export function createTrustFinder({ loadSchools, ask, words }) {
  /** The name that the field was given with the trust that is shown. */
  let name = "";
  const trusts = createTrusts(filesOfField());
  const { input, announce, say } = createCombobox({
    source: trusts,
    describe: ({ urn }) => describe(trusts.listed(urn)),
    isChosen: () => Boolean(name) && input.value.trim() === name,
    onSelect: ({ urn }) => choose(urn),
  });

  /** @param {Trust} [trust] */
  function describe(trust) {
    if (!trust) return "";
    const { kind, place, urns, isSpread } = trust;
    const sentence = urns.length === 1 ? "one_school" : isSpread ? "schools_mostly" : "schools_in";
    return say(sentence, { kind: say(kind), count: urns.length, place });
  }

  /** The address names the trust that is shown, so Back leads to the one before. @param {string} code */
  function choose(code) {
    if (codeInAddress() === code) show(code);
    else location.hash = fragmentOf(code);
  }

  /**
   * Lists the schools of a trust, and asks about them.
   * @param {string} code
   * @returns {Promise<boolean>} whether there is such a trust
   */
  async function show(code) {
    announce(say("loading"));
    try {
      const [trust, names] = await Promise.all([trusts.find(code), namesOfSchools()]);
      if (codeInAddress() !== code) return true; // another has been chosen meanwhile
      announce(trust ? "" : say("unknown", { code }));
      if (!trust) return false;
      input.value = name = trust.name;
      ask({ text: listOf(trust, names), name, address: location.hash, note: noteOn(trust) });
      return true;
    } catch {
      announce(say("failed"));
      return false;
    }
  }

  /** The names of all schools by URN, from the file in which the checker looks schools up. */
  async function namesOfSchools() {
    const { columns, schools } = JSON.parse(await loadSchools());
    const at = columns.indexOf("name");
    return new Map(schools.map((/** @type {string[]} */ school) => [school[0], school[at]]));
  }

  /** Rows as a spreadsheet would give them. @param {Trust} trust @param {Map<string, string>} names */
  function listOf({ urns }, names) {
    const rows = urns.map((urn) => [urn, (names.get(urn) ?? "").replace(SIGNS_OF_CELLS, " ")]);
    rows.sort(([, one = ""], [, other = ""]) => compare(one, other));
    return [[words.urn, words.school], ...rows].map((row) => `${row.join("\t")}\n`).join("");
  }

  /** Names the schools that the data does not hold, each with why. @param {Trust} trust */
  function noteOn({ absent }) {
    const schools = absent.map(([urn, school, why]) => say(`absent_${why}`, { urn, name: school }));
    return schools.length ? say("absent", { schools: schools.join("; ") }) : "";
  }

  return { show };
}
