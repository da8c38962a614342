/** What a chosen file holds: a text, or the sheets of a workbook. */

import { textOf } from "./csv.js";

/** @typedef {import("./sheets.js").Sheet} Sheet */
/** @typedef {{ text: string } | { sheets: Sheet[] }} Content of a list, as the checker reads it */

const ZIP = 0x504b0304;

/**
 * A workbook that cannot be read is given as a text: the checker says what such a file is.
 * @param {ArrayBuffer} file
 * @param {AbortSignal} signal
 * @returns {Promise<Content>} refused where the reader of workbooks could not be loaded, and with an AbortError
 */
export async function contentOf(file, signal) {
  const isZip = file.byteLength > 4 && new DataView(file).getUint32(0) === ZIP;
  const sheets = isZip ? await readWorkbook(file, signal) : undefined;
  return sheets?.length ? { sheets } : { text: textOf(file) };
}

/**
 * @param {ArrayBuffer} file
 * @param {AbortSignal} signal
 * @returns {Promise<Sheet[] | undefined>}
 */
function readWorkbook(file, signal) {
  const worker = new Worker(new URL("../list-form/sheets-worker.js", import.meta.url), { type: "module", name: "sheets" });
  /** @type {Promise<Sheet[] | undefined>} */
  const read = new Promise((resolve, reject) => {
    worker.onmessage = ({ data: sheets }) => resolve(sheets);
    worker.onerror = () => reject(new Error("the reader of workbooks"));
    signal.addEventListener("abort", () => reject(new DOMException("", "AbortError")));
    worker.postMessage(file);
  });
  return read.finally(() => worker.terminate());
}

/** How many rows a list has, about. @param {Content} content */
export const countRows = (content) =>
  "text" in content ? content.text.trimEnd().split(/\r\n|\r|\n/).length : Math.max(...content.sheets.map(({ rows }) => rows.length));

/** How much of a tab's history a list takes, in letters. @param {Content} content */
export const lettersOf = (content) =>
  "text" in content ? content.text.length : content.sheets.flatMap(({ rows }) => rows.flat()).reduce((sum, cell) => sum + cell.length + 1, 0);
