/**
 * Starts Python in the worker. The only file that knows Pyodide.
 *
 * Two functions of the shared module are held, `wire.answer` and `wire.answer_many`; what goes through them is text, which
 * Pyodide copies. So nothing of Python's memory is ever held by the page, and there is nothing to release.
 */

import { files, proof } from "./manifest.js";

/** @typedef {import("./protocol.js").Way} Way */
/** @typedef {import("./manifest.js").File} File */
/** @typedef {{ answer: (text: string) => string, answerMany: (text: string) => string }} Python */
/** @typedef {(done: number, due: number) => void} Report bytes fetched, of those to be fetched */

const FOLDER = new URL("./", import.meta.url).href;
const WHEEL = "/wheel.zip";
/** No further package is ever installed, so none is listed. */
const NO_PACKAGES = { info: { abi_version: "2025_0", arch: "wasm32", platform: "emscripten_4_0_9", python: "3.13.2" }, packages: {} };

/**
 * @param {Way} way
 * @param {Report} report
 * @returns {Promise<Python>}
 */
export async function boot(way, report) {
  const python = await bootPyodide(way === "stock" ? files.stockLibrary : files.library, report);
  if (python.answer(proof.question) !== proof.answer) throw new Error(`${way}: not the answer known at build`);
  return python;
}

/**
 * Pyodide by its public functions. Its files are fetched first, so that each is checked and counted; it then finds them in
 * the browser's cache. The wheel stays packed: Python imports from it as it is.
 * @param {File} library
 * @param {Report} report
 * @returns {Promise<Python>}
 */
async function bootPyodide(library, report) {
  const wanted = [files.wheel, files.runtime, files.script, files.wasm, library];
  const [wheel] = await fetchAll(wanted, report);
  const { loadPyodide } = await import("./pyodide.mjs");
  const pyodide = await loadPyodide({
    indexURL: FOLDER,
    packageBaseUrl: FOLDER,
    stdLibURL: FOLDER + library.name,
    lockFileContents: JSON.stringify(NO_PACKAGES),
    env: { PYTHONPATH: WHEEL },
    fsInit: async (fs) => fs.writeFile(WHEEL, wheel),
  });
  const wire = pyodide.pyimport("eligibility.wire");
  return { answer: wire.answer, answerMany: wire.answer_many };
}

/**
 * @param {File[]} wanted
 * @param {Report} report
 */
function fetchAll(wanted, report) {
  const due = wanted.reduce((sum, file) => sum + file.weight, 0);
  let done = 0;
  return Promise.all(
    wanted.map(async (file) => {
      const bytes = await fetchChecked(file);
      done += file.weight;
      report(done, due);
      return bytes;
    }),
  );
}

/**
 * Fetches a file of the folder. The browser itself refuses it if its bytes are not those of the build.
 * @param {File} file
 */
async function fetchChecked({ name, integrity }) {
  const response = await fetch(FOLDER + name, { integrity });
  if (!response.ok) throw new Error(`${name}: ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}
