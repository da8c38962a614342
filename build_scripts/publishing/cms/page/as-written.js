/**
 * Reads a file for the editing page and writes it so that only what was edited changes: comments, order, quotes and line
 * ends stay, in TOML and in Markdown with facts. Sveltia CMS, left to itself, writes every file anew.
 */

import { LocalDate, parse, patch, stringify as tomlOf } from "./toml-patch.js";
import { isMap, isScalar, isSeq, parseDocument, stringify } from "./yaml/index.js";

/** @typedef {{ [name: string]: unknown }} Table */
/** @typedef {import("./yaml/index.js").Node} Node */
/** @typedef {import("./yaml/index.js").Document} Document */

// A file's text goes along with its facts, so that it is at hand when they are written; no fact has such a name.
const TEXT = " as it was";
const DAY = /^\d{4}-\d\d-\d\d$/;
const MARKDOWN = /^(?<start>\uFEFF?---[ \t]*\n)(?<facts>(?:.*\n)*?)(?<end>---[ \t]*(?:\n+|$))(?<body>[^]*?)(?<rest>\s*)$/;
const STYLE = { lineWidth: 0, singleQuote: true, flowCollectionPadding: false };

export const toml = {
  /** @param {string} text */
  fromFile: (text) => ({ ...plain(parse(text)), [TEXT]: text }),
  /** @param {Table} value */
  toFile: ({ [TEXT]: text, ...value }) => withLineEnds(text, (before) => writeToml(before, value)),
};

export const markdown = {
  /** @param {string} text */
  fromFile: (text) => {
    const { facts, body } = partsOf(text.replaceAll("\r\n", "\n"));
    const document = parseDocument(facts);
    for (const error of document.errors) throw error;
    return { .../** @type {Table} */ (document.toJS()), body, [TEXT]: text };
  },
  /** @param {Table} value */
  toFile: ({ [TEXT]: text, body, ...value }) =>
    withLineEnds(text, (before) => writeMarkdown(before, value, typeof body === "string" ? body : "")),
};

/**
 * What is written in place of a text, with the line ends that the text has.
 *
 * @param {unknown} text
 * @param {(before: string) => string} write
 */
function withLineEnds(text, write) {
  const before = typeof text === "string" ? text : "";
  const after = write(before.replaceAll("\r\n", "\n"));
  return before.includes("\r\n") ? after.replaceAll("\n", "\r\n") : after;
}

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
function writeToml(text, value) {
  const was = parse(text);
  const facts = /** @type {Table} */ (likewise(was, value));
  // A file of nothing but comments has no place where a fact could be put.
  return Object.keys(was).length ? patch(text, facts) : [text, tomlOf(facts)].filter(Boolean).join("\n\n");
}

/**
 * The parts of a Markdown file; joined, they are the file again.
 *
 * @param {string} text
 */
function partsOf(text) {
  const parts = MARKDOWN.exec(text)?.groups;
  if (!parts) throw new Error("the file does not start with facts between two lines of ---");
  return parts;
}

/**
 * @param {string} text
 * @param {Table} value
 * @param {string} body
 */
function writeMarkdown(text, value, body) {
  if (!text) return `---\n${stringify(value, STYLE)}---\n${body && `\n${body}\n`}`;
  const { start, facts, end, body: was, rest } = partsOf(text);
  const tail = body ? `${was ? end : "---\n\n"}${body}\n` : "---\n";
  return start + writeFacts(facts, value) + (body.trim() === was.trim() ? end + was + rest : tail);
}

/**
 * YAML with other facts: the lines of each fact that is still the same stay as they are.
 *
 * @param {string} text
 * @param {Table} value
 */
function writeFacts(text, value) {
  const document = parseDocument(text);
  const was = /** @type {Table} */ (document.toJS() ?? {});
  const facts = plain(/** @type {Table} */ (likewise(was, value)));
  const places = new Map();
  for (const { key, value: node } of isMap(document.contents) ? document.contents.items : []) {
    const [from, to] = [key.range[0], (node ?? key).range[1]];
    places.set(key.value, { node, from, to: from + text.slice(from, to).trimEnd().length });
  }
  /** @type {{ from: number, to: number, text: string }[]} */
  const edits = [];
  let after = 0;
  for (const name of new Set([...Object.keys(value), ...Object.keys(was)])) {
    const { node, from = after, to = after } = places.get(name) ?? {};
    const lineEnd = text.indexOf("\n", to) + 1;
    if (!(name in facts)) edits.push({ from, to: lineEnd, text: "" });
    else if (!node) edits.push({ from, to, text: stringify({ [name]: facts[name] }, STYLE) });
    else if (!same(was[name], facts[name])) {
      const changed = changedNode(document, node, facts[name]);
      changed.comment = null; // it stands behind what is replaced
      edits.push({ from, to, text: stringify({ [name]: changed }, STYLE).trimEnd() });
    }
    if (node) after = lineEnd;
  }
  // From the end, since an edit moves what is behind it. Where two begin, what is taken out goes before what is put in.
  edits.sort((one, other) => one.from - other.from || one.to - other.to);
  return edits.reduceRight((all, edit) => all.slice(0, edit.from) + edit.text + all.slice(edit.to), text);
}

/**
 * A value's node with the new value, and with the comments inside that belong to what stays. In a list, what has the same
 * value stays, wherever it is now; what else was there is changed, in its order, to what else is there now.
 *
 * @param {Document} document
 * @param {Node | undefined} node
 * @param {unknown} is
 * @returns {Node}
 */
function changedNode(document, node, is) {
  if (isMap(node) && isTable(is)) {
    for (const { key } of [...node.items]) if (!(key.value in is)) node.delete(key.value);
    for (const [name, value] of Object.entries(is)) node.set(name, changedNode(document, node.get(name, true), value));
    return node;
  }
  if (isSeq(node) && Array.isArray(is)) {
    const left = [...node.items];
    const staying = is.map((value) => {
      const at = left.findIndex((item) => same(item.toJS(document), value));
      return at < 0 ? undefined : left.splice(at, 1)[0];
    });
    node.items = is.map((value, at) => staying[at] ?? changedNode(document, left.shift(), value));
    return node;
  }
  if (!isScalar(node) || typeof is === "object") return document.createNode(is);
  node.value = is;
  return node;
}

/**
 * A value as the file has it: forms hold days as text, take the spaces from around a text, leave an empty text out, give
 * the fields an order of their own, and take a table whose names are numbers for a list.
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
  const said = /** @type {Table} */ (is);
  const names = Object.keys({ ...before, ...said }).filter((name) => name in said || before[name] === "");
  return Object.fromEntries(names.map((name) => [name, name in said ? likewise(before[name], said[name]) : ""]));
}

/**
 * @param {unknown} value
 * @returns {value is Table}
 */
function isTable(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

/**
 * @param {unknown} one
 * @param {unknown} other
 */
function same(one, other) {
  return JSON.stringify(one) === JSON.stringify(other);
}
