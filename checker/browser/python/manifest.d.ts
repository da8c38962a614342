/** What `manifest.js` holds. The build writes that file into the folder it describes: see build_scripts/bundle/assemble.py. */

export interface File {
  /** Its name in the folder, beside this file. */
  name: string;
  /** Its size once unpacked. */
  bytes: number;
  /** About what it weighs on the way: its size after Brotli. */
  compressedBytes: number;
  /** As `fetch` wants it: sha256-... */
  integrity: string;
}

export const files: Record<"image" | "script" | "wheel" | "library" | "stockLibrary" | "runtime" | "wasm", File>;
/** What opens the image: its memory in bytes, its table of functions in entries, the numbers its module is given by name, and
 * where the two functions of `eligibility.json_api` lie in its memory. */
export const image: {
  memory: number;
  table: number;
  globals: Record<string, number>;
  answer: number;
  perform: number;
};
/** Pyodide's list of packages, with none. */
export const lock: object;
/** One question and its answer, both JSON text: a runtime that answers otherwise is not used. */
export const proof: { question: string; answer: string };
