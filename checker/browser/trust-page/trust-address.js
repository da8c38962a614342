/** A trust in the page's address, as its code: /trust/#trust=2157 */

const NAME = "trust";
/** What is said of a longer code would fill the page. */
const LONGEST = 60;

/** The code of the trust that the address names; "" where it names none. */
export const codeInAddress = () => (new URLSearchParams(location.hash.slice(1)).get(NAME) ?? "").trim().slice(0, LONGEST);

/** @param {string} code */
export const fragmentOf = (code) => `#${NAME}=${code}`;
