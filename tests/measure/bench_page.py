"""Note in a page when an answer has been painted, ask the checker, and send a list, for the benchmarks."""

from playwright.sync_api import Browser, FilePayload

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


def time_of_list(browser: Browser, site: str, lines: list[str]) -> float:
    """Open /trust/ anew, and return the milliseconds by the clock from a file chosen to its answers on the page."""
    page = browser.new_context(locale="en-GB").new_page()
    page.goto(f"{site}trust/")
    page.wait_for_selector("#lt-trust[data-state=ready]", timeout=60_000)
    chosen: FilePayload = {"name": "trust.csv", "mimeType": "text/csv", "buffer": "\n".join(lines).encode()}
    began = page.evaluate("performance.now()")
    page.locator("#lt-file").set_input_files(chosen)
    page.wait_for_selector(".lt-listing", timeout=60_000)
    took = page.evaluate("performance.now()") - began
    page.context.close()
    return float(took)
