/** The worker that reads the list of schools and puts its words in order: much work, for which nobody's typing waits. */

import { buildSearchIndex } from "./search-index.js";
import { createSchools } from "./school-data.js";

/** @param {MessageEvent<import("./school-data.js").SchoolFiles>} message */
self.onmessage = async ({ data: files }) => {
  const index = await createSchools(files)
    .loadIndex()
    .catch(() => undefined);
  const prepared = index && buildSearchIndex(index, files.abbreviations);
  const transfer = Object.values(prepared ?? {}).flatMap((part) => (typeof part === "string" ? [] : [part.buffer]));
  self.postMessage(prepared, { transfer });
};
