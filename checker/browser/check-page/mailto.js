/** Mail to the programme, ready to send. It is a link: nothing goes until a person sends it. */

/** Outlook, and Chromium on Windows for years, opened no mail link of more than about 2,048 characters, without a word. */
const LONGEST = 2000;

/** The parts of a letter that it can do without, most first: the link at its end brings all of them back. */
const SPARED = ["assumptions", "notes", "priority", "checks", "distances", "next_step", "edition", "settles"];

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
export function mailLink({ contact, subject, text, headings, ending }) {
  const start = `mailto:${contact}?subject=${encodeURIComponent(subject)}&body=`;
  let parts = text.trim().split("\n\n");
  const body = () => encodeURIComponent([...parts, ending].filter(Boolean).join("\n\n").replaceAll("\n", "\r\n"));
  for (const name of SPARED) {
    if (start.length + body().length <= LONGEST) break;
    parts = parts.filter((part) => part.split("\n", 1)[0] !== headings[name]);
  }
  if (start.length + body().length > LONGEST) parts = [];
  return start + body();
}
