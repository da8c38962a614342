// Prints, as a JSON list of [file, name, line], the Python functions that run in a trial.
//   node record_functions.mjs PYODIDE LIBRARY WHEEL < conversations, as ask_python.py reads them

import { readFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";

const [folder = "", library = "", wheel = ""] = process.argv.slice(2);
const conversations = readFileSync(0, "utf8"); // before Pyodide takes hold of this channel
const { loadPyodide } = await import(pathToFileURL(path.resolve(folder, "pyodide.mjs")).href);
const packed = readFileSync(wheel);
const pyodide = await loadPyodide({
  stdLibURL: path.resolve(library),
  env: { PYTHONPATH: "/wheel.zip:/trial" },
  /** @param {{ mkdir: (path: string) => void, writeFile: (path: string, data: Uint8Array) => void }} fs */
  fsInit: async (fs) => {
    fs.writeFile("/wheel.zip", packed);
    fs.mkdir("/trial");
    for (const name of ["ask_python.py", "record_functions.py"]) {
      fs.writeFile(`/trial/${name}`, readFileSync(new URL(name, import.meta.url)));
    }
  },
});
process.stdout.write(pyodide.pyimport("record_functions").record(conversations), () => process.exit());
