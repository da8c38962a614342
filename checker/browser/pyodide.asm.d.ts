/** `pyodide.asm.js` is put beside these files by the build. It leaves one global function behind: see interpreter.js. */
export {};
