// Runs in the page of the checker: puts made-up fragments of its address through permalink.js, with its own form.
// What is taken must be what the form could have said, and must come back whole from a link written of it.
const { parseFragment, formatFragment } = await import(`${folder}check-page/permalink.js`);
const { fieldNames, fieldOptions } = await import(`${folder}shared/form-fields.js`);
const form = document.getElementById("lt-form");
const fields = fieldNames(form);

let state = seed;
/** A number from 0 up to below `end`: the same ones for the same seed (mulberry32). */
const below = (end) => {
  state = (state + 0x6d2b79f5) | 0;
  let mixed = Math.imul(state ^ (state >>> 15), state | 1);
  mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
  return ((mixed ^ (mixed >>> 14)) >>> 0) % end;
};
const one = (list) => list[below(list.length)];

const names = [...fields, "edition", "", "IDACI", "__proto__", "constructor", "toString", "a b", "%", "%69daci"];
const pieces = ["&", "=", "#", "?", ";", "+", "%", "%00", "%2", "%ZZ", "%C3%28", "%F0%9F", "\u0000", "\u202e", "\ud800", "<img src=x onerror=alert(1)>"];
const values = () => one([
  () => one(["37.5", "33-38", "5", "4,5", "not-sure", "yes", "no", "", " ", "𝟑𝟎", "1e999", "javascript:alert(1)", "{{7*7}}"]),
  () => one(fields.flatMap((field) => [fieldOptions(form, field)].flat().map(String))),
  () => one(pieces).repeat(below(200)),
  () => String.fromCodePoint(...Array.from({ length: below(12) }, () => below(0x10ffff))),
  () => "9".repeat(one([1, 99, 100, 101, 100_000])),
])();
const written = () => one([
  () => `${one(names)}=${values()}`,
  () => `${one(names)}=${encodeURIComponent(values().toWellFormed())}`,
  () => one(pieces),
  () => one(names),
])();
/** A fragment of a few parts; or a good one with a piece cut out, doubled or put in. */
const fragment = () => {
  const text = Array.from({ length: below(9) }, written).join("&");
  const [start, length] = [below(text.length + 1), below(20)];
  const change = one(["", text.slice(start, start + length).repeat(2), one(pieces), null, null]);
  return `#${change === null ? text : text.slice(0, start) + change + text.slice(start + length)}`;
};

const told = { texts: 0, taken: 0, slowest: 0, slowestText: "", heap: 0, faults: [] };
for (; told.texts < runs && told.faults.length < 5; told.texts += 1) {
  const text = fragment().toWellFormed(); // as the address of a page makes it
  const before = performance.now();
  try {
    const link = parseFragment(text, form);
    if (link) {
      told.taken += 1;
      for (const [field, value] of Object.entries(link.entered)) {
        const options = fieldOptions(form, field);
        if (typeof options === "number" ? value.length > options : !options.includes(value)) throw new Error(`took ${field}=${value}`);
      }
      const again = parseFragment(formatFragment(link.entered, form), form);
      if (!again || again.leftOut || JSON.stringify(again.entered) !== JSON.stringify(link.entered)) throw new Error("does not come back");
    }
  } catch (error) {
    told.faults.push(`${text.slice(0, 300)}: ${error}`);
  }
  const took = performance.now() - before;
  told.heap = Math.max(told.heap, performance.memory?.usedJSHeapSize ?? 0);
  if (took > told.slowest) Object.assign(told, { slowest: took, slowestText: text.slice(0, 60) });
}
return told;
