// Finds the number that a challenge hides, as a Worker: the SHA-256 of salt and number, in decimal digits, is the challenge.
// SHA-256 (FIPS 180-4) is written out here, since crypto.subtle answers each hash by a promise, which takes many times as
// long as hashing.
"use strict"

// The round constants are the first 32 bits of the fractions of the cube roots of the first 64 primes, and the hash starts
// from those of the square roots of the first 8.
const fraction = x => (x - Math.floor(x)) * 2 ** 32 | 0
const primes = []
for (let n = 2; primes.length < 64; n++) if (primes.every(p => n % p)) primes.push(n)
const rounds = Int32Array.from(primes, p => fraction(Math.cbrt(p)))
const start = Int32Array.from(primes.slice(0, 8), p => fraction(Math.sqrt(p)))
const words = new Int32Array(64)

// compress takes the block of 64 bytes at an offset into a hash.
function compress(hash, bytes, at) {
  for (let i = 0; i < 16; i++, at += 4) {
    words[i] = bytes[at] << 24 | bytes[at + 1] << 16 | bytes[at + 2] << 8 | bytes[at + 3]
  }
  for (let i = 16; i < 64; i++) {
    const a = words[i - 15], b = words[i - 2]
    words[i] = words[i - 16] + words[i - 7] + ((a >>> 7 | a << 25) ^ (a >>> 18 | a << 14) ^ a >>> 3) +
      ((b >>> 17 | b << 15) ^ (b >>> 19 | b << 13) ^ b >>> 10)
  }
  let a = hash[0], b = hash[1], c = hash[2], d = hash[3], e = hash[4], f = hash[5], g = hash[6], h = hash[7]
  for (let i = 0; i < 64; i++) {
    const one = h + ((e >>> 6 | e << 26) ^ (e >>> 11 | e << 21) ^ (e >>> 25 | e << 7)) + (e & f ^ ~e & g) + rounds[i] + words[i] | 0
    const two = ((a >>> 2 | a << 30) ^ (a >>> 13 | a << 19) ^ (a >>> 22 | a << 10)) + (a & b ^ a & c ^ b & c) | 0
    h = g, g = f, f = e, e = d + one | 0, d = c, c = b, b = a, a = one + two | 0
  }
  hash[0] += a, hash[1] += b, hash[2] += c, hash[3] += d, hash[4] += e, hash[5] += f, hash[6] += g, hash[7] += h
}

// solve returns the number, or -1 when there is none.
function solve(salt, challenge, most) {
  const wanted = Int32Array.from(challenge.match(/.{8}/g), hex => parseInt(hex, 16))
  const prefix = new TextEncoder().encode(salt)
  const whole = prefix.length & ~63 // bytes that are the same for all numbers, in whole blocks
  const before = start.slice()
  for (let at = 0; at < whole; at += 64) compress(before, prefix, at)
  const head = prefix.length - whole
  for (let n = 0; n <= most; n++) {
    const digits = String(n)
    const bytes = new Uint8Array(head + digits.length < 56 ? 64 : 128)
    bytes.set(prefix.subarray(whole))
    for (let i = 0; i < digits.length; i++) bytes[head + i] = digits.charCodeAt(i)
    bytes[head + digits.length] = 0x80
    new DataView(bytes.buffer).setUint32(bytes.length - 4, (prefix.length + digits.length) * 8)
    const hash = before.slice()
    for (let at = 0; at < bytes.length; at += 64) compress(hash, bytes, at)
    if (hash.every((word, i) => word === wanted[i])) return n
  }
  return -1
}

self.onmessage = ({data}) => self.postMessage(solve(data.salt, data.challenge, data.maxnumber))
