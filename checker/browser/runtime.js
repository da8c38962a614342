/**
 * Starts Python in the worker, in one of three ways, and checks every byte and one known answer before it is used.
 *
 * Two functions of the shared module are held, `wire.answer` and `wire.answer_many`; what goes through them is text, which
 * is copied. So nothing of Python's memory is ever held by the page, and there is nothing to release.
 */

import { openImage, textFunction } from "./interpreter.js";
import { files, image, lock, proof } from "./manifest.js";

/** @typedef {import("./protocol.js").Way} Way */
/** @typedef {import("./manifest.js").File} File */
/** @typedef {{ answer: (text: string) => string, answerMany: (text: string) => string }} Python */
/** @typedef {(done: number, due: number) => void} Report bytes fetched, of those to be fetched */

const FOLDER = new URL("./", import.meta.url).href;
const WHEEL = "/wheel.zip";
const STEPS = 50;
/** The smallest module there is: eight bytes that say what follows, and nothing. */
const EMPTY_MODULE = Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0);

/**
 * @param {Way} way
 * @param {Report} report
 * @param {string} [folder] for the build, which boots what it made under Node.js
 * @returns {Promise<Python>}
 */
export async function boot(way, report, folder = FOLDER) {
  // Where WebAssembly is missing or refused, Pyodide itself would wait for ever.
  await WebAssembly.compile(EMPTY_MODULE);
  const python = way === "image" ? await bootImage(report, folder) : await bootPyodide(way, report, folder);
  if (python.answer(proof.question) !== proof.answer) throw new Error(`${way}: not the answer known at build`);
  return python;
}

/**
 * A WebAssembly module whose data are the memory of a Python that had already imported the checker. A memory made once is
 * every visitor's: Python's hash seed and its source of chance are fixed in it. The checker uses neither.
 * @param {Report} report
 * @param {string} folder
 * @returns {Promise<Python>}
 */
async function bootImage(report, folder) {
  const response = await fetchChecked(files.image, counter([files.image], report), folder);
  const python = await openImage(await WebAssembly.compileStreaming(response), image);
  return { answer: textFunction(python, image.answer), answerMany: textFunction(python, image.answerMany) };
}

/**
 * Pyodide by its public functions. Its files are fetched first, so that each is checked and counted; it then finds them in
 * the browser's cache. The wheel stays packed: Python imports from it as it is.
 * @param {"library" | "stock"} way
 * @param {Report} report
 * @param {string} folder
 * @returns {Promise<Python>}
 */
async function bootPyodide(way, report, folder) {
  const library = way === "library" ? files.library : files.stockLibrary;
  const wanted = [files.wheel, files.runtime, files.script, files.wasm, library];
  const count = counter(wanted, report);
  const responses = await Promise.all(wanted.map((file) => fetchChecked(file, count, folder)));
  const [wheel] = await Promise.all(responses.map((response) => response.arrayBuffer()));
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
  const wire = pyodide.pyimport("eligibility.wire");
  return { answer: wire.answer, answerMany: wire.answer_many };
}

/**
 * Adds up what has arrived, as about what it weighs on the way, and reports it in a limited number of steps.
 * @param {File[]} wanted
 * @param {Report} report
 */
function counter(wanted, report) {
  const due = wanted.reduce((sum, file) => sum + file.weight, 0);
  let done = 0;
  let reported = 0;
  /**
   * @param {File} file
   * @param {number} bytes
   */
  return (file, bytes) => {
    done += (file.weight * bytes) / file.bytes;
    if (done - reported < due / STEPS && Math.round(done) < due) return;
    reported = done;
    report(Math.min(Math.round(done), due), due);
  };
}

/**
 * Fetches a file of the folder. Whoever reads it gets it piece by piece as it arrives, and an error at its end if its bytes
 * are not those of the build.
 * @param {File} file
 * @param {(file: File, bytes: number) => void} count
 * @param {string} folder
 */
async function fetchChecked(file, count, folder) {
  // Where the context is not secure there is no crypto.subtle, and the browser checks: it then keeps all until the end.
  const subtle = globalThis.crypto?.subtle;
  const response = await fetch(folder + file.name, subtle ? {} : { integrity: file.integrity });
  if (!response.ok || !response.body) throw new Error(`${file.name}: ${response.status}`);
  const data = new Uint8Array(file.bytes);
  let filled = 0;
  const check = new TransformStream({
    transform(piece, out) {
      data.set(piece, filled);
      filled += piece.length;
      count(file, piece.length);
      out.enqueue(piece);
    },
    async flush() {
      const digest = subtle && `sha256-${base64(await subtle.digest("SHA-256", data))}`;
      if (filled !== file.bytes || (digest && digest !== file.integrity)) throw new Error(`${file.name}: not as built`);
    },
  });
  // Some hosts do not know what WebAssembly is; the browser would not compile it while it arrives.
  return new Response(response.body.pipeThrough(check), { headers: { "content-type": "application/wasm" } });
}

/** @param {ArrayBuffer} digest */
const base64 = (digest) => btoa(String.fromCharCode(...new Uint8Array(digest)));
