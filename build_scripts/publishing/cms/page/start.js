/**
 * Starts the editing page, and keeps TOML files as people wrote them: comments, order and line breaks stay, and only
 * what was edited changes. Markdown files are read and written by Sveltia CMS itself.
 */

import { init, registerCustomFormat } from "./sveltia-cms.js";
import { LocalDate, parse, patch, stringify } from "./toml-patch.js";

/** @typedef {{ [name: string]: unknown }} Table */

// A file's text goes along with its facts, so that it is at hand when they are written; no fact has such a name.
const TEXT = " as it was";
const DAY = /^\d{4}-\d\d-\d\d$/;

registerCustomFormat("toml-as-written", "toml", {
  /** @param {string} text */
  fromFile: (text) => ({ ...plain(parse(text)), [TEXT]: text }),
  /** @param {Table} value */
  toFile: ({ [TEXT]: text, ...value }) => write(typeof text === "string" ? text : "", value),
});

/**
 * The facts with days as text, which is how forms have them.
 *
 * @param {Table} facts
 * @returns {Table}
 */
function plain(facts) {
  return JSON.parse(JSON.stringify(facts));
}

/**
 * @param {string} text
 * @param {Table} value
 */
function write(text, value) {
  const was = parse(text);
  const facts = /** @type {Table} */ (likewise(was, value));
  // A file of nothing but comments has no place where a fact could be put.
  return Object.keys(was).length ? patch(text, facts) : [text, stringify(facts)].filter(Boolean).join("\n\n");
}

/**
 * A value as the file has it: forms hold days as text, take the spaces from around a text, leave an empty text out, and
 * take a table whose names are numbers for a list.
 *
 * @param {unknown} was
 * @param {unknown} is
 * @returns {unknown}
 */
function likewise(was, is) {
  if (typeof is === "string" && typeof was === "string" && was.trim() === is) return was;
  if (typeof is === "string") return DAY.test(is) ? new LocalDate(is) : is;
  if (typeof is !== "object" || is === null) return is;
  if (Array.isArray(is) && (Array.isArray(was) || !isTable(was))) {
    return is.map((item, at) => likewise(Array.isArray(was) ? was[at] : undefined, item));
  }
  const before = isTable(was) ? was : {};
  const silent = Object.entries(before).filter(([, value]) => value === "");
  const said = Object.entries(is).map(([name, value]) => [name, likewise(before[name], value)]);
  return Object.fromEntries([...silent, ...said]);
}

/**
 * @param {unknown} value
 * @returns {value is Table}
 */
function isTable(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

const answer = await fetch(new URL("config.json", import.meta.url));
const config = await answer.json();
// From the root of the host, wherever the site is; its builder need not know.
config.logo = { src: new URL("../../assets/mark.svg", import.meta.url).pathname };
await init({ config });
