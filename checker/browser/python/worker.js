/** The worker: takes requests one by one, asks Python, replies. What the messages are is in protocol.js. */

import { readRequest } from "./protocol.js";
import { boot } from "./start-python.js";

/** @typedef {import("./protocol.js").Request} Request */
/** @typedef {import("./protocol.js").Reply} Reply */
/** @typedef {import("./protocol.js").Reason} Reason */

/** @param {Reply} message */
const reply = (message) => self.postMessage(message);

/** @type {import("./start-python.js").Python | undefined} */
let python;
/** Requests of several portions that have not been cancelled. @type {Set<number>} */
const open = new Set();

/**
 * Lets the messages that have arrived meanwhile be read. A timer would wait four milliseconds each time.
 * @returns {Promise<void>}
 */
const otherMessages = () =>
  new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });

/** @param {import("./protocol.js").AskMany} request */
async function performAll({ id, texts }) {
  open.add(id);
  for (const [index, text] of texts.entries()) {
    reply({ type: "answer", id, text: ready().perform(text), done: index + 1, due: texts.length });
    await otherMessages();
    if (!open.has(id)) return reply({ type: "failure", id, reason: "cancelled", message: "" });
  }
  open.delete(id);
}

function ready() {
  if (!python) throw new Error("asked before ready");
  return python;
}

/** @param {Request} request */
async function handle(request) {
  const { id } = request;
  if (request.type === "start") {
    python = await boot(request.way, (done, due) => reply({ type: "progress", id, done, due }), request.module);
    reply({ type: "ready", id });
  } else if (request.type === "ask") {
    reply({ type: "answer", id, text: ready().answer(request.text), done: 1, due: 1 });
  } else if (request.type === "ask-many") {
    await performAll(request);
  } else {
    open.delete(id);
  }
}

self.addEventListener("message", async ({ data }) => {
  /** @type {Reason} */
  let reason = "message";
  try {
    const request = readRequest(data);
    reason = request.type === "start" ? "start" : "ask";
    await handle(request);
  } catch (fault) {
    const { id } = Object(data);
    reply({ type: "failure", id: Number.isSafeInteger(id) ? id : 0, reason, message: String(fault) });
  }
});
