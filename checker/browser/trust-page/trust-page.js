/**
 * The page script of /trust/: asks the checker about a list of schools, pasted or of a trust, and shows what it says of each.
 *
 * No rule and no sentence is here.
 */

import { workListForm } from "../list-form/list-form.js";
import { byId, format } from "../shared/dom.js";
import { answerSheet } from "./ask-table.js";
import { makeResultsTable } from "./results-table.js";
import { codeInAddress, fragmentOf } from "./trust-address.js";

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
 * @param {import("../list-form/list-file.js").Content} content
 * @param {import("../list-form/list-form.js").Tools} tools
 */
async function answer(content, { checker, signal, name, note, address, onProgress }) {
  let noData = false;
  const loadSchools = () => allSchools().catch(() => ((noData = true), ""));
  const answered = await answerSheet(checker, content, {
    loadSchools,
    signal,
    onProgress: ({ done, due }) => onProgress(done, due),
  });
  const { header, rows, problem = noData ? words.no_schools : "" } = answered;
  if (!rows.length) return { problem: problem || words.no_rows };
  const values = { count: rows.length, name };
  const title = format(name ? words.title_of_file : words.title, values);
  // What was done with a list is nothing to a person who chose a trust and gave none.
  const done = address ? [] : answered.done;
  const result = makeResultsTable({ ...answered, done }, { title, notes: [problem, note], words });
  return { result, said: format(words.answered, values), table: [header, ...rows] };
}

const form = workListForm({ root, words, answer });

/** Only a site with data of trusts has the field for them; what works it is loaded when someone goes there. */
const field = document.getElementById("lt-trust-field");
/** @type {Promise<ReturnType<typeof import("./chosen-trust.js").createTrustFinder>> | undefined} */
let finder;

function openFinder() {
  const options = { loadSchools: allSchools, ask: form.ask, words: words.list };
  finder = finder ?? import("./chosen-trust.js").then(({ createTrustFinder }) => createTrustFinder(options));
  finder.catch(() => (byId("lt-finder-count").textContent = words.no_trusts));
  return finder;
}

/** Shows what the address names: a trust, or else the list that was asked about in this entry of the tab's history. */
async function follow() {
  const code = codeInAddress();
  if (code) history.replaceState(null, "", location.pathname + fragmentOf(code)); // as it was before its way here
  const isShown = Boolean(code && field) && (await openFinder().then(({ show }) => show(code), () => false));
  if (!isShown && codeInAddress() === code) form.restore();
}

field?.addEventListener("focusin", openFinder, { once: true });
addEventListener("hashchange", () => (codeInAddress() || !location.hash) && follow());
follow();
if (field?.contains(document.activeElement)) openFinder();
