// Reads a JSON list of messages, each {token, url, fields}, and writes for each how Twilio would deliver it: the body, and the
// signature that its SDK expects. A signature that comes with a message is judged by the SDK.
const { getExpectedTwilioSignature, validateRequest } = require("twilio/lib/webhooks/webhooks");

const messages = JSON.parse(require("fs").readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(messages.map(({ token, url, fields, signature }) => ({
  body: new URLSearchParams(fields).toString(),
  signature: getExpectedTwilioSignature(token, url, fields),
  valid: validateRequest(token, signature, url, fields),
}))));
