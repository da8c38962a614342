/**
 * Answers in the address's fragment, which no server sees: #idaci=37.5&aea=5&completed=no
 *
 * A link comes from anywhere. What it says is taken only where the form could have said it, and two different answers to
 * one question are no answer. In a copied link an `edition` says under which rule it was made. What mail programs do to
 * links on their way is undone where all of the link can be read then: see `mendLink`.
 */

import { mendLink, withoutStops } from "../shared/altered-link.js";
import { fieldNames, fieldOptions } from "../shared/form-fields.js";

/** @typedef {import("../shared/form-fields.js").Entered} Entered */
/** @typedef {{ entered: Entered, edition: string, leftOut: boolean }} Link `leftOut` where part of it could not be used */

const EDITION = "edition";
const NOT_SURE = "not-sure";
/** What programs that count visits add. */
const TRACKING =
  /^(utm_.*|mc_.*|_hs.*|_g[al]|.*clk?id|[gw]braid|gad_.*|mkt_tok|igshi?d|dm_i|at_(medium|campaign|recipient.*)|trk.*|(pk|mtm|elq|vero|oly)_?.*|ref|si)$/i;
/** What no answer holds, since it parts answers; 4 & 5 is one. */
const FOREIGN = /&\s*[a-z]|;\s*[a-z-]+=|#|%[0-9a-f]{2}/i;

/**
 * What a fragment answers; nothing where it is no link to answers but, say, one to a heading.
 * @param {string} fragment with its # (or, before it, what stands there with its ?)
 * @param {HTMLFormElement} form
 * @returns {Link | undefined}
 */
export function parseFragment(fragment, form) {
  const asWritten = interpret(new URLSearchParams(fragment.slice(1)), form);
  if (asWritten && !asWritten.leftOut) return asWritten;
  const mended = interpret(mendLink(fragment), form);
  return mended && (!mended.leftOut || !asWritten) ? mended : asWritten;
}

/**
 * @param {Iterable<[string, string]>} pairs
 * @param {HTMLFormElement} form
 * @returns {Link | undefined}
 */
function interpret(pairs, form) {
  /** @type {Map<string, Set<string>>} */
  const given = new Map();
  for (const [name, value] of pairs) {
    if (name || value) given.set(name, (given.get(name) ?? new Set()).add(withoutStops(value)));
  }
  const fields = fieldNames(form);
  if (!fields.some((field) => given.has(field))) return undefined;

  let leftOut = [...given.keys()].some((name) => name !== EDITION && !fields.includes(name) && !TRACKING.test(name));
  /** @type {Entered} */
  const entered = {};
  for (const field of fields) {
    const values = [...(given.get(field) ?? [])].filter((value) => value !== "");
    const [value] = values;
    if (value === undefined) continue;
    if (values.length === 1 && !FOREIGN.test(value) && canBeEntered(form, field, value)) entered[field] = value;
    else if (values.length > 1 || value !== NOT_SURE) leftOut = true; // a field without this option says it by being left out
  }
  return { entered, edition: [...(given.get(EDITION) ?? [""])].join(), leftOut };
}

/**
 * @param {HTMLFormElement} form
 * @param {string} field
 * @param {string} value
 */
function canBeEntered(form, field, value) {
  const options = fieldOptions(form, field);
  return typeof options === "number" ? value.length <= options : options.includes(value);
}

/**
 * The fragment for these answers. Where nothing is known, it names one field without a value, so that it still is a link.
 * @param {Entered} entered
 * @param {HTMLFormElement} form
 * @param {string} [edition]
 */
export function formatFragment(entered, form, edition) {
  const answers = Object.entries(entered).length ? entered : { [fieldNames(form)[0] ?? EDITION]: "" };
  const said = new URLSearchParams(edition ? { ...answers, [EDITION]: edition } : answers);
  return `#${said.toString().replace(/%2C/g, ",")}`;
}
