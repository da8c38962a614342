// Asks an image in a trial, as the worker does, and prints what it replies.
//   node ask_image.mjs MODULE IMAGE OPENING FLAGS GRANULES < conversations, each a JSON list of [function, text] on a line
// MODULE is wasm-python.js. Prints for each conversation the JSON list of its replies, up to the first call that raised an
// exception (null) or trapped (false): as on the page that Python is given up then, and the next conversation has another.
// The last line says which functions were entered and which granules were read, where the image raises flags for these.

import { readFileSync } from "node:fs";
import path from "node:path";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const [wasmPython = "", file = "", opening = "", flags = "0", granules = "0"] = process.argv.slice(2);
const { instantiateImage, wrapTextFunction } = await import(pathToFileURL(path.resolve(wasmPython)).href);
const image = JSON.parse(readFileSync(opening, "utf8"));
const module = await WebAssembly.compile(readFileSync(file));

const BITS = 32; // flags of functions in a global
const entered = WebAssembly.Module.exports(module).flatMap(({ name }) => (name.startsWith("entered") ? [name] : []));
const enteredBits = entered.map(() => 0);
const read = new Uint8Array(Number(granules));

/** @param {{ functions: any, memory: WebAssembly.Memory }} python */
function gatherFlags({ functions, memory }) {
  entered.forEach((name, index) => (enteredBits[index] |= functions[name].value));
  new Uint8Array(memory.buffer, Number(flags), read.length).forEach((flag, index) => (read[index] |= flag));
}

/** @param {unknown} fault what wrapTextFunction throws for an exception of Python, unlike a trap */
const isException = (fault) => fault instanceof Error && fault.message === "Python raised an exception";

/** @type {{ functions: any, memory: WebAssembly.Memory } | undefined} */
let python;
for await (const line of createInterface({ input: process.stdin })) {
  python ??= /** @type {NonNullable<typeof python>} */ (await instantiateImage(module, image));
  /** @type {(string | null | false)[]} */
  const replies = [];
  for (const [name, text] of JSON.parse(line)) {
    try {
      replies.push(wrapTextFunction(python, image[name])(text));
    } catch (fault) {
      replies.push(isException(fault) ? null : false);
      gatherFlags(python);
      python = undefined;
      break;
    }
  }
  process.stdout.write(`${JSON.stringify(replies)}\n`);
}
if (python) gatherFlags(python);
const functions = enteredBits.flatMap((bits, index) =>
  Array.from({ length: BITS }, (_, bit) => BITS * index + bit).filter((_, bit) => (bits >> bit) & 1),
);
const found = { entered: functions, read: [...read.keys()].filter((granule) => read[granule]) };
process.stdout.write(`${JSON.stringify(found)}\n`);
