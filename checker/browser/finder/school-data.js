/** The files about schools that the build made from open data. */

import { createLoader, own } from "./data-files.js";

/** @typedef {import("./search-index.js").Index} Index */
/** @typedef {import("./search-index.js").SearchIndex} Prepared */

/** The index is some hundred thousand letters, and only the list waits for it: so in milliseconds it gets more than others. */
const INDEX_PATIENCE = 30_000;

/**
 * @typedef {{ dfe: number[], ukprn: number[] }} Numbers in the order of URNs, 0 where a school has none
 *
 * @typedef {{ folder: string, index: string, digests: string, numbers: string, abbreviations: import("./names.js").Abbreviations }} SchoolFiles
 *   where they are, as a whole address, what the entrances must hold, and how people shorten names
 *
 * @typedef {object} Entry what the files say of a school, in words for its card
 * @property {string} name
 * @property {string} place
 * @property {string} phase
 * @property {Record<string, string>} known answers by field, as a person would enter them
 * @property {string} estimate which kind of estimate it has; none where this is empty
 * @property {string[]} ends of its range of IDACI
 * @property {string} idaci
 * @property {string} deciles
 * @property {string} aea
 * @property {string} district
 * @property {string} aea_source
 * @property {string} why it has no range
 * @property {{ schools?: string, source?: string }} successors what newer records put after it, where they do
 * @property {string[]} groups the codes of its trust and its federation, where these have other schools too
 *
 * @typedef {object} Shard
 * @property {Record<string, Entry>} schools by URN
 * @property {Record<string, string[]>} current_urns by which URNs a school goes that had, or will have, this one
 * @property {Record<string, Record<string, string>>} estimates how each kind of estimate did, for the checker
 * @property {Record<string, string>} estimate_notes the same in a sentence
 * @property {Record<string, string>} aea_sources
 * @property {Record<string, string>} groups the names of trusts and federations, by code
 * @property {Record<string, string[]>} percentiles the IDACI of 100 schools of each phase, for the checker
 * @property {string} sources of what is said of a school without an estimate
 *
 * @typedef {{ code: string, name: string }} Group
 *
 * @typedef {Omit<Entry, "groups"> & { urn: string, otherUrn: string, estimate_note: string, sources: string, asked: object, groups: Group[] }} School
 *   `otherUrn` is the one it was asked for by, where that is not its own; `asked` is what the checker is told of it
 */

/** @param {SchoolFiles} files */
export function createSchools(files) {
  const { folder, index, digests, numbers } = files;
  const load = createLoader(folder);

  /** @returns {Promise<Index>} */
  const loadIndex = () => load("index", index, INDEX_PATIENCE);

  /** @returns {Promise<Numbers>} */
  const loadNumbers = () => load("numbers", numbers);

  /** @type {Promise<Prepared> | undefined} */
  let list;

  /** The index, made ready to be searched by a worker; it, too, may never answer. */
  function loadList() {
    if (list) return list;
    const worker = new Worker(new URL("../finder/index-worker.js", import.meta.url), { type: "module", name: "list" });
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    let timer;
    /** @type {Promise<Prepared>} */
    const loading = new Promise((resolve, reject) => {
      timer = setTimeout(reject, INDEX_PATIENCE);
      worker.onerror = reject;
      worker.onmessage = ({ data }) => (data ? resolve(data) : reject(new Error("the index did not load")));
      worker.postMessage(files);
    });
    const end = () => {
      clearTimeout(timer);
      worker.terminate();
    };
    loading.then(end, end);
    loading.catch(() => (list = undefined)); // the next try may have a network
    list = loading;
    return loading;
  }

  /**
   * @param {string} urn
   * @param {string} [otherUrn] by which it was asked for
   * @returns {Promise<School | undefined>} nothing where no school, or more than one, goes by this number
   */
  async function find(urn, otherUrn = "") {
    /** @type {Record<string, string>} */
    const names = await load("digests", digests);
    const key = urn.slice(-(Object.keys(names)[0] ?? "").length);
    if (!names[key]) return undefined;
    /** @type {Shard} */
    const shard = await load(key, names[key]);
    const entry = own(shard.schools, urn);
    if (entry) return schoolOf(urn, otherUrn, entry, shard);
    const current = own(shard.current_urns, urn) ?? [];
    return current.length === 1 && !otherUrn ? find(String(current[0]), urn) : undefined;
  }

  /**
   * When a school closed that no other follows: the day in words, "" where it is not known, nothing for other numbers.
   * @param {string} urn
   * @returns {Promise<string | undefined>}
   */
  async function closedOn(urn) {
    const { closed = "" } = await load("digests", digests);
    /** @type {Record<string, string[]>} */
    const urnsByDay = await load("closed", closed);
    return Object.keys(urnsByDay).find((day) => urnsByDay[day]?.includes(urn));
  }

  return { loadIndex, loadList, loadNumbers, find, closedOn };
}

/** Where a found school is, and of which phase: it tells those of one name apart. @param {import("./search.js").Found} found */
export const placeOf = ({ town, postcode, phase }) => [town, postcode, phase].filter(Boolean).join(", ");

/**
 * @param {string} urn
 * @param {string} otherUrn
 * @param {Entry} entry
 * @param {Shard} shard
 * @returns {School}
 */
function schoolOf(urn, otherUrn, entry, shard) {
  const { name, known, district } = entry;
  const estimate = shard.estimates[entry.estimate] ?? {};
  const aea_source = shard.aea_sources[entry.aea_source] ?? "";
  const percentiles = shard.percentiles[known.phase ?? ""] ?? [];
  const asked = { urn, name, known, estimate, district, aea_source, percentiles };
  const estimate_note = shard.estimate_notes[entry.estimate] ?? "";
  const groups = entry.groups.map((code) => ({ code, name: shard.groups[code] ?? "" }));
  return { ...entry, urn, otherUrn, aea_source, estimate_note, sources: estimate.sources ?? shard.sources, asked, groups };
}
