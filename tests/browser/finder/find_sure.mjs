// Prints which school Enter takes for each typed text, a JSON list of URNs with null for none.
//   node tests/browser/finder/find_sure.mjs < {"index": ..., "abbreviations": ..., "typed": [...]}

import { readFileSync } from "node:fs";
import { buildSearchIndex } from "../../../checker/browser/finder/search-index.js";
import { makeSearch } from "../../../checker/browser/finder/search.js";

const { index, abbreviations, typed } = JSON.parse(readFileSync(0, "utf-8"));
const { findSure } = makeSearch(buildSearchIndex(index, abbreviations), abbreviations);
console.log(JSON.stringify(typed.map((text) => findSure(text)?.urn ?? null)));
