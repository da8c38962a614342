/**
 * Starts the editing page, Sveltia CMS, with the forms that the build has made and with formats of its own.
 */

import { markdown, toml } from "./as-written.js";
import { init, registerCustomFormat } from "./sveltia-cms.js";

registerCustomFormat("toml-as-written", "toml", toml);
// Sveltia CMS takes no other format for such files than one with this word at the end of its name.
registerCustomFormat("as-written-frontmatter", "md", markdown);

const answer = await fetch(new URL("config.json", import.meta.url));
const config = await answer.json();
// From the root of the host, wherever the site is; its builder need not know.
config.logo = { src: new URL("../../assets/mark.svg", import.meta.url).pathname };
await init({ config });
