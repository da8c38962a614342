/** Undoes what mail programs, and sentences, do to a link on its way. */

/** A longer link is none of ours, whatever was done to it. */
const MAX_MENDED = 4000;
/** What a sentence puts behind a link, and what closes what it put before one. */
const STOPS = ".,;:!?…*#";
/** @type {Record<string, string>} */
const OPENED_BY = { ")": "(", "]": "[", "}": "{", ">": "<", "”": "“", "’": "‘", '"': '"', "'": "'" };
/** What nobody sees, the hyphens that do not part lines, and the mark by which a browser shows a piece of text. */
const UNSEEN = /[\u00ad\u200b-\u200f\u2060\ufeff]/g;
const HYPHENS = /[\u2010\u2011]/g;
const SHOWN_TEXT = /#?:~:.*$/s;
/** An ampersand, a number sign and an equals sign as web pages write them. */
const ENTITIES = /** @type {const} */ ([[/&(amp|#38|#x26);/gi, "&"], [/&(num|#35|#x23);/gi, "#"], [/&(equals|#61|#x3d);/gi, "="]]);

/**
 * What a link says behind its # or ?, with signs written as %26 or &amp;, more than once, as they were, and without those of
 * the sentence around it. Nothing where it is too long.
 * @param {string} link
 * @returns {[string, string][]} names and values
 */
export function mendLink(link) {
  if (link.length > MAX_MENDED) return [];
  let text = link.replace(/\+/g, " ");
  for (let before = ""; before !== text; ) {
    before = text;
    text = text.replace(/(%[0-9a-f]{2})+/gi, decoded);
    for (const [entity, sign] of ENTITIES) text = text.replace(entity, sign);
  }
  text = text.replace(UNSEEN, "").replace(HYPHENS, "-").replace(SHOWN_TEXT, "");
  return withoutStops(text.replace(/^[\s#?/!"'“‘<([*_]+/, "")).split(/[&;]/).map((part) => {
    const [name = "", ...value] = part.split("=");
    return [name.trim().toLowerCase(), value.join("=")];
  });
}

/**
 * Takes off what a sentence put behind it. What closes a pair stays, so that a spreadsheet's ="44" is still one.
 * @param {string} text
 */
export function withoutStops(text) {
  let end = text.trimEnd().length;
  if (end > MAX_MENDED) return text;
  for (; end > 0; end = text.slice(0, end).trimEnd().length) {
    const rest = text.slice(0, end);
    if (!STOPS.includes(rest.slice(-1)) && !closesNothing(rest)) break;
    end -= 1;
  }
  return text.slice(0, end).trimStart();
}

/** @param {string} text */
function closesNothing(text) {
  const last = text.slice(-1);
  const opening = OPENED_BY[last];
  if (opening === undefined) return false;
  const closed = text.split(last).length - 1;
  return opening === last ? closed % 2 === 1 : text.split(opening).length - 1 < closed;
}

/** @param {string} bytes */
function decoded(bytes) {
  try {
    return decodeURIComponent(bytes);
  } catch {
    return bytes;
  }
}
