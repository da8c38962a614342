/**
 * Finds schools by what people type: words of the name or town in any order, the beginning of a postcode or of a URN. It is
 * pure: no page, no network. Small typing errors are forgiven where what was typed finds nothing.
 */

import { errorsIn, lettersOf, makeVocabulary, wordsOf } from "./vocabulary.js";

/**
 * @typedef {object} Index the columns of index.json, in the order of URNs; see build_scripts/schools/index.py
 * @property {number[]} urns each as its distance from the one before
 * @property {string[]} names
 * @property {string[]} towns
 * @property {number[]} town which of the towns
 * @property {string[]} postcodes
 * @property {string[]} phases
 * @property {number[]} phase which of the phases
 * @property {(number[] | 0)[]} also earlier and later URNs, as distances from its own
 *
 * @typedef {{ urn: string, name: string, town: string, postcode: string, phase: string, also: string }} Found
 *   `also` is what was typed, where it is another URN of the school
 * @typedef {{ total: number, schools: Found[] }} Finding
 */

/** What a match is worth. One in the town, or in a word nearly typed, is worth less than in the name as typed. */
const WHOLE = 9;
const BEGUN = 7;
const NEARLY = [0, 4, 3];
const IN_TOWN = 2;
/** Above the longest name: so names are compared by length only where their matches are worth the same. */
const STEP = 256;
const POSTCODE = /^[a-z]{1,2}\d/;

/** @param {string} word */
const errorsAllowed = (word) => (/\d/.test(word) || word.length < 4 ? 0 : word.length < 8 ? 1 : 2);

/**
 * What was typed as words; the two halves of a postcode become one.
 * @param {string} typed
 */
function readTyped(typed) {
  const words = wordsOf(typed.replace(/\bc of e\b/gi, "cofe"));
  return words.reduce((/** @type {string[]} */ read, word) => {
    const half = read.at(-1) ?? "";
    if (/^[a-z]{1,2}\d[a-z\d]?$/.test(half) && /^\d[a-z]{0,2}$/.test(word)) return [...read.slice(0, -1), half + word];
    return [...read, word];
  }, []);
}

/**
 * The first place in a sorted list whose value is not less.
 * @param {ArrayLike<string>} sorted
 * @param {string} value
 */
function placeOf(sorted, value) {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (String(sorted[middle]) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * @param {Index} index
 * @returns {(typed: string, limit: number) => Finding}
 */
export function makeSearch(index) {
  const { names, towns, town, phases, phase } = index;
  const { words, letters, starts, places } = makeVocabulary(index);
  let urn = 0;
  const urns = index.urns.map((more) => String((urn += more)));
  const byPostcode = index.postcodes.map((postcode, school) => `${postcode.replace(" ", "").toLowerCase()} ${school}`).sort();
  /** @type {Map<string, number[]>} */
  const byOther = new Map();
  for (const [school, also] of index.also.entries()) {
    for (const more of also || []) {
      const other = String(Number(urns[school]) + more);
      byOther.set(other, [...(byOther.get(other) ?? []), school]);
    }
  }

  const scores = new Uint16Array(names.length);
  /** How many of the words typed so far a school has; and what it has best of the one at hand. */
  const rounds = new Uint8Array(names.length);
  const best = new Uint8Array(names.length);
  const touched = new Int32Array(names.length);
  let reached = 0;

  /** @param {number} school @param {number} round @param {number} worth */
  function hit(school, round, worth) {
    if (rounds[school] !== round) return;
    if (!best[school]) touched[reached++] = school;
    if (worth > Number(best[school])) best[school] = worth;
  }

  /** @param {number} number of the word @param {number} round @param {number} worth */
  function hitWord(number, round, worth) {
    for (let at = Number(starts[number]); at < Number(starts[number + 1]); at += 1) {
      const place = Number(places[at]);
      hit(place >> 1, round, place & 1 ? worth - IN_TOWN : worth);
    }
  }

  /** @param {string} typed @param {number} round */
  function hitAsTyped(typed, round) {
    for (let number = placeOf(words, typed); words[number]?.startsWith(typed); number += 1) {
      hitWord(number, round, words[number] === typed ? WHOLE : BEGUN);
    }
    if (POSTCODE.test(typed)) {
      for (let at = placeOf(byPostcode, typed); byPostcode[at]?.startsWith(typed); at += 1) {
        const [joined = "", school] = String(byPostcode[at]).split(" ");
        hit(Number(school), round, joined.slice(0, -3) === typed || joined === typed ? WHOLE : BEGUN);
      }
    }
    if (/^\d{3,}$/.test(typed)) {
      for (let school = placeOf(urns, typed); urns[school]?.startsWith(typed); school += 1) hit(school, round, WHOLE);
      for (const school of byOther.get(typed) ?? []) hit(school, round, WHOLE);
    }
  }

  /** @param {string} typed @param {number} round */
  function hitNearly(typed, round) {
    const allowed = errorsAllowed(typed);
    const own = lettersOf(typed);
    for (let number = 0; allowed && number < words.length; number += 1) {
      let missing = own & ~Number(letters[number]);
      let few = 0;
      for (; missing && few <= allowed; few += 1) missing &= missing - 1;
      if (few > allowed) continue;
      const errors = errorsIn(typed, String(words[number]), allowed);
      if (errors && errors <= allowed) hitWord(number, round, Number(NEARLY[errors]));
    }
  }

  /** @param {string[]} typed @param {boolean} forgiving */
  function collect(typed, forgiving) {
    scores.fill(0);
    rounds.fill(0);
    for (const [round, word] of typed.entries()) {
      reached = 0;
      hitAsTyped(word, round);
      if (forgiving) hitNearly(word, round);
      for (let at = 0; at < reached; at += 1) {
        const school = Number(touched[at]);
        scores[school] += Number(best[school]);
        best[school] = 0;
        rounds[school] = round + 1;
      }
    }
    return reached;
  }

  /** @param {number} limit */
  function firstOf(limit) {
    /** @type {{ school: number, key: number }[]} */
    const first = [];
    for (let at = 0; at < reached; at += 1) {
      const school = Number(touched[at]);
      const key = Number(scores[school]) * STEP - String(names[school]).length;
      if (first.length === limit && key <= Number(first.at(-1)?.key)) continue;
      const place = first.findIndex((other) => key > other.key);
      first.splice(place < 0 ? first.length : place, 0, { school, key });
      first.length = Math.min(first.length, limit);
    }
    return first.map(({ school }) => school);
  }

  return (typed, limit) => {
    const read = readTyped(typed);
    if (!read.length) return { total: 0, schools: [] };
    const total = collect(read, false) || collect(read, true);
    const schools = firstOf(limit).map((school) => ({
      urn: String(urns[school]),
      name: String(names[school]),
      town: String(towns[town[school] ?? -1] ?? ""),
      postcode: String(index.postcodes[school]),
      phase: String(phases[phase[school] ?? 0]),
      also: read.find((word) => byOther.get(word)?.includes(school) && word !== urns[school]) ?? "",
    }));
    return { total, schools };
  };
}
