// Verifies requests with MessageBird's own library, signs claims with the one that it verifies by, and returns its reference cases:
// {key, now, claims, requests: [{token, url, body}]} to {verified, signed, reference}.
const { verify, VerifyOptions } = require('messagebird/lib/webhook-signature-jwt');
const { SignJWT } = require('jose');
const { createSecretKey } = require('crypto');

const asked = JSON.parse(require('fs').readFileSync(0, 'utf8'));
const key = createSecretKey(Buffer.from(asked.key, 'utf8'));
const options = new VerifyOptions(true, true, {
  issuer: 'MessageBird', algorithms: ['HS256', 'HS384', 'HS512'], clockTolerance: 5, currentDate: new Date(asked.now),
});

(async () => {
  const verified = [];
  for (const r of asked.requests) {
    verified.push(await verify(r.url, Buffer.from(r.body, 'utf8'), r.token, key, options).then(() => true, () => false));
  }
  const signed = {};
  for (const alg of ['HS256', 'HS384', 'HS512']) {
    signed[alg] = await new SignJWT(asked.claims).setProtectedHeader({ alg, typ: 'JWT' }).sign(key);
  }
  console.log(JSON.stringify({ verified, signed, reference: require('messagebird/lib/testdata/webhook-signature-jwt-reference.json') }));
})();
