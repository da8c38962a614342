// Starts what was built with the browser's own modules, asks it, and prints the answers as a JSON list.
//   node build_scripts/bundle/boot.mjs FOLDER WAY < questions, one on a line

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";

const [folder = "", way = ""] = process.argv.slice(2);
const place = path.join(path.resolve(folder), "python") + path.sep;
// Pyodide's script expects what CommonJS gives it, and Node.js has no fetch for files.
Object.assign(globalThis, { require: createRequire(place), __dirname: place });
globalThis.fetch = async (file) => {
  const type = String(file).endsWith(".wasm") ? "application/wasm" : "application/octet-stream";
  return new Response(readFileSync(String(file)), { headers: { "content-type": type } });
};
const runtime = await import(pathToFileURL(path.join(place, "start-python.js")).href);
const python = await runtime.boot(way, () => {}, undefined, place);
const questions = readFileSync(0, "utf8").split("\n").filter(Boolean);
// Pyodide keeps a channel open, so Node.js would wait for ever.
process.stdout.write(JSON.stringify(questions.map((question) => python.answer(question))), () => process.exit());
