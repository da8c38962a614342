/** Mail to the programme, ready to send. It is a link: nothing goes until a person sends it. */

/** Outlook, and Chromium on Windows for years, opened no mail link of more than about 2,048 characters, without a word. */
const MAX_URL = 2000;

/** The parts of a letter that it can do without, most first: the link at its end brings all of them back. */
const DROP_ORDER = ["assumptions", "notes", "standing", "priority", "checks", "distances", "next_step", "edition", "settles"];

/**
 * @typedef {object} Letter
 * @property {string} contact
 * @property {string} subject
 * @property {string} text parts with an empty line between them, each but the first begun by its heading
 * @property {Record<string, string>} headings by the name of the part
 * @property {string} ending stays whatever else has to go
 */

/**
 * The address of a mail with the whole letter or, where a link cannot carry it, with as many of its parts as it can.
 * @param {Letter} letter
 */
export function mailtoAddress({ contact, subject, text, headings, ending }) {
  const start = `mailto:${contact}?subject=${encodeURIComponent(subject)}&body=`;
  let parts = text.trim().split("\n\n");
  const body = () => encodeURIComponent([...parts, ending].filter(Boolean).join("\n\n").replace(/\n/g, "\r\n"));
  for (const name of DROP_ORDER) {
    if (start.length + body().length <= MAX_URL) break;
    parts = parts.filter((part) => part.split("\n", 1)[0] !== headings[name]);
  }
  if (start.length + body().length > MAX_URL) parts = [];
  return start + body();
}
