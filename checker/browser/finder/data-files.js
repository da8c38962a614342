/** Files of data that the build made: fetched when needed, once, and used only as the build made them. */

/** Milliseconds after which a file that is not there whole is given up. */
const PATIENCE = 10_000;

/** @param {string} folder where they are, as a whole address */
export function createLoader(folder) {
  /** @type {Map<string, Promise<any>>} */
  const kept = new Map();

  /**
   * @param {string} name
   * @param {string} integrity which the browser checks
   * @param {number} [patience] in milliseconds
   * @returns {Promise<any>} what its JSON holds
   */
  return function load(name, integrity, patience = PATIENCE) {
    const known = kept.get(name);
    if (known) return known;
    const giveUp = new AbortController();
    const timer = setTimeout(() => giveUp.abort(), patience);
    const loading = fetch(`${folder}${name}.json`, { integrity, signal: giveUp.signal })
      .then((response) => {
        if (!response.ok) throw new Error(`${name}: ${response.status}`);
        return response.json();
      })
      .finally(() => clearTimeout(timer));
    kept.set(name, loading);
    loading.catch(() => kept.delete(name)); // the next try may have a network
    return loading;
  };
}

/**
 * What an object of a file itself has by this name.
 * @template T
 * @param {Record<string, T>} object
 * @param {string} name
 */
export const own = (object, name) => (Object.prototype.hasOwnProperty.call(object, name) ? object[name] : undefined);
