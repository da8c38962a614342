/** The school that is chosen on /check/: its URN is a field of the form like others, its card says what open data knows. */

import { focusField } from "../shared/form-fields.js";
import { byId } from "../shared/dom.js";
import { createCombobox, filesOfField } from "./combobox.js";
import { createSchools, placeOf } from "./school-data.js";
import { makeCard } from "./school-card.js";

/** @param {HTMLFormElement} form */
export function createFinder(form) {
  const chosen = /** @type {HTMLInputElement} */ (form.querySelector("input[name=urn]"));
  const place = byId("lt-finder-card");
  /** The name that the field was given with the school that is shown. */
  let name = "";
  const isChosen = () => Boolean(chosen.value);
  const schools = createSchools(filesOfField());
  const { group, input, words, announce, say, closing, findSure } = createCombobox({
    source: schools,
    describe: placeOf,
    isChosen,
    onSelect: ({ urn }) => choose(urn),
    onType: () => isChosen() && input.value.trim() !== name && drop(),
  });

  /** @param {string} urn */
  function choose(urn) {
    chosen.value = urn;
    chosen.dispatchEvent(new Event("change", { bubbles: true }));
  }

  /** Another text than the chosen school's name names no chosen school. */
  function drop() {
    clearCard();
    choose("");
  }

  function clearCard() {
    place.textContent = "";
    name = "";
  }

  /**
   * Shows the card of this school, or none, and returns what the checker is to be told of it.
   * @param {string} urn
   * @returns {Promise<import("./school-data.js").School | undefined>}
   */
  async function show(urn) {
    if (!urn) {
      if (name) input.value = "";
      clearCard();
      return undefined;
    }
    try {
      const school = await schools.find(urn);
      if (chosen.value !== urn) return school; // another has been chosen meanwhile
      clearCard();
      chosen.value = school ? urn : "";
      input.value = name = school?.name ?? "";
      if (school) place.append(makeCard(school, words));
      const told = school ? "" : ((await closing(urn)) ?? say("unknown", { urn }));
      if (chosen.value === (school ? urn : "")) announce(told);
      return school;
    } catch {
      announce(say("failed"));
      return undefined;
    }
  }

  /**
   * Takes the school that the typed text surely means, unless somebody is still typing: no text there is passed over,
   * but where the schools could not be loaded, as the finder says then.
   * @returns {Promise<boolean>} whether it is clear which school is meant, or that none is
   */
  async function settle() {
    if (isChosen() || !input.value.trim()) return true;
    if (document.activeElement === input) return false;
    try {
      const sure = await findSure();
      if (sure) chosen.value = sure.urn;
    } catch {
      return true;
    }
    return isChosen();
  }

  group.addEventListener("click", (event) => {
    const pressed = /** @type {Element} */ (event.target).closest("[data-finder]");
    if (!(pressed instanceof HTMLElement)) return;
    event.preventDefault(); // the fragment is the answers'
    if (pressed.dataset.finder === "own") return focusField(form, "idaci");
    input.value = "";
    drop();
    input.focus();
  });

  return { show, settle };
}
