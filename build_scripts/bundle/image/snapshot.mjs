/// <reference lib="dom" />
// Starts Python, imports the checker, tries it, and writes Python's whole memory to a file: what every visitor starts from.
//   node build_scripts/bundle/image/snapshot.mjs PYODIDE LIBRARY WHEEL MEMORY RAN < questions, one on a line
// RAN lists the Python functions that run in a trial: all others become stubs, see stub_functions.py.
// Prints what a browser needs to open the image, and what is needed to prune it. The same inputs give the same memory, on
// any day and any Node.js.

import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { wrapTextFunction } from "../../../checker/browser/python/wasm-python.js";

const [folder = "", library = "", wheel = "", result = "", ran = ""] = process.argv.slice(2);
process.argv.splice(1); // else Python would be given these paths, and keep them in its memory
const wasm = readFileSync(path.join(folder, "pyodide.asm.wasm"));
const questions = readFileSync(0, "utf8").split("\n").filter(Boolean);

// What would differ from one start to the next: the time and its zone, the seed of Python's hashes, the names of this
// machine's language and of its JavaScript. Column marks in compiled code serve only error messages.
process.env.TZ = "UTC";
Date.now = () => 0;
performance.now = () => 0;
const ENVIRONMENT = {
  HOME: "/",
  LANG: "C.UTF-8",
  PYTHONHASHSEED: "0",
  PYTHONNODEBUGRANGES: "1",
  PYTHONOPTIMIZE: "2",
  PYTHONPATH: "/wheel.zip",
};
// The archives are not there when the memory is used, so what was read of them is forgotten.
const FORGET = "import sys, zipimport; zipimport._zip_directory_cache.clear(); sys.path_importer_cache.clear()";

const STUB_FUNCTIONS = readFileSync(new URL("stub_functions.py", import.meta.url), "utf8");

/** @typedef {any} Pyodide Emscripten's module: its memory, and Python's C functions with an underscore in front */
/** @typedef {{ python: Pyodide, instance: WebAssembly.Instance, imports: WebAssembly.Imports, table: number }} Started */

/** Pyodide's Python without Pyodide's own start, which would tie it to JavaScript. @returns {Promise<Started>} */
async function start() {
  const script = path.resolve(folder, "pyodide.asm.js");
  // The script expects what CommonJS gives it. It leaves one function behind.
  Object.assign(globalThis, { require: createRequire(script), __dirname: path.dirname(script) });
  await import(pathToFileURL(script).href);
  /** @type {Omit<Started, "python"> | undefined} */
  let made;
  const python = await /** @type {any} */ (globalThis)._createPyodideModule({
    API: { config: { jsglobals: globalThis }, runtimeEnv: { IN_BROWSER: true, IN_BROWSER_WEB_WORKER: true } },
    thisProgram: "python",
    arguments: [],
    preRun: [
      (/** @type {Pyodide} */ { ENV, FS }) => {
        Object.assign(ENV, ENVIRONMENT);
        FS.mkdirTree("/lib/python3.13/site-packages");
        FS.writeFile("/lib/python313.zip", readFileSync(library));
        FS.writeFile("/wheel.zip", readFileSync(wheel));
      },
    ],
    /**
     * @param {any} imports
     * @param {(instance: WebAssembly.Instance, module: WebAssembly.Module) => void} receive
     */
    instantiateWasm(imports, receive) {
      // Tells JavaScript's objects apart, in the part of Pyodide that is not used here.
      imports.sentinel = { create_sentinel: () => ({}), is_sentinel: () => 0 };
      // A browser's own way of calling C functions must not be part of the image.
      Object.assign(imports.env, { _PyEM_InitTrampoline_js() {}, _Py_emscripten_runtime: () => 0 });
      const table = imports.env.__indirect_function_table.length;
      WebAssembly.instantiate(wasm, imports).then(({ instance, module }) => {
        made = { instance, imports, table };
        receive(instance, module);
      });
      return {};
    },
  });
  if (!made) throw new Error("Pyodide's script started without its module");
  return { python, ...made };
}

/** Where its memory, stack and functions begin, by the names under which the module is given them. @param {any} imports */
function globals(imports) {
  const given = WebAssembly.Module.imports(new WebAssembly.Module(wasm));
  const wanted = given.filter(({ kind, module }) => kind === "global" && module !== "GOT.func");
  return Object.fromEntries(wanted.map(({ module, name }) => [name, imports[module][name].value]));
}

/**
 * @template Result
 * @param {Pyodide} python
 * @param {string} text
 * @param {(bytes: number) => Result} use
 */
function withText(python, text, use) {
  const bytes = python.stringToNewUTF8(text);
  const result = use(bytes);
  python._free(bytes);
  if (!result) throw new Error(`Python could not do this: ${text}`);
  return result;
}

/**
 * Overwrites memory that is free with zeros, so that it neither weighs anything nor holds what happened to lie there. All
 * that can be had without growing is taken, in every size there is, zeroed, and given back.
 * @param {Pyodide} python
 */
function zeroFreeMemory(python) {
  const end = python._sbrk(0);
  /** @type {(() => void)[]} */
  const giveBack = [];
  /**
   * @param {(bytes: number) => number} take
   * @param {(address: number) => void} free
   * @param {number} bytes
   */
  function takeAll(take, free, bytes) {
    for (;;) {
      const address = take(bytes);
      giveBack.push(() => free(address));
      if (address >= end) return;
      python.HEAPU8.fill(0, address, address + bytes);
    }
  }
  // Python's own allocator serves up to 512 bytes, in steps of eight; above that it is the C library's.
  for (let bytes = 512; bytes > 0; bytes -= 8) takeAll(python._PyObject_Malloc, python._PyObject_Free, bytes);
  for (let bytes = 2 ** 20; bytes > 512; bytes /= 2) takeAll(python._PyMem_RawMalloc, python._PyMem_RawFree, bytes);
  for (let bytes = 512; bytes > 0; bytes -= 4) takeAll(python._PyMem_RawMalloc, python._PyMem_RawFree, bytes);
  for (const free of giveBack.reverse()) free();
  python.HEAPU8.fill(0, python._emscripten_stack_get_end(), python._emscripten_stack_get_current());
}

/**
 * The index, in the module, of the C function behind a built-in function: its object's m_ml->ml_meth is its place in the
 * table, and functions of a module are named by their index.
 * @param {number} builtin
 */
function functionIndex(builtin) {
  const word = (/** @type {number} */ address) => python.HEAPU32[address >> 2];
  return Number(/** @type {any} */ (imports.env).__indirect_function_table.get(word(word(builtin + 8) + 4)).name);
}

const { python, instance, imports, table } = await start();
const interpreter = { functions: /** @type {any} */ (instance.exports), memory: /** @type {any} */ (imports.env).memory };
const wire = withText(python, "eligibility.json_api", python._PyImport_ImportModule);
const answer = withText(python, "answer", (name) => python._PyObject_GetAttrString(wire, name));
const perform = withText(python, "perform", (name) => python._PyObject_GetAttrString(wire, name));
// Tried out, Python has imported what it imports late, and has adapted its bytecode to what is asked of it.
for (const question of questions) wrapTextFunction(interpreter, answer)(question);
wrapTextFunction(interpreter, perform)(`{"command":"answer-rows","rows":[${questions.join(",")}]}`);
const posix = withText(python, "posix", python._PyImport_ImportModule);
const abort = withText(python, "abort", (name) => python._PyObject_GetAttrString(posix, name));
/** @param {string} code */
const run = (code) => withText(python, code, (text) => python._PyRun_SimpleString(text) === 0);
run(FORGET);
run(STUB_FUNCTIONS);
run(`stub_functions(set(map(tuple, ${readFileSync(ran, "utf8")})))\nglobals().clear()`);
python._PyGC_Collect();
// Answers leave no cycles of objects behind. To look for some takes time at any moment, and functions for every type.
python._PyGC_Disable();
// Flags of static data, a byte for each granule of 256 bytes: see static_data.py. Nothing else uses this memory.
const staticEnd = python._emscripten_stack_get_end();
const flags = python._PyMem_RawCalloc(Math.ceil(staticEnd / 256), 1);
zeroFreeMemory(python);
writeFileSync(result, python.HEAPU8);
// Pyodide keeps a channel open, so Node.js would wait for ever.
const image = { memory: python.HEAPU8.length, table, globals: globals(imports), answer, perform };
const pruning = { abort: functionIndex(abort), static: { flags, end: staticEnd } };
process.stdout.write(JSON.stringify({ image, ...pruning }), () => process.exit());
