/**
 * Tells whether a workbook's archive is whole. The reader of workbooks takes what it finds: of a sheet that was cut off, the
 * rows before the cut, and of a text that is missing, nothing. The command line's readers refuse such a file; so does this.
 */

/** What a list's workbook may hold once it is unpacked, in bytes; the command line has the same bound. */
const LARGEST = 200e6;
const [ENTRY, END] = [0x02014b50, 0x06054b50];
// Where an entry of the archive's directory says what; all are offsets in bytes.
const [METHOD, CHECKSUM, PACKED, UNPACKED, NAME_LENGTH, PLACE, ENTRY_BYTES] = [10, 16, 20, 24, 0x1c, 42, 46];
const LENGTHS = [0x1c, 0x1e, 0x20];
const [DIRECTORY, END_BYTES] = [16, 22];
// Where the header before its bytes does.
const [OWN_LENGTHS, OWN_BYTES] = [[0x1a, 0x1c], 0x1e];
const DEFLATED = 8;
/** Text, then a comment, a declaration, or a tag: whether it closes an element, its name, attributes, and whether it is empty. */
const MARKUP =
  /([^<]*)<(?:!--[^]*?--|!\[CDATA\[[^]*?\]\]|[?!][^>]*|(\/?)([^\s<>/!?"'=]+)((?:"[^"<]*"|'[^'<]*'|[^<>"'])*?)(\/?))>/y;
const REFERS_TO_TEXT = /\st\s*=\s*["']s["']/;

/** @typedef {{ name: string, method: number, checksum: number, packed: number, unpacked: number, place: number }} Entry */

/**
 * @param {ArrayBuffer} file
 * @returns {Promise<void>} refused where it is no archive, too large when unpacked, or where a part of it is not whole
 */
export async function checkArchive(file) {
  const entries = [...entriesOf(new DataView(file))];
  // Before anything is unpacked: whoever unpacks an entry stops at what it says.
  if (entries.reduce((sum, { unpacked }) => sum + unpacked, 0) > LARGEST) throw new RangeError("too large when unpacked");
  let [texts, due] = [0, 0];
  for (const entry of entries.filter(({ name }) => /\.(xml|rels)$/i.test(name))) {
    const found = readMarkup(new TextDecoder().decode(await unpack(file, entry)));
    if (entry.name.endsWith("sharedStrings.xml")) texts = found.texts;
    due = Math.max(due, found.due);
  }
  if (due > texts) throw new RangeError("texts are missing");
}

/**
 * @param {DataView} file
 * @returns {Generator<Entry>}
 */
function* entriesOf(file) {
  let end = file.byteLength - END_BYTES;
  while (end >= 0 && file.getUint32(end, true) !== END) end--;
  if (end < 0) throw new TypeError("no archive");
  let at = file.getUint32(end + DIRECTORY, true);
  while (at <= end - ENTRY_BYTES && file.getUint32(at, true) === ENTRY) {
    const [start, nameLength] = [at, file.getUint16(at + NAME_LENGTH, true)];
    const said = (/** @type {number} */ offset) => file.getUint32(start + offset, true);
    yield {
      name: new TextDecoder().decode(new Uint8Array(file.buffer, at + ENTRY_BYTES, nameLength)),
      method: file.getUint16(at + METHOD, true),
      checksum: said(CHECKSUM),
      packed: said(PACKED),
      unpacked: said(UNPACKED),
      place: said(PLACE),
    };
    at += LENGTHS.reduce((length, offset) => length + file.getUint16(start + offset, true), ENTRY_BYTES);
  }
}

/**
 * The bytes of an entry, as many as the directory says. The reader of workbooks compares their checksum, if there is one.
 * @param {ArrayBuffer} file
 * @param {Entry} entry
 */
async function unpack(file, { name, method, checksum, packed, unpacked, place }) {
  if (unpacked && !checksum) throw new TypeError(`${name} has no checksum`);
  const header = new DataView(file, place, OWN_BYTES);
  const start = OWN_LENGTHS.reduce((at, offset) => at + header.getUint16(offset, true), place + OWN_BYTES);
  const stream = new Blob([new Uint8Array(file, start, packed)]).stream();
  const bytes = await new Response(method === DEFLATED ? stream.pipeThrough(new DecompressionStream("deflate-raw")) : stream).arrayBuffer();
  if (bytes.byteLength !== unpacked) throw new RangeError(`${name} is cut off`);
  return bytes;
}

/**
 * Follows the tags of a part to its end.
 * @param {string} xml
 * @returns {{ texts: number, due: number }} how many texts it holds for cells, and how many its own cells ask for
 */
function readMarkup(xml) {
  /** @type {string[]} */
  const open = [];
  let [end, texts, due, refersToText] = [0, 0, 0, false];
  MARKUP.lastIndex = 0;
  for (let found = MARKUP.exec(xml); found; found = MARKUP.exec(xml)) {
    end = MARKUP.lastIndex;
    const [, text = "", closes, name, attributes = "", isEmpty] = found;
    if (!name) continue;
    const element = name.slice(name.indexOf(":") + 1);
    if (closes && open.pop() !== name) throw new SyntaxError(`</${name}> closes nothing`);
    if (closes && element === "v" && refersToText) due = Math.max(due, Number(text) + 1);
    if (closes) continue;
    if (!isEmpty) open.push(name);
    if (element === "si") texts++;
    if (element === "c") refersToText = REFERS_TO_TEXT.test(attributes);
  }
  if (!end || open.length || xml.slice(end).trim()) throw new SyntaxError("not whole");
  return { texts, due };
}
