// Prints, as JSON, the files of the standard library that Python has imported once the checker is loaded.
// node build_scripts/modules.mjs FOLDER LIBRARY WHEEL

import { readFile } from "node:fs/promises";
import path from "node:path";
import { pathToFileURL } from "node:url";

const [folder, library, wheel] = process.argv.slice(2).map((argument) => path.resolve(argument));
const { loadPyodide } = await import(pathToFileURL(path.join(folder, "pyodide.mjs")).href);
const packed = await readFile(wheel);
const pyodide = await loadPyodide({
  stdLibURL: library,
  env: { PYTHONPATH: "/wheel.zip" },
  fsInit: async (fs) => fs.writeFile("/wheel.zip", packed),
});
pyodide.pyimport("eligibility.wire").answer("{}");
const names = [];
for (const module of pyodide.pyimport("sys").modules.values()) names.push(module.__file__);
console.log(JSON.stringify(names.filter((name) => name?.includes(".zip/"))));
