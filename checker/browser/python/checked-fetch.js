/**
 * Fetches files of this folder, tells how much has arrived, and takes none that is not byte for byte as it was built.
 * The page uses it for the image, the worker for all else.
 */

import { files } from "./manifest.js";

/** @typedef {import("./manifest.js").File} File */
/** @typedef {(done: number, due: number) => void} Report bytes fetched, of those to be fetched */

/** Where Python's files lie, also when this module has been joined to another room's. */
export const FOLDER = new URL("../python/", import.meta.url).href;
const STEPS = 50;
/** Milliseconds: so that even a few bytes are no silence. */
const OFTEN = 100;
/** The smallest module there is: eight bytes that say what follows, and nothing. */
const EMPTY_MODULE = Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0);

/** Fails where WebAssembly is missing or refused: nothing need be fetched there, and Pyodide itself would wait for ever. */
export async function assertWebAssembly() {
  await WebAssembly.compile(EMPTY_MODULE);
}

/**
 * The image as a compiled module: compiled while it arrives.
 * @param {Report} report
 * @param {string} [folder]
 * @param {AbortSignal} [signal]
 */
export async function compileImage(report, folder = FOLDER, signal) {
  await assertWebAssembly();
  const response = await fetchChecked(files.image, progressCounter([files.image], report), folder, signal);
  return WebAssembly.compileStreaming(response);
}

/**
 * Adds up what has arrived, as about what it weighs on the way, and reports it in a limited number of steps and times.
 * @param {File[]} wanted
 * @param {Report} report
 */
export function progressCounter(wanted, report) {
  const due = wanted.reduce((sum, file) => sum + file.compressedBytes, 0);
  let done = 0;
  let reported = 0;
  let last = 0;
  report(done, due);
  /**
   * @param {File} file
   * @param {number} bytes
   */
  return (file, bytes) => {
    done += (file.compressedBytes * bytes) / file.bytes;
    const now = performance.now();
    if (done - reported < due / STEPS && now - last < OFTEN && Math.round(done) < due) return;
    reported = done;
    last = now;
    report(Math.min(Math.round(done), due), due);
  };
}

/**
 * Whoever reads the answer gets it piece by piece as it arrives, and an error at its end if its bytes are not those of the
 * build.
 * @param {File} file
 * @param {(file: File, bytes: number) => void} count
 * @param {string} folder
 * @param {AbortSignal} [signal]
 */
export async function fetchChecked(file, count, folder, signal) {
  // Where the context is not secure there is no crypto.subtle, and the browser checks: it then keeps all until the end.
  const subtle = globalThis.crypto?.subtle;
  const response = await fetch(folder + file.name, { signal, integrity: subtle ? "" : file.integrity });
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
