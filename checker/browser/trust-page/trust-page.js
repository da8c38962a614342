/**
 * The page script of /trust/: asks the checker about a list of schools, and shows what it says of each.
 *
 * No rule and no sentence is here.
 */

import { workListForm } from "../list-form/list-form.js";
import { byId, format } from "../shared/dom.js";
import { answerSheet } from "./ask-table.js";
import { makeResultsTable } from "./results-table.js";

const root = byId("lt-trust");
const words = JSON.parse(byId("lt-trust-words").textContent ?? "");
/** @type {Promise<string> | undefined} */
let schools;

/**
 * The data of all schools, in one file: so no server learns which of them are on a list. "" where the site has none.
 * @returns {Promise<string>}
 */
async function allSchools() {
  const { schools: address, digest } = root.dataset;
  if (!address) return "";
  schools = schools ?? fetch(address, { integrity: digest }).then((response) => (response.ok ? response.text() : Promise.reject()));
  schools.catch(() => (schools = undefined)); // the next try may have a network
  return schools;
}

/**
 * @param {string} text
 * @param {import("../list-form/list-form.js").Tools} tools
 */
async function answer(text, { checker, signal, name, onProgress }) {
  let noData = false;
  const loadSchools = () => allSchools().catch(() => ((noData = true), ""));
  const answered = await answerSheet(checker, text, {
    loadSchools,
    signal,
    onProgress: ({ done, due }) => onProgress(done, due),
  });
  const { header, rows, problem = noData ? words.no_schools : "" } = answered;
  if (!rows.length) return { problem: problem || words.no_rows };
  const values = { count: rows.length, name };
  const title = format(name ? words.title_of_file : words.title, values);
  const result = makeResultsTable(answered, { title, note: problem, words });
  return { result, said: format(words.answered, values), table: [header, ...rows] };
}

workListForm({ root, words, answer });
