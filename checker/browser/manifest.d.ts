/** What `manifest.js` holds. The build writes that file into the folder it describes: see build_scripts/bundle.py. */

export interface File {
  /** Its name in the folder, beside this file. */
  name: string;
  /** Its size once unpacked. */
  bytes: number;
  /** About what it weighs on the way: its size after Brotli. */
  weight: number;
  /** As `fetch` wants it: sha256-... */
  integrity: string;
}

export const files: Record<"wheel" | "library" | "stockLibrary" | "wasm" | "runtime" | "script", File>;
/** One question and its answer, both JSON text: a runtime that answers otherwise is not used. */
export const proof: { question: string; answer: string };
