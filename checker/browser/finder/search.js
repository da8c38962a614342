/**
 * Finds schools by what people type: words of the name or town in any order, the beginning of a postcode or of a URN. It is
 * pure: no page, no network. Small typing errors are forgiven where what was typed finds nothing.
 */

import { splitJoined, plain } from "./search-index.js";
import { maxEdits, editDistance, matchesFuzzily, KIND_BITS, KINDS, letterMask, wordsOf, wordsOfName } from "./words.js";

/**
 * @typedef {{ urn: string, name: string, town: string, postcode: string, phase: string, also: string, once: string }} Found
 *   `also` is another URN, `once` another name of the school, where it is by this that it was found
 * @typedef {{ total: number, schools: Found[] }} Finding
 */

/** What a match is worth. In the town or another name, or in a word nearly typed, it is less than in the name as typed. */
const EXACT = 9;
const PREFIX = 7;
const FUZZY = [0, 4, 3];
const FIELD_PENALTY = [0, 2, 1];
/** Above the longest name: so names are compared by length only where their matches are worth the same. */
const STEP = 256;
const POSTCODE = /^[a-z]{1,2}\d/;

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
 * @template {string | number} T
 * @param {number} length
 * @param {(place: number) => T} valueAt
 * @param {T} value
 */
function lowerBound(length, valueAt, value) {
  let [low, high] = [0, length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (valueAt(middle) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * @param {import("./search-index.js").SearchIndex} prepared
 * @returns {(typed: string, limit: number) => Finding}
 */
export function makeSearch(prepared) {
  const { urns, town, phase, byPostcode, others, otherOf, onceOf, letters, postingStarts, postings } = prepared;
  const [names, towns, postcodes] = [splitJoined(prepared.names), splitJoined(prepared.towns), splitJoined(prepared.postcodes)];
  const [phases, once, words] = [splitJoined(prepared.phases), splitJoined(prepared.once), splitJoined(prepared.words)];
  /** @param {number} place */
  const wordAt = (place) => String(words[place]);
  /** @param {number} place */
  const urnAt = (place) => String(urns[place]);
  /** @param {number} place */
  const postcodeAt = (place) => plain(String(postcodes[Number(byPostcode[place])]));

  const scores = new Uint16Array(names.length);
  /** How many of the words typed so far a school has; and what it has best of the one at hand. */
  const rounds = new Uint8Array(names.length);
  const best = new Uint8Array(names.length);
  const touched = new Int32Array(names.length);
  let reached = 0;

  /** @param {number} school @param {number} round @param {number} worth */
  function score(school, round, worth) {
    if (rounds[school] !== round) return;
    const already = best[school] ?? 0;
    if (!already) touched[reached++] = school;
    if (worth > already) best[school] = worth;
  }

  /** @param {number} number of the word @param {number} round @param {number} worth */
  function scoreWord(number, round, worth) {
    const end = postingStarts[number + 1] ?? 0;
    for (let at = postingStarts[number] ?? 0; at < end; at += 1) {
      const place = postings[at] ?? 0;
      score(place >> KIND_BITS, round, worth - (FIELD_PENALTY[place & KINDS] ?? 0));
    }
  }

  /** @param {string} typed @param {number} round */
  function scoreExact(typed, round) {
    for (let at = lowerBound(words.length, wordAt, typed); words[at]?.startsWith(typed); at += 1) {
      scoreWord(at, round, words[at] === typed ? EXACT : PREFIX);
    }
    if (POSTCODE.test(typed)) {
      for (let at = lowerBound(byPostcode.length, postcodeAt, typed); at < byPostcode.length; at += 1) {
        const postcode = postcodeAt(at);
        if (!postcode.startsWith(typed)) break;
        score(Number(byPostcode[at]), round, postcode.slice(0, -3) === typed || postcode === typed ? EXACT : PREFIX);
      }
    }
    if (/^\d{3,}$/.test(typed)) {
      for (let at = lowerBound(urns.length, urnAt, typed); at < urns.length && urnAt(at).startsWith(typed); at += 1) {
        score(at, round, EXACT);
      }
      for (const school of withOther(typed)) score(school, round, EXACT);
    }
  }

  /**
   * The schools that had, or will have, this URN.
   * @param {string} typed
   */
  function withOther(typed) {
    const urn = /^\d{5,7}$/.test(typed) ? Number(typed) : -1;
    const from = lowerBound(others.length, (at) => Number(others[at]), urn);
    return otherOf.subarray(from, lowerBound(others.length, (at) => Number(others[at]), urn + 1));
  }

  /** @param {string} typed @param {number} round */
  function scoreFuzzy(typed, round) {
    const allowed = maxEdits(typed);
    const own = letterMask(typed);
    for (let number = 0; allowed && number < words.length; number += 1) {
      let missing = own & ~Number(letters[number]);
      let few = 0;
      for (; missing && few <= allowed; few += 1) missing &= missing - 1;
      if (few > allowed) continue;
      const errors = editDistance(typed, String(words[number]), allowed);
      if (errors && errors <= allowed) scoreWord(number, round, Number(FUZZY[errors]));
    }
  }

  /** @param {string[]} typed @param {boolean} forgiving */
  function collect(typed, forgiving) {
    scores.fill(0);
    rounds.fill(0);
    for (const [round, word] of typed.entries()) {
      reached = 0;
      scoreExact(word, round);
      if (forgiving) scoreFuzzy(word, round);
      for (let at = 0; at < reached; at += 1) {
        const school = touched[at] ?? 0;
        scores[school] = (scores[school] ?? 0) + (best[school] ?? 0);
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
    let least = -Infinity;
    for (let at = 0; at < reached; at += 1) {
      const school = touched[at] ?? 0;
      const key = (scores[school] ?? 0) * STEP - (names[school]?.length ?? 0);
      if (key <= least) continue;
      const place = first.findIndex((other) => key > other.key);
      first.splice(place < 0 ? first.length : place, 0, { school, key });
      first.length = Math.min(first.length, limit);
      if (first.length === limit) least = first.at(-1)?.key ?? 0;
    }
    return first.map(({ school }) => school);
  }

  /**
   * The other name that has most of the typed words that name and town have not; none where they have them all.
   * @param {string[]} typed @param {number} school
   */
  function matchingFormerName(typed, school) {
    const within = (/** @type {string[]} */ own) => (/** @type {string} */ word) => own.some((other) => matchesFuzzily(word, other));
    const has = within([...wordsOfName(String(names[school])), ...wordsOf(String(towns[Number(town[school])]))]);
    const missing = typed.filter((word) => !has(word));
    let [most, name] = [0, ""];
    const from = lowerBound(onceOf.length, (at) => Number(onceOf[at]), school);
    for (let at = from; onceOf[at] === school; at += 1) {
      const count = missing.filter(within(wordsOfName(String(once[at])))).length;
      if (count > most) [most, name] = [count, String(once[at])];
    }
    return name;
  }

  return (typed, limit) => {
    const read = readTyped(typed);
    if (!read.length) return { total: 0, schools: [] };
    const total = collect(read, false) || collect(read, true);
    const schools = firstOf(limit).map((school) => ({
      urn: urnAt(school),
      name: String(names[school]),
      town: String(towns[Number(town[school])]),
      postcode: String(postcodes[school]),
      phase: String(phases[Number(phase[school])]),
      also: read.find((word) => withOther(word).includes(school) && word !== urnAt(school)) ?? "",
      once: matchingFormerName(read, school),
    }));
    return { total, schools };
  };
}
