/** Tables as files: what the bytes of one say, and one to be saved. */

/** How a spreadsheet's own file begins: today's, which is an archive, and the older kind. */
const WORKBOOKS = ["PK\x03\x04", "\xd0\xcf\x11\xe0"];
/** The bytes for which Windows-1252 has no letter: the command line reads them so too. */
const NO_LETTER = /[\x81\x8d\x8f\x90\x9d]/g;
/** Without this mark at its start, Excel takes a file for one in Windows-1252. */
const MARK = "\ufeff";

/**
 * UTF-8 where the whole file is, as spreadsheets write it today; otherwise what older ones write.
 * @param {ArrayBuffer} file
 * @returns {string | undefined} nothing where it is a spreadsheet's own file
 */
export function textOf(file) {
  const start = String.fromCharCode(...new Uint8Array(file.slice(0, 4)));
  if (WORKBOOKS.includes(start)) return undefined;
  if (start.startsWith("\xff\xfe")) return new TextDecoder("utf-16le").decode(file);
  if (start.startsWith("\xfe\xff")) return new TextDecoder("utf-16be").decode(file);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(file);
  } catch {
    return new TextDecoder("windows-1252").decode(file).replace(NO_LETTER, "\ufffd");
  }
}

/**
 * Letter for letter what the command line writes, after the mark.
 * @param {string[][]} rows
 */
export const csvOf = (rows) => new Blob([MARK, ...rows.map((row) => `${row.map(quoted).join()}\n`)], { type: "text/csv" });

/** @param {string} cell */
const quoted = (cell) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
