// Starts what was built with the browser's own modules, in one of its ways, and prints what it replies.
//   node build_scripts/bundle/boot.mjs FOLDER WAY < conversations, each a JSON list of [function, text] on a line
// Prints for each conversation the JSON list of its replies, up to the first call that raised an exception (null).

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";

const [folder = "", way = ""] = process.argv.slice(2);
const place = path.join(path.resolve(folder), "python") + path.sep;
const conversations = readFileSync(0, "utf8").split("\n").filter(Boolean);
// Pyodide's script expects what CommonJS gives it, and Node.js has no fetch for files.
Object.assign(globalThis, { require: createRequire(place), __dirname: place });
globalThis.fetch = async (file) => {
  const type = String(file).endsWith(".wasm") ? "application/wasm" : "application/octet-stream";
  return new Response(readFileSync(String(file)), { headers: { "content-type": type } });
};
const { boot } = await import(pathToFileURL(path.join(place, "start-python.js")).href);
const python = await boot(way, () => {}, undefined, place);

/** @param {[string, string][]} calls */
function reply(calls) {
  /** @type {(string | null)[]} */
  const replies = [];
  for (const [name, text] of calls) {
    try {
      replies.push(python[name](text));
    } catch {
      return [...replies, null];
    }
  }
  return replies;
}

const lines = conversations.map((conversation) => `${JSON.stringify(reply(JSON.parse(conversation)))}\n`);
// Pyodide keeps a channel open, so Node.js would wait for ever.
process.stdout.write(lines.join(""), () => process.exit());
