/**
 * The page script of /check/: takes the answers from the form or from the address, asks the checker, shows what it says.
 *
 * A question may be asked before the checker has loaded; it is answered as soon as it has. The address keeps the answers,
 * so that Back, Forward, Reload and a copied link show the same again. No rule and no sentence is here.
 */

import { createChecker } from "../python/checker-client.js";
import { fillForm, focusField, readForm } from "../shared/form-fields.js";
import { whenIdle } from "../shared/when-idle.js";
import { parseFragment, formatFragment } from "./permalink.js";
import * as view from "./view.js";

const { form, place, root } = view;

/**
 * What made us ask. After "submit" and "link" a person looks for the answer: it gets the focus, or what is wrong does.
 * After "choice" of a school it comes into sight, and after "change" of an answer it changes in its place: the focus stays
 * where it is, and nothing is said to be wrong. After "return" the answer is only made anew.
 * @typedef {"submit" | "choice" | "change" | "link" | "return"} Trigger
 * @typedef {{ trigger: Trigger, focus: Element | null }} Question `focus` is where it was when the person asked
 * @typedef {import("./answer.js").Result & { errors?: import("../shared/form-fields.js").Fault[] }} Result
 */

/** How long a visitor may wait before we say that they wait, and before we say what else they can do, in milliseconds. */
const NOTICE_DELAY = 300;
const SLOW_DELAY = 20_000;

const canRun = typeof WebAssembly === "object";
/** @type {import("../python/checker-client.js").State} */
let loaded = canRun ? "idle" : "failed";
/** The question that is not answered yet: a later one takes its place. @type {Question | undefined} */
let pending;
/** What made us ask the question that could not be answered, until the next. @type {Trigger | undefined} */
let failed;
/** The link that the answers came from, until one of them is changed. @type {import("./permalink.js").Link | undefined} */
let link;
/** What was in the form when the answers of the address had been put there, until somebody typed. */
let filled = "";
let address = "";
/**
 * Whether Back must lead to where the address is now: a question that a person asked stays, and so does the page before
 * any question. What a change of an answer gave on the way to it does not.
 */
let isPlaceToComeBackTo = true;

const checker = createChecker({
  onState(state) {
    loaded = state;
    if (!pending && !view.shownAnswer()) {
      if (state === "failed") view.showFailure();
      if (state === "ready") view.hideFailure();
    }
    showState();
  },
  onProgress: view.showProgress,
});

function showState() {
  root.dataset.state = view.shownAnswer() && !pending ? "answered" : loaded;
}

/**
 * The day of the question, for the checker has no clock: it says if what an answer rests on is overdue for review. If the
 * clock here is early by years the build has already said so on the page; if it is late, the answer only warns too soon.
 */
const today = () => new Date().toISOString().slice(0, 10);

/** Only a site with data of schools has the field for them. */
const finder =
  document.getElementById("lt-urn") && import("../finder/chosen-school.js").then(({ createFinder }) => createFinder(form), view.showNoFinder);

/** What open data says of the chosen school, if it can be had; its card shows it. @param {string} urn */
async function schoolOf(urn) {
  if (urn) return (await finder)?.show(urn);
  finder?.then((found) => found?.show(""));
  return undefined;
}

/** @param {Trigger} trigger */
async function check(trigger) {
  if (trigger === "change" && loaded === "failed") return; // the page has said so: only a person tries again
  const wasAwaited = pending?.trigger === "submit" || pending?.trigger === "link";
  const question = pending && wasAwaited && trigger !== "submit" ? { ...pending } : { trigger, focus: document.activeElement };
  pending = question;
  failed = undefined;
  if (trigger !== "link" && trigger !== "return") link = undefined;
  view.showAsking(true);
  showState();
  const notice = setTimeout(() => {
    view.showWaiting();
    bringIntoView(question);
  }, NOTICE_DELAY);
  const advice = setTimeout(view.showSlow, SLOW_DELAY);
  const isClear = trigger === "link" || (await isSchoolClear());
  const entered = readForm(form);
  /** @type {Result | undefined} */
  let result;
  let name = "";
  try {
    const { urn = "", ...answers } = entered;
    const school = await schoolOf(urn);
    name = school?.name ?? "";
    if (link && urn && !school) link.leftOut = true;
    result = canRun ? await checker.ask({ ...answers, ...(school && { school: school.asked }), today: today() }) : undefined;
    if (result && !isClear) result.errors = [{ field: "urn", message: view.words.choose_school }, ...(result.errors ?? [])];
  } catch {
    // The client has tried every way. Which ones, and why they failed, is of no use to a visitor.
  }
  clearTimeout(notice);
  clearTimeout(advice);
  if (pending !== question) return;
  pending = undefined;
  view.showAsking(false);
  if (!result) {
    failed = question.trigger;
    if (question.trigger !== "change") keepInAddress(question.trigger, entered); // a page loaded again asks again
    view.showFailure();
    bringIntoView(question);
  } else if (result.errors && question.trigger !== "change") view.showErrors(result.errors, mayMoveFocus(question.focus));
  else if (result.errors || (question.trigger === "change" && !Object.keys(entered).length)) takeBack(entered, isClear);
  else show(result, entered, name, question);
  showState();
}

/** Whether the finder names a chosen school, or nothing. */
const isSchoolClear = async () => (await finder)?.settle() ?? true;

/**
 * Takes away the answer that what is entered now no longer gives.
 * @param {import("../shared/form-fields.js").Entered} entered
 * @param {boolean} isClear
 */
function takeBack(entered, isClear) {
  if (!view.shownAnswer()) return view.hideFailure();
  view.showChanged(isClear && Object.keys(entered).length > 0);
  keepInAddress("change", entered);
}

/**
 * @param {Result} result
 * @param {import("../shared/form-fields.js").Entered} entered
 * @param {string} name of the school that the answer is for, where one is chosen
 * @param {Question} question
 */
function show(result, entered, name, { trigger, focus }) {
  const isAwaited = trigger === "submit" || trigger === "link";
  keepInAddress(trigger, entered);
  const [page] = location.href.split("#");
  address = page + formatFragment(entered, form, result.edition);
  const oldEdition = Boolean(link?.edition) && link?.edition !== result.edition;
  const mayMove = mayMoveFocus(focus);
  view.showAnswer(result, address, { oldEdition, leftOut: Boolean(link?.leftOut) });
  showState(); // now, since it changes what stands above the answer
  if (trigger !== "return") view.announce(result, name);
  if (isAwaited && mayMove) view.goToAnswer();
  if (trigger === "choice") view.bringIntoSight();
}

/**
 * Puts the answers into the address. Back leads through the questions that were asked, not through every change.
 * @param {Trigger} trigger
 * @param {import("../shared/form-fields.js").Entered} entered
 */
function keepInAddress(trigger, entered) {
  if (trigger === "link" || trigger === "return") return;
  const isEmpty = trigger === "change" && !Object.keys(entered).length;
  const fragment = isEmpty ? "" : formatFragment(entered, form);
  if (location.hash !== fragment) {
    const there = fragment || location.pathname + location.search;
    if (isPlaceToComeBackTo) history.pushState(null, "", there);
    else history.replaceState(null, "", there);
    isPlaceToComeBackTo = false;
  }
  if (trigger !== "change") isPlaceToComeBackTo = true;
}

/**
 * Who opened a link looks for its answer: what becomes of it must not be said below the edge of a small screen.
 * @param {Question} question
 */
function bringIntoView({ trigger }) {
  if (trigger === "link") root.scrollIntoView();
}

/**
 * Not from under the hands of someone who went on to another field while the checker loaded.
 * @param {Element | null} focus
 */
const mayMoveFocus = (focus) => document.activeElement === focus || document.activeElement === document.body;

/** Moves answers that a program on the way put before the # behind it, where no server is told of them. */
function mendAddress() {
  if (!parseFragment(location.search, form)) return;
  const answers = [location.search, location.hash].map((part) => part.slice(1)).filter(Boolean);
  history.replaceState(null, "", `${location.pathname}#${answers.join("&")}`);
}

/** Shows the answer that the address asks for, if it asks for one. */
function followAddress() {
  isPlaceToComeBackTo = true;
  const asked = parseFragment(location.hash, form);
  if (asked) {
    link = asked;
    fillForm(form, asked.entered);
    filled = typed();
    check("link");
  } else if (!location.hash) {
    pending = undefined;
    view.showAsking(false);
    view.clear();
    showState();
  }
}

function load() {
  if (canRun) checker.start();
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  check("submit");
});
form.addEventListener("focusin", load, { once: true });
form.addEventListener("input", () => {
  filled = "";
  if (pending) pending.focus = null;
});
form.addEventListener("change", ({ target }) => {
  const { name, value } = /** @type {HTMLInputElement} */ (target);
  if (name === "idaci") form.pupils.value = ""; // it was made from a figure that is there no longer
  check(name === "urn" && value ? "choice" : "change");
});

/** Who goes to the page for a school's own figure comes back with it to what they have answered here. */
for (const type of ["click", "auxclick", "contextmenu"]) {
  form.addEventListener(type, ({ target }) => {
    const link = /** @type {Element} */ (target).closest("a[data-with-answers]");
    if (link instanceof HTMLAnchorElement) link.hash = formatFragment(readForm(form), form);
  });
}

view.seeAnswer.addEventListener("click", (event) => {
  event.preventDefault(); // the fragment is the answers'
  view.goToAnswer();
});
place.addEventListener("click", (event) => {
  const pressed = /** @type {Element} */ (event.target).closest("[data-action], [data-change]");
  const { action, change } = /** @type {HTMLElement | null} */ (pressed)?.dataset ?? {};
  if (action === "copy") view.copyLink(address);
  else if (action === "print") print();
  else if (change) {
    event.preventDefault();
    focusField(form, change);
  }
});

addEventListener("hashchange", followAddress);
addEventListener("online", () => {
  if (loaded !== "failed" || pending) return;
  if (failed) check(failed);
  else load();
});
addEventListener("pageshow", ({ persisted }) => {
  enable(); // a browser may bring back the button as it was before this script ran
  if (!persisted) restore();
  else if (view.shownAnswer()) check("return");
});
addEventListener("beforeprint", view.unfold);

/** The answers in the form, without the school: no browser brings that back. */
function typed() {
  const { urn, ...answers } = readForm(form);
  return JSON.stringify(answers);
}

/** A browser may bring back what was entered: without its answer, or beside that of the address, which then stands. */
function restore() {
  const isAsked = pending || view.shownAnswer();
  if (!link && !isAsked && Object.keys(readForm(form)).length) {
    isPlaceToComeBackTo = false;
    check("change");
  } else if (link && filled && filled !== typed()) {
    fillForm(form, link.entered);
    check("link");
  }
}

function enable() {
  document.getElementById("lt-late")?.remove();
  for (const button of form.querySelectorAll("button")) button.disabled = false;
}

enable();
if (!canRun) view.showFailure();
mendAddress();
if (location.hash) followAddress();
else if (form.contains(document.activeElement)) load();
if (document.readyState === "complete") restore(); // this script came late
whenIdle(load);
showState();
