// Workbooks as an officer keeps them: opened, filled in and saved. Only what a table needs of the format (ECMA-376, ZIP).
import { crc32, inflateRawSync } from 'node:zlib';

const endOfZip = 0x06054b50;
const entryOfDirectory = 0x02014b50;
const localEntry = 0x04034b50;

/** The parts of a workbook by name, unpacked. */
function unpack(file) {
  const end = file.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
  if (end < 0) throw new Error('not a workbook');
  const parts = new Map();
  let at = file.readUInt32LE(end + 16);
  for (let left = file.readUInt16LE(end + 10); left > 0; left--) {
    if (file.readUInt32LE(at) !== entryOfDirectory) throw new Error('a broken workbook');
    const [packed, name, extra, comment] = [file.readUInt32LE(at + 20), file.readUInt16LE(at + 28), file.readUInt16LE(at + 30), file.readUInt16LE(at + 32)];
    const local = file.readUInt32LE(at + 42);
    const from = local + 30 + file.readUInt16LE(local + 26) + file.readUInt16LE(local + 28);
    const bytes = file.subarray(from, from + packed);
    const stored = file.readUInt16LE(at + 10) === 0;
    parts.set(file.toString('utf8', at + 46, at + 46 + name), stored ? bytes : inflateRawSync(bytes));
    at += 46 + name + extra + comment;
  }
  return parts;
}

/** A ZIP file of these parts, stored as they are: a workbook, an archive. */
export function pack(parts) {
  const locals = [];
  const directory = [];
  let offset = 0;
  for (const [name, bytes] of parts) {
    const title = Buffer.from(name);
    const head = Buffer.alloc(26); // what the entry and its line in the directory have in common begins with the version
    head.writeUInt16LE(20, 0);
    head.writeUInt32LE(crc32(bytes), 10);
    head.writeUInt32LE(bytes.length, 14);
    head.writeUInt32LE(bytes.length, 18);
    head.writeUInt16LE(title.length, 22);
    locals.push(number(localEntry), head, title, bytes);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(offset, 10);
    directory.push(number(entryOfDirectory), Buffer.from([20, 0]), head, tail, title);
    offset += 4 + head.length + title.length + bytes.length;
  }
  const lines = Buffer.concat(directory);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(parts.size, 4);
  end.writeUInt16LE(parts.size, 6);
  end.writeUInt32LE(lines.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...locals, lines, number(endOfZip), end]);
}

function number(value) {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

const marks = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escape = (text) => text.replace(/[&<>"]/g, (mark) => marks[mark]);
const unescape = (text) => text.replace(/&(amp|lt|gt|quot|apos|#(\d+)|#x([0-9a-f]+));/gi, (_, name, decimal, hex) => (decimal || hex ? String.fromCodePoint(parseInt(decimal ?? hex, decimal ? 10 : 16)) : { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }[name]));
const column = (i) => String.fromCharCode(65 + i); // a register has fewer than 26 columns
const sheet = 'xl/worksheets/sheet1.xml';

const words = (xml) => [...xml.matchAll(/<t\b[^>]*>([^<]*)<\/t>/g)].map((found) => unescape(found[1])).join('');

/** The first sheet's rows, as texts: rows[0] is row 1. */
export function readRows(file) {
  const parts = unpack(file);
  const shared = [...(parts.get('xl/sharedStrings.xml')?.toString() ?? '').matchAll(/<si>([\s\S]*?)<\/si>/g)].map((found) => words(found[1]));
  const rows = [];
  for (const [, attributes, cells] of parts.get(sheet).toString().matchAll(/<row\b([^>]*?)(?:\/>|>([\s\S]*?)<\/row>)/g)) {
    const row = [];
    for (const [, head, body] of (cells ?? '').matchAll(/<c\b([^>]*?)(?:\/>|>([\s\S]*?)<\/c>)/g)) {
      const value = /<v>([^<]*)<\/v>/.exec(body ?? '')?.[1] ?? '';
      row[/r="([A-Z])/.exec(head)[1].charCodeAt(0) - 65] = /t="s"/.test(head) ? shared[Number(value)] : /t="inlineStr"/.test(head) ? words(body) : unescape(value);
    }
    rows[Number(/r="(\d+)"/.exec(attributes)[1]) - 1] = Array.from(row, (cell) => cell ?? '');
  }
  return Array.from(rows, (row) => row ?? []);
}

/** The workbook with these rows on its first sheet from row `from` on (1 is the first); what stood there is replaced. */
export function fillRows(file, from, rows) {
  const parts = unpack(file);
  const xml = parts.get(sheet).toString();
  const kept = [...xml.matchAll(/<row\b[^>]*?(?:\/>|>[\s\S]*?<\/row>)/g)].map((found) => found[0]).filter((row) => Number(/r="(\d+)"/.exec(row)[1]) < from);
  const written = rows.map((cells, i) => {
    const at = from + i;
    const filled = cells.map((text, c) => (String(text) === '' ? '' : `<c r="${column(c)}${at}" t="inlineStr"><is><t>${escape(String(text))}</t></is></c>`));
    return `<row r="${at}">${filled.join('')}</row>`;
  });
  parts.set(sheet, Buffer.from(xml.replace(/<sheetData>[\s\S]*<\/sheetData>/, () => `<sheetData>${kept.join('')}${written.join('')}</sheetData>`)));
  return pack(parts);
}

/** A workbook of one sheet with these rows from the first on, as a platform of another office writes it. */
export function newWorkbook(rows) {
  const declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';
  const parts = 'http://schemas.openxmlformats.org/package/2006';
  const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
  const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
  const kind = 'application/vnd.openxmlformats-officedocument.spreadsheetml';
  const related = (type, target) => `${declaration}<Relationships xmlns="${parts}/relationships"><Relationship Id="rId1" Type="${office}/${type}" Target="${target}"/></Relationships>`;
  const texts = {
    '[Content_Types].xml': `${declaration}<Types xmlns="${parts}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="${kind}.sheet.main+xml"/><Override PartName="/${sheet}" ContentType="${kind}.worksheet+xml"/></Types>`,
    '_rels/.rels': related('officeDocument', 'xl/workbook.xml'),
    'xl/workbook.xml': `${declaration}<workbook xmlns="${main}" xmlns:r="${office}"><sheets><sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': related('worksheet', 'worksheets/sheet1.xml'),
    [sheet]: `${declaration}<worksheet xmlns="${main}"><sheetData></sheetData></worksheet>`,
  };
  return fillRows(pack(new Map(Object.entries(texts).map(([name, text]) => [name, Buffer.from(text)]))), 1, rows);
}
