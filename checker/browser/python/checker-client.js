/**
 * The page's side of the checker: starts the worker, passes questions and answers, and is never left waiting.
 *
 * The image is fetched and compiled on this side, while the worker itself is being made. If one way of starting Python
 * fails, is silent for too long, or its worker dies, that worker is ended, a fresh one tries the next way, and what was
 * asked is asked again. After the last way every question is refused with `CheckerFailed`.
 */

import { WAYS, readReply } from "./protocol.js";

/** @typedef {import("./protocol.js").Way} Way */
/** @typedef {import("./protocol.js").Request} Request */
/** @typedef {import("./protocol.js").Reply} Reply */

/** @typedef {"idle" | "starting" | "ready" | "failed"} State */
/** @typedef {{ done: number, due: number }} Progress bytes at the start, texts with `askMany` */

/**
 * @typedef {object} Options
 * @property {(state: State) => void} [onState] told of each change; `idle` is the state before the first
 * @property {(progress: Progress) => void} [onProgress] bytes fetched, about, of those to be fetched
 */

/**
 * @typedef {object} Checker
 * @property {() => void} start begins to load; a second call does nothing, one after a failure tries again
 * @property {(entered: Record<string, string | object>) => Promise<any>} ask the result, as `json_api.answer` makes it; starts if need be
 * @property {(texts: string[], options?: ManyOptions) => Promise<any[]>} askMany
 *   what `json_api.perform` replies to each command, in order; starts if need be; refused with an AbortError when cancelled
 */

/**
 * @typedef {object} ManyOptions
 * @property {(progress: Progress) => void} [onProgress] texts answered, of those asked
 * @property {AbortSignal} [signal]
 */

/**
 * @typedef {object} Question what was asked and not yet answered
 * @property {(id: number) => Request} request
 * @property {any[]} parts the answer's parts so far
 * @property {(progress: Progress) => void} onPart
 * @property {(parts: any[]) => void} resolve
 * @property {(fault: Error) => void} reject
 */

class CheckerFailed extends Error {
  name = "CheckerFailed";
}

/**
 * Milliseconds of silence after which a way is given up. Silence means: no byte arrived and nothing was said. A slow network
 * alone does not end a start.
 */
const TIMEOUTS = { image: 20_000, library: 45_000, stock: 60_000 };
/** The same where Python is there and only has to answer: it takes some milliseconds, on a slow phone a second. */
const ANSWER_TIMEOUT = 10_000;

/**
 * @param {Options} options
 * @returns {Checker}
 */
export function createChecker({ onState, onProgress }) {
  /** @type {Map<number, Question>} */
  const questions = new Map();
  /** @type {State} */
  let state = "idle";
  /** @type {Worker | undefined} */
  let worker;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  let abandon = () => {};
  let lastId = 0;
  let attempt = 0;

  /** @param {State} next */
  function setState(next) {
    if (state === next) return;
    state = next;
    onState?.(next);
  }

  function start() {
    if (worker) return;
    attempt = 0;
    startNext();
  }

  const wayAtHand = () => /** @type {Way} */ (WAYS[attempt]);

  function startNext() {
    setState("starting");
    const way = wayAtHand();
    try {
      const current = new Worker(new URL("../python/worker.js", import.meta.url), { type: "module", name: "checker" });
      worker = current;
      current.onmessage = ({ data }) => worker === current && onReply(data);
      const fail = () => worker === current && failOver();
      current.onerror = current.onmessageerror = fail;
      /** @param {WebAssembly.Module} [module] */
      const begin = (module) => {
        if (worker === current) current.postMessage({ type: "start", id: ++lastId, way, module });
      };
      if (way === "image") compile(current).then(begin).catch(fail);
      else begin();
      restartTimer();
    } catch {
      failOver();
    }
  }

  /** @param {Worker} current who the image is for: when it is ended, nobody waits for more bytes */
  async function compile(current) {
    const stop = new AbortController();
    abandon = () => stop.abort();
    // Not with the page's scripts: where this one is missing, there are other ways.
    const { compileImage } = await import("./checked-fetch.js");
    const report = (/** @type {number} */ done, /** @type {number} */ due) => {
      if (worker === current) onReply({ type: "progress", id: 0, done, due });
    };
    return compileImage(report, undefined, stop.signal);
  }

  /** Begins to count the silence anew, or stops counting when nothing is expected. */
  function restartTimer() {
    clearTimeout(timer);
    if (state === "starting") timer = setTimeout(failOver, TIMEOUTS[wayAtHand()]);
    else if (questions.size) timer = setTimeout(failOver, ANSWER_TIMEOUT);
  }

  /** Ends this worker and goes on with the next way. */
  function failOver() {
    clearTimeout(timer);
    abandon();
    worker?.terminate();
    worker = undefined;
    attempt += 1;
    if (attempt < WAYS.length) return startNext();
    setState("failed");
    for (const question of questions.values()) question.reject(new CheckerFailed("no way of starting worked"));
    questions.clear();
  }

  /** @param {unknown} data */
  function onReply(data) {
    const reply = read(data);
    if (!reply || (reply.type === "failure" && reply.reason !== "cancelled")) return failOver();
    if (reply.type === "progress") onProgress?.({ done: reply.done, due: reply.due });
    else if (reply.type === "ready") becomeReady();
    else if (reply.type === "answer") takeAnswer(reply);
    restartTimer();
  }

  function becomeReady() {
    setState("ready");
    for (const [id, question] of questions) send(id, question);
  }

  /** @param {import("./protocol.js").Answer} reply */
  function takeAnswer({ id, text, done, due }) {
    const question = questions.get(id);
    if (!question) return;
    question.parts.push(JSON.parse(text)); // each as it comes, so that many rows do not hold the page up at the end
    question.onPart({ done, due });
    if (done < due) return;
    questions.delete(id);
    question.resolve(question.parts);
  }

  /**
   * @param {number} id
   * @param {Question} question
   */
  function send(id, question) {
    question.parts = [];
    worker?.postMessage(question.request(id));
  }

  /**
   * @param {(id: number) => Request} request
   * @param {(progress: Progress) => void} onPart
   * @param {AbortSignal} [signal]
   * @returns {Promise<any[]>}
   */
  function request(request, onPart, signal) {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const id = ++lastId;
      const question = { request, onPart, resolve, reject, parts: [] };
      questions.set(id, question);
      signal?.addEventListener("abort", () => {
        if (!questions.delete(id)) return;
        worker?.postMessage({ type: "cancel", id });
        reject(signal.reason);
        restartTimer();
      });
      start();
      if (state === "ready") {
        send(id, question);
        restartTimer();
      }
    });
  }

  return {
    start,
    async ask(entered) {
      const text = JSON.stringify(entered);
      const [answer] = await request((id) => ({ type: "ask", id, text }), () => {});
      return answer;
    },
    askMany: (texts, { onProgress: onPart = () => {}, signal } = {}) =>
      request((id) => ({ type: "ask-many", id, texts }), onPart, signal),
  };
}

/** @param {unknown} data */
function read(data) {
  try {
    return readReply(data);
  } catch {
    return undefined;
  }
}
