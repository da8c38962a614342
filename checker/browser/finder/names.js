/**
 * Names of schools as people write them, read as words. How people shorten them is editors' data: [cells.abbreviations] in
 * content/wording.toml, by which the checker reads lists of schools too (checker/eligibility/reading/names.py).
 */

/** Apostrophes of every kind, and what else stands inside a word and is often left out. */
const INSIDE_WORDS = /['\u2018\u2019\u201a\u201b\u02b9\u02bb\u02bc\u02bd\u00b4`\u2032\uff07\u0300-\u036f\u00ad\u200b-\u200f\u2060\ufeff]/g;
/** Letters that each have a point: C. of E., St. is no such row. */
const INITIALS = /\b(?:[a-z]\.){2,}/g;
/** No typed word begins so: it stands for all spellings of one meaning. */
const MEANING = "\u0001";

/**
 * @param {string} text
 * @returns {string[]}
 */
export function wordsOf(text) {
  const plain = text.normalize("NFD").toLowerCase().replace(INSIDE_WORDS, "").replace(/&/g, " and ");
  return plain.replace(INITIALS, (initials) => initials.replace(/\./g, "")).match(/[a-z0-9]+/g) ?? [];
}

/**
 * One of the things typed: words that must be found together, or one word. `text` is looked for as the beginning of a
 * word, `meaning` as what that word, or those words, stand for.
 * @typedef {{ text: string, meaning: string }} Term
 *
 * @typedef {ReturnType<typeof createNames>} Names
 */

/** What people write before the number of a school, and what such a number is. */
const LABELS = ["school", "urn", "ukprn", "laestab", "dfe", "unique", "reference", "number", "no"];
const NUMBER = /^\d{5,8}$/;
/** Words that people put in and leave out as they like. */
const SPARE = ["the", "school", "and", "of", "at", "in", "for"];

/** @typedef {Record<string, string[]>} Abbreviations short forms of words, by their long form */

/** @param {Abbreviations} abbreviations */
export function createNames(abbreviations) {
  /** Spellings by their first word, the longest first. @type {Map<string, { words: string[], meaning: string, full: string[] }[]>} */
  const byFirst = new Map();
  for (const [number, [long, short]] of Object.entries(abbreviations).entries()) {
    const full = wordsOf(long);
    for (const words of [long, ...short].map(wordsOf)) {
      const [first = ""] = words;
      byFirst.set(first, [...(byFirst.get(first) ?? []), { words, meaning: MEANING + number, full }]);
    }
  }
  for (const found of byFirst.values()) found.sort((one, other) => other.words.length - one.words.length);

  /** @param {string[]} words @param {number} at */
  const spellingAt = (words, at) =>
    byFirst.get(words[at] ?? "")?.find((spelling) => spelling.words.every((word, more) => words[at + more] === word));

  /**
   * The words by which a name is found: its own, the meanings of those, and these written in full.
   * @param {string} name
   */
  function wordsOfName(name) {
    const words = wordsOf(name);
    const found = new Set(words);
    for (let at = 0; at < words.length; at += 1) {
      const spelling = spellingAt(words, at);
      if (spelling) for (const word of [spelling.meaning, ...spelling.full]) found.add(word);
    }
    return [...found];
  }

  /**
   * What was typed; the parts of a postcode or of a number become one word, and a spelling of several words becomes its meaning.
   * @param {string} typed
   * @returns {Term[]}
   */
  function termsOf(typed) {
    const words = withoutLabel(joinHalves(wordsOf(typed)));
    const terms = [];
    for (let at = 0; at < words.length; ) {
      const spelling = spellingAt(words, at);
      const length = spelling?.words.length ?? 1;
      terms.push({ text: length > 1 ? "" : String(words[at]), meaning: spelling?.meaning ?? "" });
      at += length;
    }
    return terms;
  }

  const spareWords = new Set(SPARE.flatMap((word) => termsOf(word).map(wordOf)));
  /** @param {Term} term */
  const isSpare = (term) => spareWords.has(wordOf(term));

  /**
   * What a name says, however it is spelt and without the words that may be left out: equal for two names that say the same.
   * @param {string} name
   */
  function senseOf(name) {
    const terms = termsOf(name).filter((term) => !isSpare(term));
    return [...new Set(terms.map(wordOf))].sort().join(" ");
  }

  return { wordsOfName, termsOf, isSpare, senseOf };
}

/** @param {Term} term */
const wordOf = ({ text, meaning }) => meaning || text;

/** A number alone, as lists write it: URN 100000. @param {string[]} words */
function withoutLabel(words) {
  const number = words[words.length - 1] ?? "";
  return NUMBER.test(number) && words.slice(0, -1).every((word) => LABELS.includes(word)) ? [number] : words;
}

/** @param {string[]} words */
function joinHalves(words) {
  return words.reduce((/** @type {string[]} */ read, word) => {
    const half = read[read.length - 1] ?? "";
    const isPostcode = /^[a-z]{1,2}\d[a-z\d]?$/.test(half) && /^\d[a-z]{0,2}$/.test(word);
    const isNumber = /^\d{3}$/.test(half) && /^\d{3,4}$/.test(word); // 100 000 or 999/4001
    if (isPostcode || isNumber) return [...read.slice(0, -1), half + word];
    return [...read, word];
  }, []);
}
