/** Tables as files: what the bytes of one say, and one to be saved. */

/** Bytes looked at for the encoding. */
const START = 65_536;
const [CR, LF] = [13, 10];
/** The bytes for which Windows-1252 has no letter: the command line reads them so too. */
const NO_LETTER = /[\x81\x8d\x8f\x90\x9d]/g;
/** Without this mark at its start, Excel takes a file for one in Windows-1252. */
const MARK = "\ufeff";

/**
 * UTF-16, or UTF-8 where the whole file is, as spreadsheets write it today; otherwise what older ones write. What is no
 * list is told apart by the module, which sees a picture or a workbook as letters too.
 * @param {ArrayBuffer} file
 */
export function textOf(file) {
  const start = new Uint8Array(file.slice(0, START));
  const wide = encodingOfStart(start);
  if (wide) return new TextDecoder(wide).decode(file);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(file);
  } catch {
    const bytes = new Uint8Array(file);
    // Only the Macs of before 2001 ended lines so, and they had an encoding of their own.
    if (bytes.includes(CR) && !bytes.includes(LF)) return new TextDecoder("macintosh").decode(file);
    return new TextDecoder("windows-1252").decode(file).replace(NO_LETTER, "\ufffd");
  }
}

/** UTF-16 by its mark or, without one, since every other byte of a text in Latin letters is nought. @param {Uint8Array} start */
function encodingOfStart(start) {
  if (start[0] === 0xff && start[1] === 0xfe) return "utf-16le";
  if (start[0] === 0xfe && start[1] === 0xff) return "utf-16be";
  if (!start[0] === !start[1]) return ""; // a list begins with such a letter; an archive, say, does not
  const [even, odd] = [0, 1].map((first) => start.filter((byte, at) => byte === 0 && at % 2 === first).length);
  if (Math.max(Number(even), Number(odd)) <= Math.floor(start.length / 4)) return "";
  return Number(odd) > Number(even) ? "utf-16le" : "utf-16be";
}

/**
 * Letter for letter what the command line writes, after the mark.
 * @param {string[][]} rows
 */
export const csvOf = (rows) => new Blob([MARK, ...rows.map((row) => `${row.map(quoted).join()}\n`)], { type: "text/csv" });

/** @param {string} cell */
const quoted = (cell) => (/[",\r\n]/.test(cell) ? `"${cell.replace(/"/g, '""')}"` : cell);
