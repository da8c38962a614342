/** Puts a list of pupils to the checker, step by step: it finds the column, counts the pupils and works out the figures. */

import { countRows } from "../list-form/list-file.js";

const PUPILS_A_STEP = 1000;

/**
 * @typedef {object} School
 * @property {string | null} urn
 * @property {number} pupils
 * @property {number} matched
 * @property {string | null} idaci
 * @property {string | null} deciles
 * @property {{ idaci: string, deciles: string, pupils: string }} evidence what the checker is given, "" where nothing is known
 * @property {Record<string, number[]>} rows the first rows that are not matched, by reason
 * @property {{ figure: string[], used: string[], unmatched: Record<string, string>, sources: string }} text
 *
 * @typedef {object} Found
 * @property {string} [problem]
 * @property {boolean} asks whether one of the columns must be chosen first
 * @property {[number, string][]} columns each with its number
 * @property {number} column the number of the one with the postcodes, 0 where whole lines are read
 * @property {School[]} schools
 * @property {string[]} done sentences on what was done with the list
 * @property {string[][]} table the figures to be saved, without any postcode
 *
 * @typedef {object} Options
 * @property {import("../list-form/list-file.js").Content} content the list
 * @property {string} file the file of postcodes as Base64
 * @property {string} column that a person chose, or ""
 * @property {AbortSignal} signal
 * @property {(done: number, due: number) => void} onProgress pupils counted, about, of those there are
 */

/**
 * All steps in one request: a checker that has to start anew in the middle takes them all again. One that has the file of
 * postcodes already is not sent it a second time.
 * @param {import("../python/checker-client.js").Checker} checker
 * @param {Options} options
 * @returns {Promise<Found>} refused with an AbortError when cancelled
 */
export async function askFigures(checker, { content, file, column, signal, onProgress }) {
  const lines = countRows(content);
  const steps = [
    { command: "open-pupils", ...content, column },
    ...Array(Math.ceil(lines / PUPILS_A_STEP)).fill({ command: "count-pupils", count: PUPILS_A_STEP }),
    { command: "figures" },
  ];
  const options = {
    signal,
    onProgress: (/** @type {{ done: number, due: number }} */ { done, due }) => onProgress(Math.round((done / due) * lines), lines),
  };
  const texts = steps.map((step) => JSON.stringify(step));
  let [opened, ...counted] = await checker.askMany(texts, options);
  if (opened.missing) {
    const load = JSON.stringify({ command: "load-postcodes", file });
    [, opened, ...counted] = await checker.askMany([load, ...texts], options);
  }
  const { problem, columns, column: number = 0 } = opened;
  if (problem) return { problem, asks: columns.length > 0, columns, column: number, schools: [], done: [], table: [] };
  const { schools, table = [], done = [] } = counted[counted.length - 1];
  return { problem: counted.find((reply) => reply.problem)?.problem, asks: false, columns, column: number, schools, done, table };
}
