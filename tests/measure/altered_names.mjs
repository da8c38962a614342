/**
 * Alters names of schools as people do, and counts how often the finder lists the right school: node altered_names.mjs INDEX WORDS
 *
 * A word is dropped, added, joined with the next, split, abbreviated or misspelt; the same ones in every run. Where several
 * schools have the name, the town is typed after it, as a person would who looks for one of them. WORDS has the
 * abbreviations of the wording as JSON.
 */

import { readFileSync } from "node:fs";
import { buildSearchIndex } from "../../checker/browser/finder/search-index.js";
import { createNames, wordsOf } from "../../checker/browser/finder/names.js";
import { makeSearch } from "../../checker/browser/finder/search.js";

const [, , indexFile = "", wordsFile = "", shown = ""] = process.argv;
const COUNT = 2000;
const LIMIT = 8;
const SEED = 20_190_926;
const LETTERS = "abcdefghijklmnopqrstuvwxyz";
const MORE = ["the", "school", "academy", "primary", "community", "trust"];

/** Mulberry32. @param {number} seed */
function randomFrom(seed) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const random = randomFrom(SEED);
/** @param {number} below */
const upTo = (below) => Math.floor(random() * below);
/** @template T @param {T[]} list @returns {T} */
const oneOf = (list) => /** @type {T} */ (list[upTo(list.length)]);
/** @template T @param {T[]} list @param {number} at @param {number} count @param {T[]} others */
const put = (list, at, count, ...others) => [...list.slice(0, at), ...others, ...list.slice(at + count)];

const index = JSON.parse(readFileSync(indexFile, "utf-8"));
const abbreviations = JSON.parse(readFileSync(wordsFile, "utf-8"));
const { termsOf } = createNames(abbreviations);
const { find, findSure } = makeSearch(buildSearchIndex(index, abbreviations), abbreviations);
/** @param {string} name */
const sense = (name) => [...new Set(termsOf(name).map(({ text, meaning }) => meaning || text))].sort().join(" ");

/**
 * Each gives the altered words, or nothing where there is nothing to alter.
 * @type {Record<string, (words: string[], town: string) => string[] | undefined>}
 */
const ALTERATIONS = {
  dropped(words) {
    return words.length > 2 ? put(words, 1 + upTo(words.length - 1), 1) : undefined;
  },
  added: (words, town) => put(words, upTo(words.length + 1), 0, oneOf([...MORE, town.toLowerCase()])),
  joined(words) {
    const at = upTo(words.length - 1);
    return words.length > 1 ? put(words, at, 2, String(words[at]) + words[at + 1]) : undefined;
  },
  split(words) {
    const long = [...words.keys()].filter((at) => String(words[at]).length >= 7);
    if (!long.length) return undefined;
    const at = oneOf(long);
    const word = String(words[at]);
    const middle = 3 + upTo(word.length - 5);
    return put(words, at, 1, word.slice(0, middle), word.slice(middle));
  },
  abbreviated(words) {
    const spoken = ` ${words.join(" ")} `;
    const rows = Object.entries(abbreviations).map(([long, short]) => [long, ...short].map((one) => wordsOf(one).join(" ")));
    const fits = rows.flatMap((/** @type {string[]} */ row) => row.filter((one) => spoken.includes(` ${one} `)).map((one) => ({ row, one })));
    if (!fits.length) return undefined;
    const { row, one } = oneOf(fits);
    return spoken.replace(` ${one} `, ` ${oneOf(row.filter((/** @type {string} */ other) => other !== one))} `).trim().split(" ");
  },
  misspelt(words) {
    const long = [...words.keys()].filter((at) => String(words[at]).length >= 5);
    if (!long.length) return undefined;
    const at = oneOf(long);
    const word = String(words[at]);
    const letter = 1 + upTo(word.length - 2);
    const slip = oneOf([
      word.slice(0, letter) + word.slice(letter + 1),
      word.slice(0, letter) + oneOf([...LETTERS]) + word.slice(letter),
      word.slice(0, letter) + oneOf([...LETTERS]) + word.slice(letter + 1),
      word.slice(0, letter) + word[letter + 1] + word[letter] + word.slice(letter + 2),
    ]);
    return put(words, at, 1, slip);
  },
};

let urn = 0;
const urns = index.urns.map((/** @type {number} */ more) => String((urn += more)));
/** How many schools say the same. @type {Map<string, number>} */
const alike = new Map();
for (const name of index.names) alike.set(sense(name), (alike.get(sense(name)) ?? 0) + 1);
const withTowns = new Set(index.names.map((/** @type {string} */ name, /** @type {number} */ at) => sense(`${name} ${index.towns[index.town[at]]}`)));

/** @type {Record<string, { asked: number, first: number, listed: number, wrong: number, missing: string[] }>} */
const counts = {};
const kinds = Object.keys(ALTERATIONS);
const times = [];
for (let asked = 0; asked < COUNT; ) {
  const school = upTo(urns.length);
  const kind = String(kinds[asked % kinds.length]);
  const [name, town] = [index.names[school], index.towns[index.town[school]]];
  const words = wordsOf(name);
  const altered = ALTERATIONS[kind]?.(words, town);
  if (!altered) continue;
  const typed = altered.join(" ") + (Number(alike.get(sense(name))) > 1 ? ` ${town}` : "");
  // What has become another school's very name asks for that one.
  if (sense(typed) !== sense(name) && (alike.has(sense(typed)) || withTowns.has(sense(typed)))) continue;
  asked += 1;
  const began = performance.now();
  const { schools } = find(typed, LIMIT);
  times.push(performance.now() - began);
  const place = schools.findIndex((found) => found.urn === urns[school]);
  const sure = findSure(typed);
  const count = (counts[kind] ??= { asked: 0, first: 0, listed: 0, wrong: 0, missing: [] });
  count.asked += 1;
  count.first += Number(place === 0);
  count.listed += Number(place >= 0);
  if (sure && sure.urn !== urns[school]) {
    count.wrong += 1;
    count.missing.push(`ENTER TAKES ${sure.name}, ${sure.town} (${sure.urn}) for: ${typed} <- ${name}, ${town}`);
  }
  if (place < 0) count.missing.push(`${typed} <- ${name}, ${town} (listed: ${schools.map((found) => found.name).slice(0, 2).join("; ")})`);
}

const all = Object.values(counts);
const sum = (/** @type {"asked" | "first" | "listed" | "wrong"} */ what) => all.reduce((total, count) => total + count[what], 0);
for (const [kind, { asked, first, listed, wrong }] of Object.entries({ ...counts, all: { asked: sum("asked"), first: sum("first"), listed: sum("listed"), wrong: sum("wrong") } })) {
  const percent = (/** @type {number} */ part) => `${((100 * part) / asked).toFixed(1)} %`;
  console.log(`${kind.padEnd(12)} ${String(asked).padStart(5)} names: first ${percent(first)}, among the first ${LIMIT} ${percent(listed)}, Enter takes another ${wrong} times`);
}
times.sort((one, other) => one - other);
console.log(`a search: median ${times[COUNT / 2]?.toFixed(1)} ms, 95 of 100 within ${times[COUNT * 0.95]?.toFixed(1)} ms, at most ${times[COUNT - 1]?.toFixed(1)} ms`);
if (shown) for (const { missing } of all) for (const line of missing.slice(0, Number(shown))) console.log(`  ${line}`);
