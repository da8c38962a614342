/**
 * Finds schools by what people type: words of the name or town in any order, the beginning of a postcode or of a number. It
 * is pure: no page, no network. Small slips are forgiven where what was typed finds nothing, and where no school has all of
 * the words, those that have most of them are the nearest.
 */

import { splitJoined, plain } from "./search-index.js";
import { createNames, wordsOf } from "./names.js";
import { maxEdits, editDistance, matchesFuzzily, KIND_BITS, KINDS, letterMask } from "./words.js";

/**
 * @typedef {{ urn: string, name: string, town: string, postcode: string, phase: string, otherUrn: string, otherName: string }} Found
 *   `otherUrn` or `otherName` is the one by which it was found, where it is not that of today
 * @typedef {{ total: number, isNearest: boolean, schools: Found[] }} Finding `isNearest` where none has all of the words
 * @typedef {import("./names.js").Term} Term
 */

/** What a match is worth. In the town or another name, or in a word nearly typed, it is less than in the name as typed. */
const EXACT = 9;
const PREFIX = 7;
/** One word typed as two, or two as one. */
const PARTED = 6;
const FUZZY = [0, 4, 3];
const FIELD_PENALTY = [0, 2, 1];
/** Above the longest name: so names are compared by length only where their matches are worth the same. */
const STEP = 256;
const POSTCODE = /^[a-z]{1,2}\d/;
const WHOLE_POSTCODE = /^[a-z]{1,2}\d[a-z\d]?\d[a-z]{2}$/;
const URN = /^\d{5,7}$/;
/** A DfE number, three digits of the authority and four of the school, or a UKPRN. */
const OTHER_NUMBER = /^(\d{7}|\d{8})$/;
/** The shortest word that may be two, and the shortest of these. */
const [MIN_PARTED, MIN_PART] = [6, 2];
/** How much of what was typed, by how rare each word is, a school must have to be among the nearest. */
const NEAREST_SHARE = 0.3;
/** More schools than this have no whole name in common. */
const MAX_NAMED = 500;
/** What a word that may be left out is worth, beside the others. */
const SPARE_WORTH = 0.1;
/** So many typed words are kept with their slips: who types goes on with the same ones. */
const MAX_KEPT = 50;

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
 * @param {import("./names.js").Abbreviations} abbreviations
 */
export function makeSearch(prepared, abbreviations) {
  const { urns, town, phase, byPostcode, otherUrns, otherUrnOf, otherNameOf, letters, postingStarts, postings } = prepared;
  const [names, towns, postcodes] = [splitJoined(prepared.names), splitJoined(prepared.towns), splitJoined(prepared.postcodes)];
  const [phases, words] = [splitJoined(prepared.phases), splitJoined(prepared.words)];
  const otherNames = splitJoined(prepared.otherNames);
  const { wordsOfName, termsOf, isSpare, senseOf } = createNames(abbreviations);
  /** @param {number} place */
  const wordAt = (place) => String(words[place]);
  /** @param {number} place */
  const urnAt = (place) => String(urns[place]);
  /** @param {number} place */
  const postcodeAt = (place) => plain(String(postcodes[Number(byPostcode[place])]));
  /** @param {number} school */
  const townOf = (school) => String(towns[Number(town[school])]);

  /** Schools by their DfE number and UKPRN, once they are loaded. @type {Map<string, number>} */
  const byNumber = new Map();

  const scores = new Float32Array(names.length);
  /** How many of the words that count a school has; and what it has best of the one at hand. */
  const had = new Uint8Array(names.length);
  const best = new Uint8Array(names.length);
  const touched = new Int32Array(names.length);
  let reached = 0;
  /** The words that each typed word may be but for a slip: their numbers and worth. @type {Map<string, number[][]>} */
  const slips = new Map();

  /** @param {number} school @param {number} worth */
  function score(school, worth) {
    const already = best[school] ?? 0;
    if (!already) touched[reached++] = school;
    if (worth > already) best[school] = worth;
  }

  /** @param {number} number of the word @param {number} worth */
  function scoreWord(number, worth) {
    const end = postingStarts[number + 1] ?? 0;
    for (let at = postingStarts[number] ?? 0; at < end; at += 1) {
      const place = postings[at] ?? 0;
      score(place >> KIND_BITS, worth - (FIELD_PENALTY[place & KINDS] ?? 0));
    }
  }

  /** The number of a word, or -1. @param {string} word */
  function numberOf(word) {
    const at = lowerBound(words.length, wordAt, word);
    return words[at] === word ? at : -1;
  }

  /** @param {string} text */
  function scoreBeginnings(text) {
    for (let at = lowerBound(words.length, wordAt, text); words[at]?.startsWith(text); at += 1) {
      scoreWord(at, words[at] === text ? EXACT : PREFIX);
    }
    if (POSTCODE.test(text)) {
      for (let at = lowerBound(byPostcode.length, postcodeAt, text); at < byPostcode.length; at += 1) {
        const postcode = postcodeAt(at);
        if (!postcode.startsWith(text)) break;
        score(Number(byPostcode[at]), postcode.slice(0, -3) === text || postcode === text ? EXACT : PREFIX);
      }
    }
    if (/^\d{3,}$/.test(text)) {
      for (let at = lowerBound(urns.length, urnAt, text); at < urns.length && urnAt(at).startsWith(text); at += 1) {
        score(at, EXACT);
      }
      for (const school of schoolsWithOtherUrn(text)) score(school, EXACT);
      const numbered = byNumber.get(text);
      if (numbered !== undefined) score(numbered, EXACT);
    }
  }

  /**
   * The schools that had, or will have, this URN.
   * @param {string} typed
   */
  function schoolsWithOtherUrn(typed) {
    const urn = URN.test(typed) ? Number(typed) : -1;
    const from = lowerBound(otherUrns.length, (at) => Number(otherUrns[at]), urn);
    return otherUrnOf.subarray(from, lowerBound(otherUrns.length, (at) => Number(otherUrns[at]), urn + 1));
  }

  /** The schools that have this one word as two. @param {string} text */
  function scoreSplit(text) {
    for (let at = MIN_PART; text.length >= MIN_PARTED && at <= text.length - MIN_PART; at += 1) {
      const [first, second] = [numberOf(text.slice(0, at)), numberOf(text.slice(at))];
      if (first < 0 || second < 0) continue;
      let [one, other] = [postingStarts[first] ?? 0, postingStarts[second] ?? 0];
      while (one < Number(postingStarts[first + 1]) && other < Number(postingStarts[second + 1])) {
        const [left, right] = [Number(postings[one]) >> KIND_BITS, Number(postings[other]) >> KIND_BITS];
        if (left === right) score(left, PARTED);
        if (left <= right) one += 1;
        if (right <= left) other += 1;
      }
    }
  }

  /** @param {string} typed */
  function slipsOf(typed) {
    const kept = slips.get(typed);
    if (kept) return kept;
    const allowed = maxEdits(typed);
    const own = letterMask(typed);
    const found = [];
    for (let number = 0; allowed && number < words.length; number += 1) {
      let missing = own & ~Number(letters[number]);
      let few = 0;
      for (; missing && few <= allowed; few += 1) missing &= missing - 1;
      if (few > allowed) continue;
      const errors = editDistance(typed, String(words[number]), allowed);
      if (errors && errors <= allowed) found.push([number, Number(FUZZY[errors])]);
    }
    if (slips.size >= MAX_KEPT) slips.clear();
    slips.set(typed, found);
    return found;
  }

  /**
   * What the schools have of one typed word: see `best` and `touched`.
   * @param {Term[]} terms @param {number} number @param {boolean} isForgiving
   */
  function scoreTerm(terms, number, isForgiving) {
    const { text = "", meaning = "" } = terms[number] ?? {};
    reached = 0;
    if (meaning) scoreWord(numberOf(meaning), EXACT);
    if (!text) return;
    scoreBeginnings(text);
    scoreSplit(text);
    for (const [one, other] of [[number - 1, number], [number, number + 1]]) {
      const [left, right] = [terms[Number(one)]?.text, terms[Number(other)]?.text];
      const joined = left && right ? numberOf(left + right) : -1;
      if (joined >= 0) scoreWord(joined, PARTED);
    }
    if (isForgiving) for (const [word = 0, worth = 0] of slipsOf(text)) scoreWord(word, worth);
  }

  /**
   * Scores the schools by what they have of the typed words.
   * @param {Term[]} terms
   * @param {boolean} isForgiving of slips; then each word is worth more the rarer it is
   * @returns {number} how much a school has that has each word as typed
   */
  function scoreAll(terms, isForgiving) {
    scores.fill(0);
    had.fill(0);
    let most = 0;
    for (const [number, term] of terms.entries()) {
      scoreTerm(terms, number, isForgiving);
      const rarity = isForgiving ? Math.log2(names.length / (1 + reached)) * (isSpare(term) ? SPARE_WORTH : 1) : 1;
      most += rarity * EXACT;
      const counts = Number(!isSpare(term));
      for (let at = 0; at < reached; at += 1) {
        const school = touched[at] ?? 0;
        scores[school] = (scores[school] ?? 0) + rarity * (best[school] ?? 0);
        had[school] = (had[school] ?? 0) + counts;
        best[school] = 0;
      }
    }
    return most;
  }

  /** The schools that have each of the words, but for those that may be left out. @param {Term[]} terms */
  function withAll(terms) {
    const counting = terms.filter((term) => !isSpare(term)).length;
    return placesOf(had, (count, school) => count === counting && Number(scores[school]) > 0);
  }

  /** @param {number[]} schools @param {number} limit */
  function firstOf(schools, limit) {
    /** @type {{ school: number, key: number }[]} */
    const first = [];
    let least = -Infinity;
    for (const school of schools) {
      const key = (scores[school] ?? 0) * STEP - (names[school]?.length ?? 0);
      if (key <= least) continue;
      const place = first.findIndex((other) => key > other.key);
      first.splice(place < 0 ? first.length : place, 0, { school, key });
      first.length = Math.min(first.length, limit);
      if (first.length === limit) least = first[limit - 1]?.key ?? 0;
    }
    return first.map(({ school }) => school);
  }

  /**
   * The other name that has most of the typed words that name and town have not; none where they have them all.
   * @param {string[]} typed @param {number} school
   */
  function matchingOtherName(typed, school) {
    const within = (/** @type {string[]} */ own) => (/** @type {string} */ word) => own.some((other) => matchesFuzzily(word, other));
    const has = within([...wordsOfName(String(names[school])), ...wordsOf(townOf(school))]);
    const missing = typed.filter((word) => !has(word));
    let [most, name] = [0, ""];
    const from = lowerBound(otherNameOf.length, (at) => Number(otherNameOf[at]), school);
    for (let at = from; otherNameOf[at] === school; at += 1) {
      const count = missing.filter(within(wordsOfName(String(otherNames[at])))).length;
      if (count > most) [most, name] = [count, String(otherNames[at])];
    }
    return name;
  }

  /** @param {number} school @param {Term[]} terms @returns {Found} */
  function foundSchool(school, terms) {
    const typed = terms.map(({ text, meaning }) => text || meaning);
    return {
      urn: urnAt(school),
      name: String(names[school]),
      town: townOf(school),
      postcode: String(postcodes[school]),
      phase: String(phases[Number(phase[school])]),
      otherUrn: typed.find((word) => schoolsWithOtherUrn(word).includes(school) && word !== urnAt(school)) ?? "",
      otherName: matchingOtherName(typed, school),
    };
  }

  /**
   * @param {string} typed
   * @param {number} limit
   * @returns {Finding}
   */
  function find(typed, limit) {
    const terms = termsOf(typed);
    scoreAll(terms, false);
    let schools = withAll(terms);
    let isNearest = false;
    if (!schools.length) {
      const most = scoreAll(terms, true);
      const nearest = placesOf(scores, (worth) => worth > most * NEAREST_SHARE);
      schools = withAll(terms);
      const [best = -1] = firstOf(nearest, 1);
      isNearest = !schools.length || (best >= 0 && !schools.includes(best));
      if (isNearest) schools = nearest;
    }
    return { total: schools.length, isNearest, schools: firstOf(schools, limit).map((school) => foundSchool(school, terms)) };
  }

  /**
   * The one school that the typed text surely means: by its number, its postcode or its whole name as of today, which no
   * other school has, however these are spelt; and never by some of the words, a name of the past, or a slip.
   * @param {string} typed
   * @returns {Found | undefined}
   */
  function findSure(typed) {
    const terms = termsOf(typed);
    const [first = { text: "", meaning: "" }] = terms;
    scoreAll(terms, false);
    const all = withAll(terms);
    let sure = all;
    if (terms.length === 1 && byNumber.has(first.text)) sure = [byNumber.get(first.text) ?? -1];
    else if (terms.length === 1 && URN.test(first.text)) sure = all.filter((school) => urnAt(school) === first.text);
    else if (terms.length !== 1 || !WHOLE_POSTCODE.test(first.text)) {
      const sense = senseOf(typed); // of two schools that only such a word tells apart, people leave it out for either
      /** @param {number} school */
      const waysToSay = (school) => ["", townOf(school), String(postcodes[school])].map((more) => `${names[school]} ${more}`);
      const isNamedSo = (/** @type {number} */ school) => waysToSay(school).some((name) => senseOf(name) === sense);
      sure = sense && all.length <= MAX_NAMED ? all.filter(isNamedSo) : [];
    }
    const [only = -1] = sure;
    return sure.length === 1 ? foundSchool(only, terms) : undefined;
  }

  /** Whether what was typed may be a DfE number or a UKPRN. @param {string} typed */
  function isNumber(typed) {
    const [only, ...more] = termsOf(typed);
    return Boolean(only && !more.length && OTHER_NUMBER.test(only.text));
  }

  /** @param {import("./school-data.js").Numbers} numbers */
  function addNumbers({ dfe, ukprn }) {
    if (byNumber.size) return;
    for (const kind of [dfe, ukprn]) for (const [school, number] of kind.entries()) byNumber.set(String(number), school);
    byNumber.delete("0");
  }

  return { find, findSure, isNumber, addNumbers };
}

/**
 * @param {ArrayLike<number>} values
 * @param {(value: number, place: number) => boolean} fits
 */
function placesOf(values, fits) {
  const places = [];
  for (let place = 0; place < values.length; place += 1) if (fits(Number(values[place]), place)) places.push(place);
  return places;
}
