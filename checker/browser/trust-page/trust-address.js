/** A trust in the page's address, as its code: /trust/#trust=2157, or what became of that link on its way. */

import { mendLink } from "../shared/altered-link.js";

const NAME = "trust";
/** What is said of a longer code would fill the page. */
const LONGEST = 60;

/** The code of the trust that the address names; "" where it names none. */
export const codeInAddress = () => (new Map(mendLink(location.hash || location.search)).get(NAME) ?? "").trim().slice(0, LONGEST);

/** @param {string} code */
export const fragmentOf = (code) => `#${NAME}=${code}`;
