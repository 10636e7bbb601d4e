// @ts-check
// Packs that the page holds itself, as its offline copy does: bytes as text of a script. Written by sitegen/output/offline/as_text.py.

const SHIFT = 42;
const MARK = 0x3d; // `=`
const MARKED = 64;
const NOT_A_CHARACTER = '\ufffd';

/** The bytes that the characters of windows-1252 stand for. */
function bytesOfCharacters() {
  const bytes = new Uint8Array(0x10000);
  const characters = new TextDecoder('windows-1252').decode(Uint8Array.from({ length: 256 }, (_, byte) => byte));
  for (let byte = 0; byte < 256; byte++) bytes[characters.charCodeAt(byte)] = byte;
  return bytes;
}

/**
 * @param {string} text
 * @returns {Uint8Array<ArrayBuffer> | null}  null where the page was read in another encoding than it was written in
 */
export function heldBytes(text) {
  if (text.includes(NOT_A_CHARACTER)) return null;
  const byteOf = bytesOfCharacters();
  const bytes = new Uint8Array(text.length);
  let filled = 0;
  for (let at = 0; at < text.length; at++) {
    let byte = byteOf[text.charCodeAt(at)];
    if (byte === MARK) byte = byteOf[text.charCodeAt(++at)] - MARKED;
    bytes[filled++] = byte - SHIFT;
  }
  return bytes.subarray(0, filled);
}
