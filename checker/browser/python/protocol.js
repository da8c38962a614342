/**
 * The closed list of messages between the page and the worker. Anything else is an error, on both sides.
 *
 * Every message carries the `id` of the request it belongs to. What is asked and answered crosses as JSON text, made on
 * one side and read on the other by `eligibility.json_api`: neither this file nor the worker knows what the text says.
 *
 * @typedef {"image" | "library" | "stock"} Way
 *   How Python is started, best first: the memory image made at build, Pyodide with the repacked standard library,
 *   Pyodide as it is shipped.
 *
 * @typedef {{ type: "start", id: number, way: Way, module?: WebAssembly.Module }} Start `module` is the image, compiled
 * @typedef {{ type: "ask", id: number, text: string }} Ask one question, as `json_api.answer` reads it
 * @typedef {{ type: "ask-many", id: number, texts: string[] }} AskMany several commands, each as `json_api.perform` reads it
 * @typedef {{ type: "cancel", id: number }} Cancel `id` is that of the request to give up
 * @typedef {Start | Ask | AskMany | Cancel} Request
 *
 * @typedef {{ type: "progress", id: number, done: number, due: number }} Progress bytes fetched, of those to be fetched
 * @typedef {{ type: "ready", id: number }} Ready the answer to `start`
 * @typedef {{ type: "answer", id: number, text: string, done: number, due: number }} Answer
 *   `ask` has one answer. `ask-many` has one for each command; the last has `done` equal to `due`.
 * @typedef {"start" | "ask" | "cancelled" | "message"} Reason
 *   What failed: starting, answering, nothing (it was cancelled), or the message itself was not of this list.
 * @typedef {{ type: "failure", id: number, reason: Reason, message: string }} Failure
 * @typedef {Progress | Ready | Answer | Failure} Reply
 */

/** @type {readonly Way[]} */
export const WAYS = ["image", "library", "stock"];

/** @param {unknown} value */
const isText = (value) => typeof value === "string";
/** @param {unknown} value */
const isCount = (value) => Number.isSafeInteger(value) && Number(value) >= 0;
/** @param {unknown} value */
const isWay = (value) => WAYS.some((way) => way === value);
/** @param {unknown} value */
const isTexts = (value) => Array.isArray(value) && value.every(isText);

/** @param {unknown} value */
const isModule = (value) => value === undefined || value instanceof WebAssembly.Module;

/** @typedef {Record<string, Record<string, (value: unknown) => boolean>>} Fields what each type carries beside its id */

/** @type {Fields} */
const REQUESTS = { start: { way: isWay, module: isModule }, ask: { text: isText }, "ask-many": { texts: isTexts }, cancel: {} };

/** @type {Fields} */
const REPLIES = {
  progress: { done: isCount, due: isCount },
  ready: {},
  answer: { text: isText, done: isCount, due: isCount },
  failure: { reason: isText, message: isText },
};

/**
 * @param {Fields} known
 * @param {unknown} message
 */
function check(known, message) {
  const fields = /** @type {Record<string, unknown>} */ (Object(message));
  const type = String(fields.type);
  if (!Object.prototype.hasOwnProperty.call(known, type)) throw new TypeError(`unknown message: ${type}`);
  for (const [name, fits] of Object.entries({ id: isCount, ...known[type] })) {
    if (!fits(fields[name])) throw new TypeError(`${name} of ${type} does not fit`);
  }
  return message;
}

/**
 * @param {unknown} message
 * @returns {Request}
 */
export const readRequest = (message) => /** @type {Request} */ (check(REQUESTS, message));

/**
 * @param {unknown} message
 * @returns {Reply}
 */
export const readReply = (message) => /** @type {Reply} */ (check(REPLIES, message));
