/**
 * The page script of /trust/: takes a list of schools, pasted or as a file, asks the checker, shows what it says of each.
 *
 * The list is sent nowhere: its text is passed on to the checker. No rule and no sentence is here.
 */

import { createChecker } from "../python/checker-client.js";
import { csvOf, textOf } from "./csv.js";
import { whenIdle } from "../shared/when-idle.js";
import { makeResultsTable } from "./results-table.js";
import { byId, cloneTemplate, format } from "../shared/dom.js";
import { answerSheet } from "./ask-table.js";

/** How long a visitor may wait before we say that they wait, in milliseconds. */
const UNNOTICED = 300;
const MEGABYTE = 1e6;
/** What a browser can hold together with its answers, in bytes. */
const LARGEST = 20 * MEGABYTE;

const root = byId("lt-trust");
const form = /** @type {HTMLFormElement} */ (byId("lt-trust-form"));
const list = /** @type {HTMLTextAreaElement} */ (byId("lt-list"));
const file = /** @type {HTMLInputElement} */ (byId("lt-file"));
const [fault, status, wait, bar, amount, place] = ["errors", "status", "wait", "bar", "amount", "place"].map((name) =>
  byId(`lt-trust-${name}`),
);
const words = JSON.parse(byId("lt-trust-words").textContent ?? "");
const title = document.title;
const canRun = typeof WebAssembly === "object";

/**
 * A list that is being answered: a later one takes its place.
 * @typedef {{ stop: AbortController, from: HTMLElement, focus: Element | null, notice: ReturnType<typeof setTimeout> }} Question
 *   `from` is the field that it came from, `focus` where the focus was when the person asked
 */
/** @type {Question | undefined} */
let open;
/** @type {import("../python/checker-client.js").State} */
let loaded = canRun ? "idle" : "failed";
/** The last answers as a table, to be saved. @type {string[][]} */
let table = [];
/** The address of the file that was saved last. */
let saved = "";
/** @type {Promise<string> | undefined} */
let schools;

/** @param {string} name @param {Record<string, string | number>} [values] */
const say = (name, values = {}) => format(words[name], values);

const checker = createChecker({
  onState(state) {
    loaded = state;
    showState();
  },
  onProgress: ({ done, due }) => showProgress("loaded", done / MEGABYTE, due / MEGABYTE, 1),
});

function showState() {
  root.dataset.state = place.hasChildNodes() && !open ? "answered" : loaded;
}

/**
 * @param {string} sentence
 * @param {number} done
 * @param {number} due
 * @param {number} [digits] after the point
 */
function showProgress(sentence, done, due, digits = 0) {
  Object.assign(bar, { max: due, value: done });
  const [short, whole] = [done, due].map((amount) => Number(amount.toFixed(digits)));
  amount.textContent = say(sentence, { done: short ?? 0, due: whole ?? 0 });
}

/**
 * @param {string} text
 * @param {HTMLElement} from the field that it came from
 * @param {string} [name] of its file
 */
async function check(text, from, name = "") {
  const question = begin(from);
  let noData = false;
  const loadSchools = () => allSchools().catch(() => ((noData = true), ""));
  const onProgress = (/** @type {{ done: number, due: number }} */ { done, due }) => showProgress("done", done, due);
  try {
    if (!canRun) throw new Error("no WebAssembly");
    const answered = await answerSheet(checker, text, { loadSchools, onProgress, signal: question.stop.signal });
    if (!end(question)) return;
    const { header, rows, problem = noData ? say("no_schools") : "" } = answered;
    if (!rows.length) return refuse(problem || say("no_rows"), from);
    table = [header, ...rows];
    const values = { count: rows.length, name };
    place.append(makeResultsTable(answered, { title: say(name ? "title_of_file" : "title", values), note: problem, words }));
    status.textContent = say("answered", values);
    if (mayMoveFocus(question)) /** @type {HTMLElement} */ (place.firstChild).focus();
  } catch {
    // The client has tried every way. Which ones, and why they failed, is of no use to a visitor.
    if (end(question)) status.replaceChildren(cloneTemplate("lt-trust-failed"));
  } finally {
    showState();
  }
}

/**
 * The data of all schools, in one file: so no server learns which of them are on a list. "" where the site has none.
 * @returns {Promise<string>}
 */
async function allSchools() {
  const { schools: address, digest } = root.dataset;
  if (!address) return "";
  schools ??= fetch(address, { integrity: digest }).then((response) => (response.ok ? response.text() : Promise.reject()));
  schools.catch(() => (schools = undefined)); // the next try may have a network
  return schools;
}

/** @param {HTMLElement} from */
function begin(from) {
  cancel();
  clear();
  const notice = setTimeout(() => {
    wait.hidden = false;
    status.textContent = say("waiting");
  }, UNNOTICED);
  return (open = { stop: new AbortController(), from, focus: document.activeElement, notice });
}

/**
 * @param {Question | undefined} question
 * @returns {boolean} whether it was still open
 */
function end(question) {
  if (!question || open !== question) return false;
  clearTimeout(question.notice);
  open = undefined;
  wait.hidden = true;
  status.replaceChildren();
  return true;
}

function cancel() {
  const question = open;
  if (!end(question)) return;
  question?.stop.abort();
  status.textContent = say("cancelled");
  question?.from.focus();
}

function clear() {
  fault.hidden = true;
  document.title = title;
  table = [];
  place.replaceChildren();
  status.replaceChildren();
}

/**
 * Not from under the hands of someone who went on to something else meanwhile.
 * @param {Question} question
 */
const mayMoveFocus = ({ focus }) =>
  [focus, document.body].includes(document.activeElement) || wait.contains(document.activeElement);

/**
 * @param {string} message
 * @param {HTMLElement} from
 */
function refuse(message, from) {
  clear();
  const link = /** @type {HTMLAnchorElement} */ (fault.querySelector("a"));
  link.textContent = message;
  link.hash = from.id;
  document.title = say("error_prefix") + title;
  fault.hidden = false;
  fault.focus();
}

/** @param {File} chosen */
async function take(chosen) {
  cancel();
  if (chosen.size > LARGEST) return refuse(say("too_large", { size: LARGEST / MEGABYTE }), file);
  const bytes = await chosen.arrayBuffer().catch(() => undefined);
  const text = bytes && textOf(bytes);
  if (text === undefined) refuse(say(bytes ? "workbook" : "unread"), file);
  else check(text, file, chosen.name);
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (list.value.trim()) check(list.value, list);
  else refuse(say("empty"), list);
});
file.addEventListener("change", () => {
  const [chosen] = file.files ?? [];
  if (chosen) take(chosen).finally(() => (file.value = "")); // so that the same file can be chosen again
});
// Anywhere on the page: beside a marked place the browser would leave the page for the file.
addEventListener("dragover", (event) => event.dataTransfer?.types.includes("Files") && event.preventDefault());
addEventListener("drop", (event) => {
  const [dropped] = event.dataTransfer?.files ?? [];
  if (!dropped) return;
  event.preventDefault();
  take(dropped);
});
byId("lt-trust-cancel").addEventListener("click", cancel);
place.addEventListener("click", ({ target }) => {
  const action = /** @type {Element} */ (target).closest("[data-action]")?.getAttribute("data-action");
  if (action === "print") print();
  if (action === "save") save();
});

function save() {
  URL.revokeObjectURL(saved); // not sooner: the browser reads it after the click, a slow one long after
  const link = document.createElement("a");
  link.href = saved = URL.createObjectURL(csvOf(table));
  link.download = say("file_name");
  link.click();
}

for (const button of form.querySelectorAll("button")) button.disabled = false;
if (canRun) form.addEventListener("focusin", checker.start, { once: true });
if (canRun) whenIdle(checker.start);
showState();
