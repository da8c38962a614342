/**
 * Starts Python in the worker, in one of three ways, and checks every byte and one known answer before it is used.
 *
 * Two functions of the shared module are held, `json_api.answer` and `json_api.perform`; what goes through them is text, which
 * is copied. So nothing of Python's memory is ever held by the page, and there is nothing to release.
 */

import { FOLDER, compileImage, progressCounter, fetchChecked, assertWebAssembly } from "./checked-fetch.js";
import { instantiateImage, wrapTextFunction } from "./wasm-python.js";
import { files, image, lock, proof } from "./manifest.js";

/** @typedef {import("./protocol.js").Way} Way */
/** @typedef {import("./checked-fetch.js").Report} Report */
/** @typedef {{ answer: (text: string) => string, perform: (text: string) => string }} Python */

const WHEEL = "/wheel.zip";

/**
 * @param {Way} way
 * @param {Report} report
 * @param {WebAssembly.Module} [module] the image, where the page has compiled it
 * @param {string} [folder] for the build, which boots what it made under Node.js
 * @returns {Promise<Python>}
 */
export async function boot(way, report, module, folder = FOLDER) {
  await assertWebAssembly();
  const python =
    way === "image"
      ? await bootImage(module ?? (await compileImage(report, folder)))
      : await bootPyodide(way, report, folder);
  if (python.answer(proof.question) !== proof.answer) throw new Error(`${way}: not the answer known at build`);
  return python;
}

/**
 * A WebAssembly module whose data are the memory of a Python that had already imported the checker. A memory made once is
 * every visitor's: Python's hash seed and its source of chance are fixed in it. The checker uses neither.
 * @param {WebAssembly.Module} module
 * @returns {Promise<Python>}
 */
async function bootImage(module) {
  const python = await instantiateImage(module, image);
  return { answer: wrapTextFunction(python, image.answer), perform: wrapTextFunction(python, image.perform) };
}

/**
 * Pyodide by its public functions. Its files are fetched first, so that each is checked and counted; it then gets these very
 * bytes, but for its scripts, which the browser has in its cache. The wheel stays packed: Python imports from it as it is.
 * @param {"library" | "stock"} way
 * @param {Report} report
 * @param {string} folder
 * @returns {Promise<Python>}
 */
async function bootPyodide(way, report, folder) {
  const library = way === "library" ? files.library : files.stockLibrary;
  const wanted = [files.wheel, files.runtime, files.script, files.wasm, library];
  const count = progressCounter(wanted, report);
  const responses = await Promise.all(wanted.map((file) => fetchChecked(file, count, folder)));
  const [wheel, , , wasm, packed] = await Promise.all(responses.map((response) => response.arrayBuffer()));
  interceptFetch({ [folder + files.wasm.name]: wasm, [folder + library.name]: packed });
  const { loadPyodide } = await import("./pyodide.mjs");
  const pyodide = await loadPyodide({
    indexURL: folder,
    packageBaseUrl: folder,
    stdLibURL: folder + library.name,
    // No package is ever added, so none is listed.
    lockFileContents: JSON.stringify(lock),
    env: { PYTHONPATH: WHEEL },
    fsInit: async (fs) => fs.writeFile(WHEEL, new Uint8Array(/** @type {ArrayBuffer} */ (wheel))),
  });
  const wire = pyodide.pyimport("eligibility.json_api");
  return { answer: wire.answer, perform: wire.perform };
}

/**
 * What is asked for at these addresses from now on is what was checked, whatever the host or a cache would send again; and
 * it is WebAssembly even where the host does not know what that is.
 * @param {Record<string, ArrayBuffer | undefined>} checked
 */
function interceptFetch(checked) {
  const { fetch } = globalThis;
  globalThis.fetch = async (asked, options) => {
    const bytes = checked[asked instanceof Request ? asked.url : String(asked)];
    return bytes ? new Response(bytes, { headers: { "content-type": "application/wasm" } }) : fetch(asked, options);
  };
}
