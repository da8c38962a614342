/** `pyodide.mjs` is put beside these files by the build; its types are those of the npm package. */
export * from "pyodide";
