// What the benchmark compares with: the checker's worker as Pyodide's manual has it, with nothing of ours but the wheel.
// It takes the place of worker.js on the very same page.

import { loadPyodide } from "./pyodide.mjs";
import { files } from "./manifest.js";

const ready = (async () => {
  const pyodide = await loadPyodide();
  await pyodide.loadPackage(new URL(files.wheel.name, import.meta.url).href);
  return pyodide.pyimport("eligibility.json_api");
})();

// The page would take too long a silence for a fault.
const heartbeat = setInterval(() => self.postMessage({ type: "progress", id: 1, done: 0, due: 1 }), 5000);
ready.finally(() => clearInterval(heartbeat));

self.onmessage = async ({ data: { type, id, text } }) => {
  const wire = await ready;
  if (type === "start") self.postMessage({ type: "ready", id });
  if (type === "ask") self.postMessage({ type: "answer", id, text: wire.answer(text), done: 1, due: 1 });
};
