/**
 * The page script of /pupils/: a school's own figure, from a list with its pupils' postcodes.
 *
 * The list goes to the checker in this browser and nowhere else. The one file of postcodes is the same for everyone, so
 * its host learns nothing of the list. No rule and no sentence is here.
 */

import { workListForm } from "../list-form/list-form.js";
import { byId } from "../shared/dom.js";
import { askFigures } from "./ask-figures.js";
import { makeColumnChoice, makeFigure, makeFigures } from "./figure.js";

const root = byId("lt-pupils");
const words = JSON.parse(byId("lt-pupils-words").textContent ?? "");
/** @type {Promise<string> | undefined} */
let postcodes;

/**
 * The file of postcodes as Base64, fetched once and only when a list is there to be looked up.
 * @returns {Promise<string>}
 */
function loadPostcodes() {
  const { postcodes: address = "", digest } = root.dataset;
  postcodes = postcodes ?? fetch(address, { integrity: digest }).then(async (response) => {
    if (!response.ok) throw new Error(`postcodes: ${response.status}`);
    return base64(await response.blob());
  });
  postcodes.catch(() => (postcodes = undefined)); // the next try may have a network
  return postcodes;
}

/**
 * @param {Blob} file
 * @returns {Promise<string>}
 */
const base64 = (file) =>
  new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result).split(",")[1] ?? "");
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(file);
  });

/**
 * @param {import("../list-form/list-file.js").Content} content
 * @param {import("../list-form/list-form.js").Tools} tools
 */
async function answer(content, { checker, signal, choice, onProgress }) {
  const file = await loadPostcodes();
  const found = await askFigures(checker, { content, file, column: choice, signal, onProgress });
  if (found.asks) return { result: makeColumnChoice(found, words), said: found.problem };
  if (found.problem) return { problem: found.problem };
  const [first] = found.schools;
  const result = first && found.schools.length === 1 ? makeFigure(found, first, words) : makeFigures(found, words);
  return { result, said: words.answered, table: found.table };
}

const form = workListForm({ root, words, answer });
form.restore();

root.addEventListener("change", ({ target }) => {
  if (target instanceof HTMLSelectElement && target.value) form.again(target.value);
});
