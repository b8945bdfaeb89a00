// Reads tokens and signs claims with what Vonage's own library does: {key, tokens, claims} to {verified, signed, application}.
const { verifySignature, tokenGenerate } = require('@vonage/jwt');
const { sign } = require('jsonwebtoken');
const { generateKeyPairSync } = require('crypto');

const asked = JSON.parse(require('fs').readFileSync(0, 'utf8'));
const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048, privateKeyEncoding: { type: 'pkcs8', format: 'pem' }, publicKeyEncoding: { type: 'spki', format: 'pem' } });
console.log(JSON.stringify({
  verified: asked.tokens.map((token) => verifySignature(token, asked.key)),
  signed: sign(asked.claims, asked.key, { algorithm: 'HS256' }),
  application: tokenGenerate('aaaaaaaa-bbbb-4ccc-8ddd-0123456789ac', privateKey, { ...asked.claims, issued_at: asked.claims.iat }),
}));
