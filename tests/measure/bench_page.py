"""What the benchmark runs inside the page: it notes when an answer has been painted, and asks the checker itself."""

WATCH = """
new MutationObserver((_, observer) => {
  if (!document.querySelector("[data-outcome]")?.checkVisibility()) return;
  observer.disconnect();
  requestAnimationFrame(() => setTimeout(() => { window.answeredAt = performance.now(); }));
}).observe(document, { subtree: true, childList: true, attributes: true });
"""
# Every step from the link to its answer, in the page's own clock. What the worker does is seen by its messages.
STEPS = """
// The search has a worker too.
const SAID = { ready: "Python ready, with its first answer checked", answer: "answer there" };
window.steps = {};
const note = (step) => { window.steps[step] ??= performance.now(); };
new PerformanceObserver((list) => {
  for (const { name, startTime } of list.getEntriesByName("first-contentful-paint")) window.steps[name] = startTime;
}).observe({ type: "paint", buffered: true });
document.addEventListener("DOMContentLoaded", () => note("page read"));
window.Worker = class extends Worker {
  constructor(...given) {
    super(...given);
    if (given[1]?.name) note("worker asked for");
    this.addEventListener("message", ({ data: { type } }) => SAID[type] && note(SAID[type]));
  }
  postMessage(message) {
    if (message.type === "start") note("image compiled, worker told to start");
    super.postMessage(message);
  }
};
"""
MANY = """async ([folder, count]) => {
  const { createChecker } = await import(folder + "python/checker-client.js");
  const { answerSheet } = await import(folder + "trust-page/ask-table.js");
  const checker = createChecker({});
  await checker.ask({});
  const row = (_, index) => `School ${index},${(index % 1000) / 10}%,${1 + index % 6},yes,primary`;
  const text = ["name,idaci,aea,england,phase", ...Array.from({ length: count }, row)].join("\\n");
  const options = { loadSchools: async () => "", onProgress() {}, signal: new AbortController().signal };
  const times = [];
  for (let round = 0; round < 5; round += 1) {
    const start = performance.now();
    const { rows } = await answerSheet(checker, text, options);
    times.push(performance.now() - start);
    if (rows.length !== count) throw new Error(`${rows.length} rows`);
  }
  return times;
}"""
ONE = """async ([folder]) => {
  const code = `
    import { boot } from "${folder}python/start-python.js";
    const python = await boot("image", () => {});
    const times = [];
    for (let round = 0; round < 400; round += 1) {
      const start = performance.now();
      python.answer(JSON.stringify({ idaci: String(round / 4), aea: "5", phase: "primary", ofsted: "3" }));
      times.push(performance.now() - start);
    }
    postMessage(times);`;
  const worker = new Worker(URL.createObjectURL(new Blob([code], { type: "text/javascript" })), { type: "module" });
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = (event) => reject(new Error(event.message));
  });
}"""
