/** When to load what a visitor will probably need, without standing in the way of anything. */

/** Whether the visitor pays for each byte, as far as the browser tells. */
function isMetered() {
  const { connection } = /** @type {{ connection?: Record<string, unknown> }} */ (navigator);
  return Boolean(connection?.saveData || connection?.metered || connection?.type === "cellular");
}

/**
 * Loads when the page has nothing better to do; not at all where each byte is paid for.
 * @param {() => void} load
 */
export function whenIdle(load) {
  const wait = () => {
    if ("requestIdleCallback" in window) requestIdleCallback(load, { timeout: 2000 });
    else setTimeout(load, 200); // Safari
  };
  if (isMetered()) return;
  if (document.readyState === "complete") wait();
  else addEventListener("load", wait, { once: true });
}
