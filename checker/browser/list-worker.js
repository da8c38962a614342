/** The worker that reads the list of schools and puts its words in order: much work, for which nobody's typing waits. */

import { prepare } from "./prepared.js";
import { createSchools } from "./schools.js";

/** @param {MessageEvent<import("./schools.js").SchoolFiles>} message */
self.onmessage = async ({ data: files }) => {
  const index = await createSchools(files)
    .loadIndex()
    .catch(() => undefined);
  const prepared = index && prepare(index);
  const transfer = Object.values(prepared ?? {}).flatMap((part) => (typeof part === "string" ? [] : [part.buffer]));
  self.postMessage(prepared, { transfer });
};
