/*
 * A provider that speaks the exchange (hooks/exchange/README.md) without cspdesk: it accepts each offer, asks a question,
 * and resolves the case when it is answered.
 *
 *	NODE_PATH=.../node_modules node client.mjs < {"port": 8443, "url": "https://desk.example/exchange/distri",
 *	    "in": ["whsec_..."], "out": ["whsec_..."], "ca": "PEM", "cert": "PEM", "key": "PEM"}
 *
 * Without cert and key it serves in the clear, for tests. It prints a line of JSON for each message that it takes
 * ("took") or that was kept by the other side ("kept"). What it knows is gone when it ends.
 */
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';

const { Webhook } = createRequire(import.meta.url)('standardwebhooks');
const own = JSON.parse(readFileSync(0, 'utf8'));
const MOST = 256 * 1024;
const cases = new Map();        // case -> { bytes: Map(id -> body), waiting: Map(seq -> message), seq, theirs, turn }
const say = (what, more) => console.log(JSON.stringify({ what, ...more }));

// ---- what we send: one message after the other, each until it is kept

let line = Promise.resolve();

function send(name, type, members) {
	const c = cases.get(name);
	const seq = ++c.seq, turn = ++c.turn, id = `${name}.provider.${seq}`;
	const body = JSON.stringify({ exchange: 1, case: name, side: 'provider', seq, turn,
		at: new Date().toISOString().replace(/\.\d+/, ''), type, ...members });
	line = line.then(() => untilKept(id, body));
}

async function untilKept(id, body) {
	for (let wait = 100; ; wait = Math.min(2 * wait, 10000)) {
		const status = await post(id, body).catch(() => 0);
		if (status >= 200 && status < 300)
			return say('kept', { id, status });
		if (status >= 400 && status < 500 && ![408, 409, 425, 429].includes(status))
			return say('dead', { id, status });
		await new Promise((again) => setTimeout(again, wait));
	}
}

function post(id, body) {
	const now = new Date();
	const signature = own.out.map((secret) => new Webhook(secret).sign(id, now, body)).join(' ');
	const headers = { 'content-type': 'application/json', 'webhook-id': id, 'webhook-signature': signature,
		'webhook-timestamp': String(Math.floor(now / 1000)) };
	return new Promise((done, fail) => {
		const how = own.url.startsWith('https:') ? https : http;
		how.request(own.url, { method: 'POST', headers, ca: own.ca, timeout: 10000 }, (answer) => {
			answer.resume().on('end', () => done(answer.statusCode));
		}).on('timeout', function () { this.destroy(); }).on('error', fail).end(body);
	});
}

// ---- what comes: [status, why]

function take(headers, body) {
	const fits = (secret) => { try { return new Webhook(secret).verify(body, headers); } catch { return null; } };
	if (!own.in.some(fits))
		return [401, 'no signature fits, or the time is too far off'];
	const m = JSON.parse(body);
	if (m.exchange !== 1)
		return [422, 'no version that is spoken here', '/exchange'];
	if (m.type === 'hello')
		return [200];
	if (m.side !== 'reseller')
		return [422, 'a reseller speaks here', '/side'];
	if (headers['webhook-id'] !== `${m.case}.reseller.${m.seq}`)
		return [400, 'the webhook-id is another one'];
	const c = cases.get(m.case) ?? { bytes: new Map(), waiting: new Map(), seq: 0, theirs: 0, turn: 0 };
	const was = c.bytes.get(headers['webhook-id']);
	if (was !== undefined)
		return was === body ? [204] : [409, 'the same id had other bytes'];
	cases.set(m.case, c);
	c.bytes.set(headers['webhook-id'], body);
	c.waiting.set(m.seq, m);
	for (let next; (next = c.waiting.get(c.theirs + 1)) !== undefined; c.theirs++)
		act(c, next);
	return [204];
}

// In the order of their side. Texts are texts: nothing in them is done.
function act(c, m) {
	c.turn = Math.max(c.turn, m.turn);
	say('took', { type: m.type, case: m.case, text: m.text });
	if (m.type === 'offer') {
		send(m.case, 'accept', { reference: 'INC-1' });
		send(m.case, 'message', { by: 'agent', holder: 'reseller', text: 'Since when does it not start?' });
	} else if (m.type === 'message' && !c.resolved) {
		c.resolved = true;
		send(m.case, 'resolve', { text: 'The region had no capacity; it has now.' });
	}
}

function answer(request, reply, body) {
	let [status, why, pointer] = [404, 'no such path'];
	if (request.method === 'POST' && request.url === '/exchange/us')
		try { [status, why, pointer] = body.length > MOST ? [413, 'too long'] : take(request.headers, body); }
		catch (e) { [status, why] = [400, e.message]; }
	if (status === 200)
		reply.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ exchange: [1],
			at: new Date().toISOString() }));
	else if (status === 204)
		reply.writeHead(204).end();
	else
		reply.writeHead(status, { 'content-type': 'application/problem+json' }).end(JSON.stringify({ status,
			title: why, detail: why, pointer }));
}

function listen(request, reply) {
	const parts = [];
	request.on('data', (part) => parts.push(part));
	request.on('end', () => answer(request, reply, Buffer.concat(parts).toString()));
}

const server = own.cert ? https.createServer({ cert: own.cert, key: own.key }, listen) : http.createServer(listen);
server.listen(own.port, '127.0.0.1', () => say('ready', { port: server.address().port }));
