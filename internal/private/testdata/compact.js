// Reads numbers.rfl from its description alone, as somebody would whose language has no library for it: from standard input, and prints JSON.
// node compact.js <numbers.rfl
'use strict';
const zlib = require('node:zlib');

const file = require('node:fs').readFileSync(0);
const refuse = (why) => { console.error(why); process.exit(1); };

if (file.length < 33 || file.toString('latin1', 0, 4) !== 'RFL1') refuse('no compact list');
if (zlib.crc32 && zlib.crc32(file.subarray(0, -4)) !== file.readUInt32BE(file.length - 4)) refuse('damaged');

let place = 29;
const u64 = () => { const v = file.readBigUInt64BE(place); place += 8; return v; };

// section reads one list of numbers. A number has 15 digits at most, so that a double holds it.
function section() {
  const count = Number(u64());
  if (count === 0) return [];
  const numbers = [Number(u64())];
  const k = file[place++];
  const size = Number(u64());
  let bit = place * 8;
  place += size;
  const next = () => { const b = file[bit >> 3] >> (7 - (bit & 7)) & 1; bit++; return b; };
  const low = (n) => { let v = 0; for (let i = 0; i < n; i++) v = v * 2 + next(); return v; };
  while (numbers.length < count) {
    let q = 0;
    while (q < 32 && next() === 1) q++;
    const gap = q === 32 ? low(50) : q * 2 ** k + low(k);
    numbers.push(numbers[numbers.length - 1] + gap + 1);
  }
  return numbers;
}

const list = {
  demonstration: file[4] === 1,
  version: Number(file.readBigUInt64BE(5)),
  base: Number(file.readBigUInt64BE(13)),
  at: Number(file.readBigUInt64BE(21)),
  added: section(),
  removed: section(),
};
if (place !== file.length - 4) refuse('too long');
console.log(JSON.stringify(list));
