// Answers questions as the browser does, under Node.js: stock Pyodide with the very wheel. JSON lines in, answers out.
//   node tests/eligibility/answer_in_node.mjs WHEEL < questions
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { loadPyodide } from "pyodide";

const pyodide = await loadPyodide();
pyodide.FS.writeFile("/eligibility.whl", readFileSync(process.argv[2]));
pyodide.runPython("import sys; sys.path.insert(0, '/eligibility.whl')");
const jsonApi = pyodide.pyimport("eligibility.json_api");
for await (const question of createInterface({ input: process.stdin })) console.log(jsonApi.answer(question));
