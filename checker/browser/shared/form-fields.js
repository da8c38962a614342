/** The form's fields: what was entered in them, and what is wrong with it. They are found by the names in form.html. */

/** @typedef {Record<string, string>} Entered answers as typed, by field; a field without an answer is left out */
/** @typedef {{ field: string, message: string }} Fault */

/**
 * The names of the fields, in the order in which links name them, wherever each stands on the page.
 * @param {HTMLFormElement} form
 * @returns {string[]}
 */
export const fieldNames = (form) => (form.dataset.fields ?? "").split(" ").filter((field) => fieldInputs(form, field).length);

/**
 * @param {HTMLFormElement} form
 * @param {string} field
 */
const fieldInputs = (form, field) => [...form.querySelectorAll("input")].filter((input) => input.name === field);

/**
 * What a field can be given: one of these values or, where it is typed, text of at most this length.
 * @param {HTMLFormElement} form
 * @param {string} field
 * @returns {string[] | number}
 */
export function fieldOptions(form, field) {
  const inputs = fieldInputs(form, field);
  const typed = inputs.find((input) => input.type === "text");
  return typed ? typed.maxLength : inputs.map((input) => input.value);
}

/**
 * @param {HTMLFormElement} form
 * @returns {Entered}
 */
export function readForm(form) {
  /** @type {Entered} */
  const entered = {};
  const given = new FormData(form);
  for (const field of fieldNames(form)) {
    const value = given.get(field);
    if (typeof value === "string" && value.trim()) entered[field] = value.trim();
  }
  return entered;
}

/**
 * @param {HTMLFormElement} form
 * @param {Entered} entered
 */
export function fillForm(form, entered) {
  for (const input of form.querySelectorAll("input")) {
    if (!input.name) continue;
    if (input.type === "radio") input.checked = entered[input.name] === input.value;
    else input.value = entered[input.name] ?? "";
    if (input.type === "radio" ? input.checked : input.value) unfold(input);
  }
}

/**
 * What was entered, as a person would write it: a line for each field.
 * @param {HTMLFormElement} form
 */
export function describeForm(form) {
  const lines = Object.entries(readForm(form)).map(([field, value]) => {
    const chosen = fieldInputs(form, field).find((input) => input.checked);
    return `${groupOf(field).dataset.name}: ${chosen?.dataset.label ?? value}`; // not what a browser has translated
  });
  return lines.join("\n");
}

/**
 * Puts the cursor into a field, with its question in sight.
 * @param {HTMLFormElement} form
 * @param {string} field
 */
export function focusField(form, field) {
  const inputs = fieldInputs(form, field);
  unfold(groupOf(field));
  groupOf(field).scrollIntoView({ block: "start" });
  const target = inputs.find((input) => input.checked) ?? groupOf(field).querySelector("input:not([hidden])");
  /** @type {HTMLElement | null} */ (target)?.focus({ preventScroll: true });
}

/**
 * Says what is wrong at each field and in the summary, which it returns.
 * @param {HTMLFormElement} form
 * @param {Fault[]} faults
 * @param {string} prefix
 */
export function showFieldErrors(form, faults, prefix) {
  clearErrors(form);
  const summary = summaryOf(form);
  for (const { field, message } of faults) {
    markFault(field, message, prefix);
    const link = document.createElement("a");
    link.href = `#lt-${field}`;
    link.textContent = message;
    link.addEventListener("click", (event) => {
      event.preventDefault(); // the fragment is the answers'
      focusField(form, field);
    });
    const item = document.createElement("li");
    item.append(link);
    summary.querySelector("ul")?.append(item);
  }
  summary.hidden = false;
  return summary;
}

/** @param {HTMLFormElement} form */
export function clearErrors(form) {
  const summary = summaryOf(form);
  summary.hidden = true;
  /** @type {Element} */ (summary.querySelector("ul")).textContent = "";
  for (const message of form.querySelectorAll(".lt-field__error")) {
    for (const described of form.querySelectorAll(`[aria-describedby~="${message.id}"]`)) describe(described, message.id, false);
    message.parentElement?.classList.remove("lt-field--wrong");
    message.remove();
  }
  for (const input of form.querySelectorAll("[aria-invalid]")) input.removeAttribute("aria-invalid");
}

/**
 * @param {string} field
 * @param {string} message
 * @param {string} prefix
 */
function markFault(field, message, prefix) {
  const group = groupOf(field);
  /** @type {HTMLInputElement | null} */
  const input = group.querySelector("input[type=text]:not([hidden])");
  unfold(group);
  const unseen = document.createElement("span");
  unseen.className = "lt-unseen";
  unseen.textContent = prefix;
  const told = document.createElement("p");
  told.className = "lt-field__error";
  told.id = `lt-${field}-error`;
  told.append(unseen, message);
  group.classList.add("lt-field--wrong");
  if (input) {
    input.before(told);
    input.setAttribute("aria-invalid", "true");
    describe(input, told.id, true);
  } else {
    group.querySelector("legend")?.after(told);
    describe(group, told.id, true);
  }
}

/**
 * @param {Element} element
 * @param {string} id of what describes it
 * @param {boolean} on
 */
function describe(element, id, on) {
  const others = (element.getAttribute("aria-describedby") ?? "").split(" ").filter((other) => other && other !== id);
  const ids = on ? [id, ...others] : others;
  if (ids.length) element.setAttribute("aria-describedby", ids.join(" "));
  else element.removeAttribute("aria-describedby");
}

/** What is filled in, asked for or wrong is not folded away. @param {Element} element */
const unfold = (element) => element.closest("details")?.setAttribute("open", "");

/** @param {string} field */
const groupOf = (field) => /** @type {HTMLElement} */ (document.getElementById(`lt-${field}`));

/** @param {HTMLFormElement} form */
const summaryOf = (form) => /** @type {HTMLElement} */ (form.querySelector(".lt-errors"));
