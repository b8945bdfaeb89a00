// npm install standardwebhooks@1
import { createServer } from 'node:http';
import { Webhook } from 'standardwebhooks';

const webhook = new Webhook(process.env.WEBHOOK_SECRET); // whsec_…
const known = new Set(); // IDs of the last 7 days; keep them where a restart does not lose them

createServer((request, response) => {
  const parts = [];
  request.on('data', (part) => parts.push(part));
  request.on('end', () => {
    const body = Buffer.concat(parts).toString(); // as it came: what is written anew has another signature
    let message;
    try {
      message = webhook.verify(body, request.headers); // throws unless it was signed, within the last 5 minutes
    } catch {
      response.writeHead(400).end();
      return;
    }
    const id = request.headers['webhook-id'];
    if (!known.has(id)) {
      known.add(id);
      console.log(message.type, JSON.stringify(message.data));
    }
    response.writeHead(204).end();
  });
}).listen(Number(process.env.PORT ?? 9000), '127.0.0.1');
