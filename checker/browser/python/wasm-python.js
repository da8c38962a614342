/**
 * A started Python, out of the image, with none of Pyodide's JavaScript: that script weighs a megabyte and serves Python
 * in all it may do, while here one text goes in and one comes out, for which Python's own C functions are enough.
 *
 * The only file of the page that uses names which Pyodide and Emscripten do not promise to keep, so: the release is
 * pinned, the build boots what it made through this file before it is published, and a visitor for whom it fails gets
 * Pyodide by its public functions instead.
 */

/** @typedef {Record<string, (...numbers: number[]) => number>} Functions Python's and C's, by name; texts and objects are addresses */
/** @typedef {{ functions: Functions, memory: WebAssembly.Memory }} Interpreter */

const PAGE = 65_536;
/** Pages: a gigabyte, above which some browsers' numbers for addresses would turn negative. */
const MAX_PAGES = 16_384;
/** These two are the module's from the start; all other globals that it is given it may write to. */
const IMMUTABLE_GLOBALS = ["__memory_base", "__table_base"];

/**
 * @param {WebAssembly.Module} module
 * @param {typeof import("./manifest.js").image} image
 * @returns {Promise<Interpreter>}
 */
export async function instantiateImage(module, { memory: bytes, table: size, globals }) {
  const memory = new WebAssembly.Memory({ initial: bytes / PAGE, maximum: MAX_PAGES });
  const table = new WebAssembly.Table({ initial: size, element: "anyfunc" });
  /** @type {Record<string, Function>} */
  const importFunctions = {
    // C lets Python call a function with more values than it takes. WebAssembly does not; through JavaScript it goes.
    _PyEM_TrampolineCall_JS: (
      /** @type {number} */ index,
      /** @type {number} */ self,
      /** @type {number} */ values,
      /** @type {number} */ names,
    ) => table.get(index)(self, values, names),
    emscripten_resize_heap: (/** @type {number} */ wanted) => grow(memory, wanted),
  };
  /** @type {Record<string, (name: string) => WebAssembly.ImportValue>} */
  const importFactories = {
    memory: () => memory,
    table: () => table,
    tag: () => new /** @type {any} */ (WebAssembly).Tag({ parameters: ["i32"] }),
    global: (name) => new WebAssembly.Global({ value: "i32", mutable: !IMMUTABLE_GLOBALS.includes(name) }, globals[name] ?? 0),
    function: (name) => importFunctions[name] ?? (() => refuse(name)),
  };
  /** @type {WebAssembly.Imports} */
  const imports = {};
  for (const { module: moduleName, name, kind } of WebAssembly.Module.imports(module)) {
    imports[moduleName] = imports[moduleName] ?? {};
    imports[moduleName][name] = importFactories[kind](name);
  }
  const { exports } = await WebAssembly.instantiate(module, imports);
  return { functions: /** @type {Functions} */ (exports), memory };
}

/**
 * Half as much again as there was, so that many small wishes cost few steps.
 * @param {WebAssembly.Memory} memory
 * @param {number} wanted bytes in all
 */
function grow(memory, wanted) {
  const before = memory.buffer.byteLength / PAGE;
  const least = Math.ceil(wanted / PAGE);
  try {
    memory.grow(Math.max(least, Math.min(Math.ceil(before * 1.5), MAX_PAGES)) - before);
    return 1;
  } catch {
    return 0; // Python raises MemoryError
  }
}

/**
 * Files, clocks, the network, chance: answers need none of it, so an image has none.
 * @param {string} name
 */
function refuse(name) {
  throw new Error(`${name} is not served to Python`);
}

/**
 * A Python function that takes one text and returns one, as a function of JavaScript.
 * @param {Interpreter} python
 * @param {number} address where the function's object lies
 * @returns {(text: string) => string}
 */
export function wrapTextFunction({ functions: c, memory }, address) {
  return (text) => {
    const bytes = new TextEncoder().encode(text);
    const place = c.malloc(bytes.length + 4);
    if (!place) throw new RangeError("no memory for the question");
    new Uint8Array(memory.buffer).set(bytes, place);
    const question = c.PyUnicode_FromStringAndSize(place, bytes.length);
    const answer = question && c.PyObject_CallOneArg(address, question);
    const start = answer && c.PyUnicode_AsUTF8AndSize(answer, place);
    if (!start) throw new Error("Python raised an exception");
    const length = new DataView(memory.buffer).getInt32(place, true);
    const copy = new TextDecoder().decode(new Uint8Array(memory.buffer, start, length));
    c.Py_DecRef(question);
    c.Py_DecRef(answer);
    c.free(place);
    return copy;
  };
}
