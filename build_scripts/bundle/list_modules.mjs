// Prints, as a JSON list, the files of the standard library that Pyodide and the checker import.
//   node build_scripts/bundle/list_modules.mjs PYODIDE WHEEL < questions, one on a line

import { readFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";

const [folder = "", wheel = ""] = process.argv.slice(2);
const { loadPyodide } = await import(pathToFileURL(path.resolve(folder, "pyodide.mjs")).href);
const packed = readFileSync(wheel);
const pyodide = await loadPyodide({
  env: { PYTHONPATH: "/wheel.zip" },
  /** @param {{ writeFile: (path: string, data: Uint8Array) => void }} fs */
  fsInit: async (fs) => fs.writeFile("/wheel.zip", packed),
});
const { answer } = pyodide.pyimport("eligibility.json_api");
for (const question of readFileSync(0, "utf8").split("\n").filter(Boolean)) answer(question);
/** @type {string[]} */
const files = [];
for (const module of pyodide.pyimport("sys").modules.values()) if (module.__file__) files.push(module.__file__);
console.log(JSON.stringify(files));
