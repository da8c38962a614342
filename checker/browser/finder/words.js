/** The words by which schools are found, and in which names and towns each stands. */

import { wordsOf } from "./names.js";

/** @typedef {import("./search-index.js").Index} Index */

/**
 * @typedef {object} Vocabulary
 * @property {string[]} words in their order
 * @property {Int32Array} letters which letters each word has: a bit for each, and one for all digits
 * @property {Int32Array} postingStarts where the postings of each word begin; one more than there are words
 * @property {Int32Array} postings the number of a school and, in the last bits, where the word stands
 */

/** Where a word of a school stands: in its name, its town, or a name that it had before or will have. */
const [NAME, TOWN, OTHER_NAME] = [0, 1, 2];
export const KIND_BITS = 2;
export const KINDS = (1 << KIND_BITS) - 1;

const CODE_OF_A = 97;

/** @param {string} word */
export function letterMask(word) {
  let letters = 0;
  for (let at = 0; at < word.length; at += 1) {
    const letter = word.charCodeAt(at) - CODE_OF_A;
    letters |= letter < 0 ? 1 << 26 : 1 << letter;
  }
  return letters;
}

/**
 * @param {Index} index
 * @param {import("./names.js").Names["wordsOfName"]} wordsOfName
 * @returns {Vocabulary}
 */
export function makeVocabulary({ names, towns, town, other_names }, wordsOfName) {
  /** @type {Map<string, number[]>} */
  const found = new Map();
  /**
   * Each word of a school once, where it is worth most.
   * @param {string} word @param {number} school @param {number} kind
   */
  const add = (word, school, kind) => {
    const postings = found.get(word);
    const place = (school << KIND_BITS) | kind;
    if (!postings) found.set(word, [place]);
    else if (Number(postings[postings.length - 1]) >> KIND_BITS < school) postings.push(place);
  };
  const wordsOfTowns = towns.map(wordsOf);
  for (const [school, name] of names.entries()) {
    for (const word of wordsOfName(name)) add(word, school, NAME);
    for (const word of wordsOfTowns[town[school] ?? -1] ?? []) add(word, school, TOWN);
    for (const other of other_names[school] || []) for (const word of wordsOfName(other)) add(word, school, OTHER_NAME);
  }
  const words = [...found.keys()].sort();
  const postingStarts = new Int32Array(words.length + 1);
  const postings = new Int32Array([...found.values()].reduce((sum, { length }) => sum + length, 0));
  for (const [number, word] of words.entries()) {
    const own = found.get(word) ?? [];
    postings.set(own, postingStarts[number]);
    postingStarts[number + 1] = (postingStarts[number] ?? 0) + own.length;
  }
  return { words, letters: Int32Array.from(words, letterMask), postingStarts, postings };
}

/** One row of the table of distances is kept, and the one before it for letters that changed places. */
let [before, last, now] = [new Uint8Array(64), new Uint8Array(64), new Uint8Array(64)];

/**
 * How many typing errors lie between what was typed and the beginning of a word: a letter too many, one missing, one for
 * another, or two that changed places.
 * @param {string} typed
 * @param {string} word
 * @param {number} allowed
 * @returns {number} more than allowed where there are more
 */
export function editDistance(typed, word, allowed) {
  const width = Math.min(word.length, typed.length + allowed, 63);
  for (let column = 0; column <= width; column += 1) last[column] = column;
  for (let row = 1; row <= typed.length; row += 1) {
    now[0] = row;
    let least = row;
    for (let column = 1; column <= width; column += 1) {
      const same = typed[row - 1] === word[column - 1];
      let errors = Math.min(Number(last[column]) + 1, Number(now[column - 1]) + 1, Number(last[column - 1]) + (same ? 0 : 1));
      if (row > 1 && column > 1 && typed[row - 1] === word[column - 2] && typed[row - 2] === word[column - 1]) {
        errors = Math.min(errors, Number(before[column - 2]) + 1);
      }
      now[column] = errors;
      if (errors < least) least = errors;
    }
    if (least > allowed) return least;
    [before, last, now] = [last, now, before];
  }
  return Math.min(...last.subarray(0, width + 1));
}

/** @param {string} typed */
export const maxEdits = (typed) => (/\d/.test(typed) || typed.length < 4 ? 0 : typed.length < 8 ? 1 : 2);

/**
 * Whether a word begins with what was typed, but for typing errors.
 * @param {string} typed
 * @param {string} word
 */
export function matchesFuzzily(typed, word) {
  const allowed = maxEdits(typed);
  return word.startsWith(typed) || (allowed > 0 && editDistance(typed, word, allowed) <= allowed);
}
