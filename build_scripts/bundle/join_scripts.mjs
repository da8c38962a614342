// Joins the browser's modules: one file for each that a page, a worker or a later need begins with, so that a visitor waits
// for one journey instead of one for each import. The same for the style sheets that one page alone has. What is loaded later
// stays apart.
//   node build_scripts/bundle/join_scripts.mjs BROWSER FOLDER
// BROWSER holds the modules, FOLDER gets the joined files at the same places. The same modules give the same bytes.

import path from "node:path";
import { build } from "esbuild";

const [browser = "", folder = ""] = process.argv.slice(2);

// A page's own script is named like its folder; these are what the pages load when they need it.
const LOADED_LATER = [
  "python/worker.js",
  "python/checked-fetch.js",
  "finder/chosen-school.js",
  "finder/index-worker.js",
  "list-form/sheets-worker.js",
  "trust-page/chosen-trust.js",
];
const PAGES = ["home-page", "check-page", "trust-page", "pupils-page"];
const STYLES = ["shared/noscript.css", "shared/print.css", "trust-page/trust-page.css", "pupils-page/pupils-page.css"];
const ENTRIES = [
  ...PAGES.map((page) => `${page}/${page}.js`),
  ...STYLES,
  ...LOADED_LATER,
  "python/start-python.js", // no page loads it: the build boots what it made through it
];

/**
 * Leaves what is loaded later where it is. A joined file lies as deep as the module that its import stands in.
 * @type {import("esbuild").Plugin}
 */
const apart = {
  name: "apart",
  setup({ onResolve }) {
    onResolve({ filter: /^\.\.?\//, namespace: "file" }, ({ kind, path: target, resolveDir }) => {
      if (kind !== "dynamic-import") return undefined;
      const module = path.relative(browser, path.resolve(resolveDir, target)).replaceAll("\\", "/");
      const isOurs = !module.startsWith("python/pyodide"); // which is fetched and checked by a list of its own
      if (isOurs && !LOADED_LATER.includes(module)) throw new Error(`${module} is loaded later: add it to LOADED_LATER`);
      return { path: `../${module}`, external: true };
    });
  },
};

await build({
  absWorkingDir: path.resolve(browser),
  entryPoints: ENTRIES,
  outdir: path.resolve(folder),
  outbase: ".",
  nodePaths: [path.resolve("node_modules")], // BROWSER may be a copy that lies elsewhere
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2020",
  charset: "utf8",
  legalComments: "none",
  plugins: [apart],
  logLevel: "error",
  allowOverwrite: true,
});
