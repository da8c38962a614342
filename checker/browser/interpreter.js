/**
 * Pyodide's Python without Pyodide's own start. The only file that uses names which Pyodide and Emscripten do not promise
 * to keep, so: the release is pinned, the build boots what it made through this file before it is published, and a visitor
 * for whom it fails gets Pyodide by its public functions instead.
 *
 * Pyodide's own start makes every JavaScript object reachable from Python and the other way round. Here text goes in and
 * text comes out, so Python's own C functions are enough, and nothing of that is loaded or kept in memory.
 */

/** @typedef {any} Interpreter Emscripten's module: its memory, and Python's C functions with an underscore in front */

/**
 * @typedef {object} Options
 * @property {(imports: WebAssembly.Imports) => Promise<{ instance: WebAssembly.Instance, module: WebAssembly.Module }>} instantiate
 * @property {number} [memory] bytes to begin with
 * @property {((interpreter: Interpreter) => void)[]} [before] what is to be done before Python starts
 * @property {boolean} [main] whether to start Python; an image holds a Python that has started
 */

/**
 * Pyodide's script must have been loaded: it leaves one function behind.
 * @param {Options} options
 * @returns {Promise<Interpreter>}
 */
export function createInterpreter({ instantiate, memory, before = [], main = false }) {
  return new Promise((resolve, reject) => {
    /** @type {any} */ (globalThis)
      ._createPyodideModule({
        API: { config: { jsglobals: globalThis }, runtimeEnv: { IN_BROWSER: true, IN_BROWSER_WEB_WORKER: true } },
        INITIAL_MEMORY: memory,
        noInitialRun: !main,
        thisProgram: "python",
        arguments: [],
        preRun: [...before],
        instantiateWasm(
          /** @type {any} */ imports,
          /** @type {(instance: WebAssembly.Instance, module: WebAssembly.Module) => void} */ receive,
        ) {
          // Tells JavaScript's objects apart, in the part of Pyodide that is not used here.
          imports.sentinel = { create_sentinel: () => ({}), is_sentinel: () => 0 };
          instantiate(imports).then(({ instance, module }) => {
            receive(instance, module);
            // How Python calls functions of another number of arguments depends on the browser, so not on the image.
            imports.env._PyEM_InitTrampoline_js();
          }, reject);
          return {};
        },
      })
      .then(resolve, reject);
  });
}

/**
 * A Python function that takes one text and returns one, as a function of JavaScript.
 * @param {Interpreter} python
 * @param {number} address where the function's object lies
 * @returns {(text: string) => string}
 */
export function textFunction(python, address) {
  return (text) => {
    const bytes = python.stringToNewUTF8(text);
    const argument = python._PyUnicode_FromString(bytes);
    python._free(bytes);
    const result = argument && python._PyObject_CallOneArg(address, argument);
    const answer = result && python._PyUnicode_AsUTF8(result);
    if (!answer) {
      python._PyErr_Print();
      throw new Error("Python raised an exception");
    }
    const copy = python.UTF8ToString(answer);
    python._Py_DecRef(argument);
    python._Py_DecRef(result);
    return copy;
  };
}
