/** What a visitor sees of the checker besides the form: its state, the answer, what is wrong, and that it could not start. */

import { makeAnswer } from "./answer.js";
import { clearErrors, describeForm, showFieldErrors } from "../shared/form-fields.js";
import { mailtoAddress } from "./mailto.js";
import { byId, cloneTemplate, format } from "../shared/dom.js";

/** @typedef {import("./answer.js").Result} Result */
/** @typedef {import("./answer.js").Remarks} Remarks */

export const root = byId("lt-checker");
export const form = /** @type {HTMLFormElement} */ (byId("lt-form"));
export const place = byId("lt-place");
export const seeAnswer = byId("lt-see-answer");
const status = byId("lt-status");
const progress = byId("lt-progress");
export const words = JSON.parse(byId("lt-words").textContent ?? "");
const contact = root.dataset.contact ?? "";
const title = document.title;
const MEGABYTE = 1e6;
/** Where question and answer stand side by side: see checker.css. */
const WIDE = "(min-width: 60em)";

/** @returns {HTMLElement | null} */
export const shownAnswer = () => place.querySelector(".lt-answer");

/**
 * @param {Result} result
 * @param {string} address of this answer
 * @param {Remarks} remarks
 */
export function showAnswer(result, address, remarks) {
  clear();
  const date = new Date().toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric" });
  const ending = `${words.address} ${address}`;
  const letter = { contact, subject: words.subject, text: result.letter, headings: words.headings, ending };
  const answer = makeAnswer(result, { checkedOn: say("checked_on", { date }), address, email: mailtoAddress(letter), remarks });
  place.append(answer);
  if (matchMedia(WIDE).matches) unfold();
  seeAnswer.hidden = false;
}

/** An answer can be taller than the screen, and browsers show the middle of what is: it is to be read from its first word. */
export function goToAnswer() {
  const answer = shownAnswer();
  answer?.focus({ preventScroll: true });
  answer?.scrollIntoView();
}

/**
 * @param {Result} result
 * @param {string} name of the school that it is for, where one is chosen
 */
export function announce({ text: { title } }, name) {
  status.textContent = name ? say("answered_for", { name, title }) : say("answered", { title });
}

/** Shows the beginning of the answer below the card of its school, which stays in sight as far as it can. */
export function bringIntoSight() {
  place.querySelector(".lt-answer__lead")?.scrollIntoView({ block: "nearest" });
}

/**
 * @param {import("../shared/form-fields.js").Fault[]} faults
 * @param {boolean} mayMoveFocus
 */
export function showErrors(faults, mayMoveFocus) {
  clear();
  const summary = showFieldErrors(form, faults, words.error_prefix);
  document.title = words.error_prefix + title;
  if (mayMoveFocus) summary.focus();
  else status.textContent = words.error_title;
}

/**
 * Instead of errors where nobody has asked for them: only that the answer is gone.
 * @param {boolean} isUnreadable whether that is so since an answer cannot be read
 */
export function showChanged(isUnreadable) {
  clear();
  if (isUnreadable) status.textContent = words.changed;
}

/** Paper has nothing to unfold, and a wide screen has the room. */
export function unfold() {
  for (const details of place.querySelectorAll("details")) details.open = true;
}

/** There will be no answer: the way to a person, with what was entered. */
export function showFailure() {
  clear();
  sayWithMail("lt-failed-template");
}

/** There may be one yet, but nobody should have to wait for it. */
export function showSlow() {
  sayWithMail("lt-slow-template");
}

/** After all it has started, before anyone asked again. */
export function hideFailure() {
  status.textContent = "";
}

/** The script that finds schools did not come. */
export function showNoFinder() {
  const said = byId("lt-finder-count");
  said.removeAttribute("aria-hidden");
  said.textContent = JSON.parse(byId("lt-finder-words").textContent ?? "").failed;
}

/** @param {string} template whose link becomes a mail with what was entered */
function sayWithMail(template) {
  const letter = { contact, subject: words.subject, text: describeForm(form), headings: words.headings, ending: "" };
  status.textContent = "";
  status.append(cloneTemplate(template));
  status.querySelector("a")?.setAttribute("href", mailtoAddress(letter));
}

/** Questions without an answer; what was entered stays. */
export function clear() {
  shownAnswer()?.remove();
  seeAnswer.hidden = true;
  status.textContent = "";
  clearErrors(form);
  document.title = title;
}

/** @param {boolean} isAsking */
export function showAsking(isAsking) {
  if (isAsking) place.setAttribute("aria-busy", "true");
  else place.removeAttribute("aria-busy");
  // What is still to be read there answers an earlier question.
  if (isAsking) delete shownAnswer()?.dataset.outcome;
  else progress.hidden = true;
}

export function showWaiting() {
  status.textContent = words.waiting;
  progress.hidden = false;
}

/** @param {{ done: number, due: number }} bytes */
export function showProgress({ done, due }) {
  progress.textContent = say("progress", { done: (done / MEGABYTE).toFixed(1), due: (due / MEGABYTE).toFixed(1) });
}

/**
 * Puts the answer's address on the clipboard or, where that is refused, into a field to copy it from.
 * @param {string} address
 */
export async function copyLink(address) {
  const said = /** @type {HTMLElement} */ (place.querySelector(".lt-actions__said"));
  try {
    await navigator.clipboard.writeText(address);
    said.textContent = words.copied;
  } catch {
    const byHand = cloneTemplate("lt-by-hand-template");
    const input = /** @type {HTMLInputElement} */ (byHand.querySelector("input"));
    input.value = address;
    said.textContent = "";
    said.append(byHand);
    input.select();
  }
}

/**
 * A phrase of the wording with its names filled in.
 * @param {string} name
 * @param {Record<string, string>} values
 */
const say = (name, values) => format(words[name], values);
