/** Reads the sheets of a workbook (.xlsx) as rows of text, cell for cell as the command line does (eligibility/lists/files.py). */

import { readXlsx } from "hucre/xlsx";
import { checkArchive } from "./archive.js";

const DAY = 86_400_000;
/** A moment as programs write it where they say that a cell is a date. */
const MOMENT = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d)(:\d\d)?(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)?$/;
/** Stands for a formula that its program did not work out. */
const NO_RESULT = "=";
const FIRST_DAYS = { 1900: Date.UTC(1899, 11, 31), 1904: Date.UTC(1904, 0, 1) };

/** @typedef {{ name: string, rows: string[][] }} Sheet */

/**
 * The visible sheets, without what is blank at the ends of rows and sheets.
 * @param {ArrayBuffer} file
 * @returns {Promise<Sheet[]>} refused where it is no workbook, is damaged, has a password, or is a zip bomb
 */
export async function readSheets(file) {
  await checkArchive(file);
  const { sheets, dateSystem = "1900" } = await readVisible(file);
  return sheets.map(({ name, rows, cells }) => {
    const texts = rows.map((row, at) =>
      upToLast(
        row.map((value, place) => {
          const { type, style } = cells?.get(`${at},${place}`) ?? {};
          if (value === null && type === "formula") return NO_RESULT;
          return cellText(value, style?.numFmt ?? "", FIRST_DAYS[dateSystem]);
        }),
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
 * A cell as its sheet shows it, as far as that matters: 0.44 is 44% where it is shown as a percentage.
 * @param {import("hucre/xlsx").CellValue} value
 * @param {string} form the format of the number
 * @param {number} firstDay of the sheet's calendar
 */
function cellText(value, form, firstDay) {
  if (value === null || value === undefined) return "";
  if (value instanceof Date) return momentText(value, firstDay);
  if (typeof value === "boolean") return String(value).toUpperCase();
  if (typeof value !== "number") return String(value).replace(MOMENT, (_, day, time, second = ":00") => joined(day, time + second));
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
  return moment.getTime() - firstDay < DAY ? time : joined(day, time);
}

/**
 * @param {string} day
 * @param {string} time
 */
const joined = (day, time) => (time === "00:00:00" ? day : `${day} ${time}`);

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
