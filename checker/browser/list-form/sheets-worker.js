/** The worker that reads a workbook, so that no page waits for it. Who brings none never loads it. */

import { readSheets } from "./sheets.js";

/** @param {MessageEvent<ArrayBuffer>} message */
self.onmessage = async ({ data: file }) => self.postMessage(await readSheets(file).catch(() => undefined));
