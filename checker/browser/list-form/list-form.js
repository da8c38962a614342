/**
 * The form of a page that takes a list, pasted or as a file: it waits, shows how far the answers are, and can be stopped.
 *
 * The list is sent nowhere: it is passed on to the checker in this browser. What is done with it is the page's own. Where the
 * form says so, the tab's history keeps the list, so that it is there again after Back or Reload, and goes with the tab; else the
 * person is told then that it is gone. A list that the page's address names is kept by the address alone.
 */

import { createChecker } from "../python/checker-client.js";
import { byId, cloneTemplate, format } from "../shared/dom.js";
import { whenIdle } from "../shared/when-idle.js";
import { csvOf } from "./csv.js";
import { contentOf, lettersOf } from "./list-file.js";

/** How long a visitor may wait before we say that they wait, in milliseconds. */
const UNNOTICED = 300;
/** How long typing pauses before what stands in the field is kept, in milliseconds: a browser takes so many a minute. */
const PAUSE = 500;
const MEGABYTE = 1e6;
/** What a tab's history can hold in every browser, in letters. */
const LARGEST_KEPT = 300_000;
/** What a browser can hold together with its answers, in bytes. */
const LARGEST = 20 * MEGABYTE;

/**
 * @typedef {import("./list-file.js").Content} Content
 *
 * @typedef {object} List
 * @property {Content | ArrayBuffer} content what it holds, or its file
 * @property {HTMLElement} from the field that it came from
 * @property {string} [name] of its file, or of what it lists; without one, it was pasted
 * @property {string} [address] the fragment of the page's address that names it, if one does
 * @property {string} [note] a sentence on what it leaves out
 *
 * @typedef {{ content: Content, name: string, isAsked: boolean }} Kept a list in the tab's history; a pasted one has no name
 *
 * @typedef {object} Tools
 * @property {import("../python/checker-client.js").Checker} checker
 * @property {AbortSignal} signal
 * @property {string} name of the list, "" where it was pasted
 * @property {string} note a sentence on what the list leaves out, else ""
 * @property {string} address the fragment of the page's address that names the list, "" where a person gave it
 * @property {string} choice what a person answered where the list had to be asked about, else ""
 * @property {(done: number, due: number, sentence?: string, digits?: number) => void} onProgress `digits` after the point
 *
 * @typedef {object} Shown
 * @property {string} [problem] a sentence: there is nothing to show
 * @property {HTMLElement} [result] what is shown; it can take the focus
 * @property {string} [said] to those who hear the page
 * @property {string[][]} [table] what is saved
 *
 * @typedef {object} Options
 * @property {HTMLElement} root
 * @property {Record<string, any>} words
 * @property {(content: Content, tools: Tools) => Promise<Shown>} answer
 *
 * @typedef {{ stop: AbortController, from: HTMLElement, focus: Element | null, notice: ReturnType<typeof setTimeout> }} Question
 *   A list that is being answered: a later one takes its place. `from` is the field that it came from, `focus` where the
 *   focus was when the person asked.
 */

/** @param {Options} options */
export function workListForm({ root, words, answer }) {
  const form = /** @type {HTMLFormElement} */ (byId("lt-list-form"));
  const field = /** @type {HTMLTextAreaElement} */ (byId("lt-list"));
  const file = /** @type {HTMLInputElement} */ (byId("lt-file"));
  const [fault, status, wait, bar, amount, place] = ["errors", "status", "wait", "bar", "amount", "place"].map((name) =>
    byId(`lt-list-${name}`),
  );
  const title = document.title;
  const canRun = typeof WebAssembly === "object";
  /** @type {Question | undefined} */
  let open;
  /** @type {import("../python/checker-client.js").State} */
  let loaded = canRun ? "idle" : "failed";
  /** The last list, for as long as the page is open. @type {List | undefined} */
  let last;
  /** The last answers as a table, to be saved. @type {string[][]} */
  let table = [];
  /** Whether what stands in the field has come there since a list was last kept. */
  let isNew = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let pause;
  /** The address of the file that was saved last. */
  let saved = "";

  /** @param {string} name @param {Record<string, string | number>} [values] */
  const say = (name, values = {}) => format(words[name], values);

  const checker = createChecker({
    onState(state) {
      loaded = state;
      showState();
    },
    onProgress: ({ done, due }) => showProgress(done / MEGABYTE, due / MEGABYTE, "loaded", 1),
  });

  function showState() {
    root.dataset.state = place.hasChildNodes() && !open ? "answered" : loaded;
  }

  /** @type {Tools["onProgress"]} */
  function showProgress(done, due, sentence = "done", digits = 0) {
    Object.assign(bar, { max: due, value: done });
    const [short, whole] = [done, due].map((amount) => Number(amount.toFixed(digits)));
    amount.textContent = say(sentence, { done: short ?? 0, due: whole ?? 0 });
  }

  /**
   * @param {List} asked
   * @param {string} [choice]
   */
  async function check(asked, choice = "") {
    const { from, name = "", note = "", address = "" } = asked;
    const question = begin(from);
    const before = last;
    last = asked;
    try {
      if (!canRun) throw new Error("no WebAssembly");
      const { signal } = question.stop;
      const content = asked.content instanceof ArrayBuffer ? await contentOf(asked.content, signal) : asked.content;
      const shown = await answer(content, { checker, signal, name, note, address, choice, onProgress: showProgress });
      if (!end(question)) return;
      if (!shown.result) return refuse(shown.problem ?? "", from);
      table = shown.table ?? [];
      keep(content, asked, before?.address);
      place.append(shown.result);
      status.textContent = shown.said ?? "";
      if (mayMoveFocus(question)) shown.result.focus();
    } catch {
      // The client has tried every way. Which ones, and why they failed, is of no use to a visitor.
      if (end(question)) status.append(cloneTemplate("lt-list-failed"));
    } finally {
      showState();
    }
  }

  /**
   * Keeps a list in the tab's history. One that follows a list that the address names gets an entry of its own there.
   * @param {Content} content
   * @param {List} list
   * @param {string} [addressBefore] the fragment that named the list before
   */
  function keep(content, { name = "", address }, addressBefore) {
    if (address) return;
    isNew = false;
    const state = stateOf({ content, name, isAsked: true });
    if (addressBefore && addressBefore === location.hash) history.pushState(state, "", location.pathname + location.search);
    else history.replaceState(state, "");
  }

  /**
   * What the tab's history holds of a list: only that there was one, where it is too large or the page keeps none.
   * @param {Kept} list
   */
  const stateOf = (list) => ({ list: "keeps" in form.dataset && lettersOf(list.content) <= LARGEST_KEPT ? list : {} });

  /** Keeps what is pasted, though nobody has asked about it yet. */
  function keepPasted() {
    clearTimeout(pause);
    if (!isNew) return;
    const text = field.value;
    if (text.trim()) history.replaceState(stateOf({ content: { text }, name: "", isAsked: false }), "");
    else if (history.state?.list?.isAsked === false) history.replaceState({}, "");
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
    status.textContent = "";
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
    place.textContent = "";
    status.textContent = "";
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
    const bytes = await new Response(chosen).arrayBuffer().catch(() => undefined); // Safari 13 has no other way to read it
    if (bytes) check({ content: bytes, from: file, name: chosen.name });
    else refuse(say("unread"), file);
  }

  /**
   * Shows the list again that was there in this entry of the tab's history, with its answers if a person had asked for
   * them, or says that it is gone. Where there was none, a list that the address named before goes.
   */
  function restore() {
    const { content, name, isAsked } = history.state?.list ?? {};
    if (content && !name) field.value = content.text;
    if (isAsked) check({ content, from: name ? file : field, name });
    if (content) return;
    if (last?.address) empty();
    if (history.state?.list) status.textContent = say("gone");
  }

  function empty() {
    end(open);
    clear();
    field.value = "";
    last = undefined;
    showState();
  }

  /** Puts the answers on the clipboard as cells for a spreadsheet. @param {Element} button */
  async function copy(button) {
    const lines = table.map((row) => row.map((cell) => cell.replace(/\s+/g, " ")).join("\t"));
    const said = /** @type {Element} */ (button.parentElement?.querySelector("[role=status]"));
    try {
      await navigator.clipboard.writeText(lines.join("\n"));
      said.textContent = say("copied");
    } catch {
      said.textContent = say("not_copied");
    }
  }

  function save() {
    URL.revokeObjectURL(saved); // not sooner: the browser reads it after the click, a slow one long after
    const link = document.createElement("a");
    link.href = saved = URL.createObjectURL(csvOf(table));
    link.download = say("file_name");
    link.click();
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (field.value.trim()) check({ content: { text: field.value }, from: field });
    else refuse(say("empty"), field);
  });
  field.addEventListener("input", () => {
    isNew = true;
    clearTimeout(pause);
    pause = setTimeout(keepPasted, PAUSE);
  });
  field.addEventListener("change", keepPasted);
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
  byId("lt-list-cancel").addEventListener("click", cancel);
  place.addEventListener("click", ({ target }) => {
    const button = /** @type {Element} */ (target).closest("[data-action]");
    const action = button?.getAttribute("data-action");
    if (action === "print") print();
    if (action === "save") save();
    if (button && action === "copy") copy(button);
  });
  byId("lt-late").remove();
  for (const button of form.querySelectorAll("button")) button.disabled = false;
  if (canRun) form.addEventListener("focusin", checker.start, { once: true });
  if (canRun) whenIdle(checker.start);
  showState();

  return {
    restore,
    /** Answer the last list once more, with what a person chose. @param {string} choice */
    again(choice) {
      if (last) check(last, choice);
    },
    /**
     * Put a list into the text field, in place of what is there, and answer it.
     * @param {{ text: string, name: string, address: string, note: string }} asked
     */
    ask({ text, ...asked }) {
      field.value = text;
      check({ ...asked, content: { text }, from: field });
    },
  };
}
