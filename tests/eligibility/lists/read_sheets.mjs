// Prints the sheets of workbooks as the browser reads them, a JSON list with null for what is no workbook.
//   node tests/eligibility/read_sheets.mjs FILE...

import { readFileSync } from "node:fs";
import { readSheets } from "../../../checker/browser/list-form/sheets.js";

const read = process.argv.slice(2).map(async (file) => {
  const { buffer, byteOffset, byteLength } = readFileSync(file);
  return readSheets(buffer.slice(byteOffset, byteOffset + byteLength)).catch(() => null);
});
console.log(JSON.stringify(await Promise.all(read)));
