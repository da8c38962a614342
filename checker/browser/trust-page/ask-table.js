/** Puts a table of schools to the checker as it is: the module finds its columns and its rows, as at the command line. */

import { countRows } from "../list-form/list-file.js";

const ROWS_A_PORTION = 250;

/**
 * @typedef {object} Answered
 * @property {string} [problem] what is wrong with the table; rows before that place have their answers
 * @property {string[]} header the names of the columns: those of the table, then those of the answer
 * @property {string[]} fields what each column of the table stands for; "" where that is nothing the checker knows
 * @property {string[][]} rows
 * @property {string[]} unused the columns that hold something and were not read
 * @property {string[]} done sentences on what was done with the list
 *
 * @typedef {object} Options
 * @property {() => Promise<string>} loadSchools the data of schools, or ""; loaded only where the table names schools
 * @property {AbortSignal} signal
 * @property {(progress: { done: number, due: number }) => void} onProgress lines read, about, of those there are
 */

/**
 * @param {import("../python/checker-client.js").Checker} checker
 * @param {import("../list-form/list-file.js").Content} content
 * @param {Options} options
 * @returns {Promise<Answered>} refused with an AbortError when cancelled
 */
export async function answerSheet(checker, content, { loadSchools, signal, onProgress }) {
  // The module has no clock: it says if what an answer rests on is overdue for review.
  const open = JSON.stringify({ command: "open-table", ...content, today: new Date().toISOString().slice(0, 10) });
  const [{ problem, header, fields, names_schools }] = await checker.askMany([open], { signal });
  if (problem) return { problem, header: [], fields: [], rows: [], unused: [], done: [] };
  const schools = names_schools ? await loadSchools() : "";
  const lines = countRows(content);
  // A list may also be numbers of schools, several on a line.
  const most = Math.max(lines, open.match(/\d{6}/g)?.length ?? 0);
  const portions = Array(Math.ceil(most / ROWS_A_PORTION)).fill(JSON.stringify({ command: "next-rows", count: ROWS_A_PORTION }));
  // All steps in one request: a checker that has to start anew in the middle takes them all again.
  const steps = [...(schools ? [`{"command":"load-schools","schools":${schools}}`] : []), open, ...portions];
  const replies = await checker.askMany(steps, {
    signal,
    onProgress: ({ done, due }) => onProgress({ done: Math.round((done / due) * lines), due: lines }),
  });
  const rows = replies.flatMap((reply) => reply.rows ?? []);
  const { unused = [], done = [] } = replies[replies.length - 1] ?? {};
  return { problem: replies.find((reply) => reply.problem)?.problem, header, fields, rows, unused, done };
}
