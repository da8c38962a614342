/** Reads the sheets of a workbook (.xlsx) as rows of text, cell for cell as the command line does (eligibility/lists/files.py). */

import { readXlsx } from "hucre/xlsx";

/** What a list's workbook may hold once it is unpacked, in bytes; the command line has the same bound. */
const LARGEST = 200e6;
const [ENTRY, END] = [0x02014b50, 0x06054b50];
// Where an entry of the archive's directory says what; all are offsets in bytes.
const [FLAGS, PACKED, UNPACKED, LENGTHS, ENTRY_BYTES] = [8, 20, 24, [0x1c, 0x1e, 0x20], 46];
const [DIRECTORY, END_BYTES] = [16, 22];
const [SIZE_IS_ELSEWHERE, NOTHING_PACKED] = [8, 2];
const DAY = 86_400_000;
const FIRST_DAYS = { 1900: Date.UTC(1899, 11, 31), 1904: Date.UTC(1904, 0, 1) };

/** @typedef {{ name: string, rows: string[][] }} Sheet */

/**
 * The visible sheets, without what is blank at the ends of rows and sheets.
 * @param {ArrayBuffer} file
 * @returns {Promise<Sheet[]>} refused where it is no workbook, is damaged, has a password, or is a zip bomb
 */
export async function readSheets(file) {
  if (unpackedBytes(new DataView(file)) > LARGEST) throw new RangeError("too large when unpacked");
  const { sheets, dateSystem = "1900" } = await readVisible(file);
  return sheets.map(({ name, rows, cells }) => {
    const texts = rows.map((row, at) =>
      upToLast(
        row.map((value, place) => cellText(value, cells?.get(`${at},${place}`)?.style?.numFmt ?? "", FIRST_DAYS[dateSystem])),
        (text) => text !== "",
      ),
    );
    return { name, rows: upToLast(texts, (row) => row.length > 0) };
  });
}

/**
 * Without sheets that are charts, which hucre 1.0 takes for sheets that are missing.
 * @param {ArrayBuffer} file
 * @param {string[]} charts
 * @returns {Promise<import("hucre/xlsx").Workbook>}
 */
async function readVisible(file, charts = []) {
  try {
    return await readXlsx(file, {
      sheets: ({ name, hidden, veryHidden }) => !hidden && !veryHidden && !charts.includes(name),
      readStyles: true,
    });
  } catch (error) {
    const chart = /missing worksheet file for sheet "(.*)"/s.exec(String(error))?.[1];
    if (chart === undefined || charts.includes(chart)) throw error;
    return readVisible(file, [...charts, chart]);
  }
}

/**
 * What the archive says that its files take. Who unpacks them stops there, so that a small file cannot fill the memory.
 * @param {DataView} file
 */
function unpackedBytes(file) {
  let end = file.byteLength - END_BYTES;
  while (end >= 0 && file.getUint32(end, true) !== END) end--;
  if (end < 0) throw new TypeError("no archive");
  let [at, sum] = [file.getUint32(end + DIRECTORY, true), 0];
  while (at <= end - ENTRY_BYTES && file.getUint32(at, true) === ENTRY) {
    const entry = at;
    const [packed = 0, unpacked = 0] = [PACKED, UNPACKED].map((place) => file.getUint32(entry + place, true));
    const isUnsaid = packed > NOTHING_PACKED ? !unpacked : file.getUint16(entry + FLAGS, true) & SIZE_IS_ELSEWHERE;
    sum += isUnsaid ? Infinity : unpacked;
    at += LENGTHS.reduce((length, place) => length + file.getUint16(entry + place, true), ENTRY_BYTES);
  }
  return sum;
}

/**
 * A cell as its sheet shows it, as far as that matters: 0.44 is 44% where it is shown as a percentage.
 * @param {import("hucre/xlsx").CellValue} value
 * @param {string} form the format of the number
 * @param {number} firstDay of the sheet's calendar
 */
function cellText(value, form, firstDay) {
  if (value === null || value === undefined) return "";
  if (value instanceof Date) return momentText(value, firstDay);
  if (typeof value === "boolean") return String(value).toUpperCase();
  if (typeof value !== "number") return String(value);
  const isPercentage = form.replace(/"[^"]*"|[\\_*]./g, "").includes("%");
  return plainNumber(value, isPercentage ? 2 : 0) + (form.includes("%") ? "%" : "");
}

/**
 * A day, a time of day, or both.
 * @param {Date} moment
 * @param {number} firstDay
 */
function momentText(moment, firstDay) {
  if (!(moment.getTime() < Date.UTC(10_000, 0))) return "#VALUE!";
  const [day = "", time = ""] = moment.toISOString().slice(0, 19).split("T");
  if (moment.getTime() - firstDay < DAY) return time;
  return time === "00:00:00" ? day : `${day} ${time}`;
}

/**
 * A number without an exponent, its point moved to the right: the digits stay exact, as those of a product would not.
 * @param {number} value
 * @param {number} places
 */
function plainNumber(value, places) {
  const [, sign = "", whole = "", part = "", exponent = "0"] = /^(-?)(\d+)\.?(\d*)(?:e(.+))?$/.exec(String(value)) ?? [];
  const digits = whole + part;
  const point = whole.length + Number(exponent) + places;
  const padded = "0".repeat(Math.max(0, 1 - point)) + digits + "0".repeat(Math.max(0, point - digits.length));
  const split = Math.max(1, point);
  const [before, after] = [padded.slice(0, split).replace(/^0+(?=\d)/, ""), padded.slice(split).replace(/0+$/, "")];
  return sign + before + (after && `.${after}`);
}

/**
 * @template Item
 * @param {Item[]} items
 * @param {(item: Item) => boolean} isHeld
 */
function upToLast(items, isHeld) {
  let length = items.length;
  while (length && !isHeld(/** @type {Item} */ (items[length - 1]))) length--;
  return items.slice(0, length);
}
