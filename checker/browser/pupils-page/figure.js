/** Shows what came of a list of pupils: one school's figure, the figures of many, or the question which column to read. */

import { cloneTemplate, format } from "../shared/dom.js";

/** @typedef {import("./ask-figures.js").Found} Found */
/** @typedef {import("./ask-figures.js").School} School */
/** @typedef {Record<string, any>} Words */

/** Columns of the saved table that the page shows too, by their names there. */
const SHOWN = ["urn", "idaci", "deciles", "outcome"];

/**
 * @param {Found} found
 * @param {School} school
 * @param {Words} words
 */
export function makeFigure(found, school, words) {
  const result = cloneTemplate("lt-figure-template");
  const { pupils, matched, idaci, deciles, text } = school;
  Object.assign(result.dataset, { pupils, matched, idaci: idaci ?? "", deciles: deciles ?? "" });
  part(result, "figure").append(...text.figure.map(makeParagraph));
  part(result, "used").append(...[...found.done, ...text.used].map((sentence) => makeItem(sentence)));
  for (const [why, sentence] of Object.entries(text.unmatched)) {
    part(result, "used").append(makeItem(sentence, rowsText(school.rows[why] ?? [], words)));
  }
  part(result, "sources").textContent = text.sources;
  const link = /** @type {HTMLAnchorElement} */ (part(result, "check"));
  link.hash = fragmentWith(school);
  link.hidden = !matched;
  part(result, "column").append(makeChoice(found.columns, found.column, words));
  return result;
}

/**
 * The answers that a person came with from the check, with this figure in the place of theirs.
 * @param {School} school
 */
function fragmentWith({ urn, evidence }) {
  const answers = new URLSearchParams(location.hash.slice(1));
  if (urn && answers.has("urn")) answers.set("urn", urn);
  for (const [name, value] of Object.entries(evidence)) answers.set(name, value);
  return answers.toString().replace(/%2C/g, ",");
}

/**
 * @param {Found} found
 * @param {Words} words
 */
export function makeFigures({ schools, done, table, columns, column }, words) {
  const result = cloneTemplate("lt-figures-template");
  const total = (/** @type {"pupils" | "matched"} */ name) => schools.reduce((sum, school) => sum + school[name], 0);
  Object.assign(result.dataset, { pupils: total("pupils"), matched: total("matched"), idaci: "", deciles: "" });
  const [header = [], ...rows] = table;
  for (const [index, row] of rows.entries()) {
    const values = Object.fromEntries(header.map((name, at) => [name, row[at] ?? ""]));
    const line = cloneTemplate("lt-figures-row-template");
    const { pupils, matched, idaci, deciles } = /** @type {School} */ (schools[index]);
    Object.assign(line.dataset, { pupils, matched, idaci: idaci ?? "", deciles: deciles ?? "" });
    for (const name of SHOWN) part(line, name).textContent = values[name] ?? "";
    part(line, "urn").textContent = values.urn || words.no_urn;
    part(line, "outcome").textContent = words.outcomes[values.outcome ?? ""] ?? "";
    part(line, "matched").textContent = format(words.matched_of, { matched, pupils });
    part(result, "rows").append(line);
  }
  part(result, "sources").textContent = [...done, schools[0]?.text.sources ?? ""].join(" ");
  part(result, "column").append(makeChoice(columns, column, words));
  return result;
}

/**
 * @param {Found} found
 * @param {Words} words
 */
export function makeColumnChoice({ problem = "", columns }, words) {
  const result = cloneTemplate("lt-column-template");
  part(result, "problem").textContent = problem;
  part(result, "column").append(makeChoice(columns, 0, words));
  return result;
}

/**
 * @param {Found["columns"]} columns
 * @param {number} chosen
 * @param {Words} words
 */
function makeChoice(columns, chosen, words) {
  const field = cloneTemplate("lt-column-choice-template");
  const select = /** @type {HTMLSelectElement} */ (field.querySelector("select"));
  if (!chosen) select.add(new Option(words.no_column, ""));
  for (const [number, name] of columns) {
    const text = name && name !== String(number) ? name : format(words.column_number, { number });
    select.add(new Option(text, String(number), false, number === chosen));
  }
  return field;
}

/**
 * @param {HTMLElement} element
 * @param {string} name
 */
const part = (element, name) => /** @type {HTMLElement} */ (element.querySelector(`[data-part=${name}]`));

/** @param {string} text */
function makeParagraph(text) {
  return Object.assign(document.createElement("p"), { textContent: text });
}

/**
 * @param {string} text
 * @param {string} [more]
 */
function makeItem(text, more = "") {
  const item = document.createElement("li");
  item.textContent = text;
  if (more) item.append(" ", Object.assign(document.createElement("span"), { className: "lt-figure__rows", textContent: more }));
  return item;
}

/**
 * @param {number[]} rows
 * @param {Words} words
 */
const rowsText = (rows, words) => format(rows.length === 1 ? words.row : words.rows, { rows: rows.join(", ") });
