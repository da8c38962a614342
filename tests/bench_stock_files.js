// Pyodide as it comes has no image for the page to fetch. It takes the place of files.js.

export const compileImage = async () => undefined;
