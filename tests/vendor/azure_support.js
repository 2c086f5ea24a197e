/*
 * Drives the fake of Azure Support with Microsoft's own client, unchanged.
 *
 *	node azure_support.js < job.json
 *	{"url", "tokens": {"main", "partner"}, "subscription", "version": null or "2024-04-01", "ticket", "began"}
 *
 * The last line of the output is everything that the client understood, one member for each call. NODE_PATH says where
 * tests/house/packages has put the client, NODE_EXTRA_CA_CERTS which authority it trusts.
 */
'use strict';

/* The client asks for it; Node.js 18, which Debian 12 has, does not show it by itself. */
globalThis.crypto ??= require('node:crypto').webcrypto;
const { MicrosoftSupport } = require('@azure/arm-support');

const CONTACT = { firstName: 'Ewa', lastName: 'Nowak', preferredContactMethod: 'email',
  primaryEmailAddress: 'csp-desk@partner.example', preferredTimeZone: 'Central European Standard Time',
  country: 'POL', preferredSupportLanguage: 'en-us' };

/* This generation of the client does not know members that came with 2024-04-01: a policy of the caller adds them. */
const consent = {
  name: 'consent',
  sendRequest(request, next) {
    if (request.method === 'PUT' && /supportTickets\/[^/]+\?/.test(request.url)) {
      const body = JSON.parse(request.body);
      body.properties.advancedDiagnosticConsent = 'Yes';
      request.body = JSON.stringify(body);
    }
    return next(request);
  },
};
const auxiliary = (token) => ({
  name: 'auxiliary',
  sendRequest(request, next) {
    request.headers.set('x-ms-authorization-auxiliary', `Bearer ${token}`);
    return next(request);
  },
});

function connect(job) {
  const credential = { getToken: async () => ({ token: job.tokens.main, expiresOnTimestamp: Date.now() + 3.6e6 }) };
  const client = new MicrosoftSupport(credential, job.subscription, { $host: job.url, endpoint: job.url,
    ...(job.version ? { apiVersion: job.version } : {}), retryOptions: { maxRetries: 0 } });
  client.pipeline.addPolicy(auxiliary(job.tokens.partner));
  if (job.version)
    client.pipeline.addPolicy(consent);
  return client;
}

async function all(pages) {
  const rows = [];
  for await (const row of pages)
    rows.push(row);
  return rows;
}

async function ticket(client, job, seen) {
  const service = seen.services.find((s) => s.displayName === 'Virtual Machine running Windows');
  seen.problems = await all(client.problemClassifications.list(service.name));
  const wish = { name: job.ticket, type: 'Microsoft.Support/supportTickets' };
  seen.free = await client.supportTickets.checkNameAvailability(wish);
  seen.made = await client.supportTickets.beginCreateAndWait(job.ticket, { serviceId: service.id,
    problemClassificationId: seen.problems[0].id, title: 'VM cannot start after resize',
    description: 'Error AllocationFailed since 07:10 UTC', severity: 'moderate', require24X7Response: false,
    problemStartTime: new Date(job.began), contactDetails: CONTACT,
    technicalTicketDetails: { resourceId: `/subscriptions/${job.subscription}/resourceGroups/rg1/providers/` +
      'Microsoft.Compute/virtualMachines/vm1' } }, { updateIntervalInMs: 50 });
  seen.taken = await client.supportTickets.checkNameAvailability(wish);
  seen.read = await client.supportTickets.get(job.ticket);
  seen.listed = await all(client.supportTickets.list({ top: 2 }));
  seen.open = await all(client.supportTickets.list({ filter: "Status eq 'Open'" }));
  seen.changed = await client.supportTickets.update(job.ticket, { severity: 'critical',
    contactDetails: { ...CONTACT, lastName: 'Kowalska' } });
}

async function messages(client, job, seen) {
  const wish = { name: 'm1', type: 'Microsoft.Support/communications' };
  seen.messageFree = await client.communications.checkNameAvailability(job.ticket, wish);
  seen.said = await client.communications.beginCreateAndWait(job.ticket, 'm1', { subject: 'Zażółć',
    body: 'The same with another size.', sender: 'csp-desk@partner.example' }, { updateIntervalInMs: 50 });
  seen.messageRead = await client.communications.get(job.ticket, 'm1');
  seen.messages = await all(client.communications.list(job.ticket));
  seen.web = await all(client.communications.list(job.ticket, { filter: "CommunicationType eq 'web'" }));
}

/* What the client makes of refusals: [status, code]. */
async function refusals(client, job, seen) {
  const calls = { unknown: () => client.supportTickets.get('nobody'),
    word: () => client.supportTickets.update(job.ticket, { severity: 'urgent' }),
    name: () => client.supportTickets.checkNameAvailability({ name: 'x', type: 'Microsoft.Support/other' }) };
  seen.refused = {};
  for (const [name, call] of Object.entries(calls))
    seen.refused[name] = await call().then(() => 'done', (e) => [e.statusCode, e.code]);
}

async function main() {
  const job = JSON.parse(require('fs').readFileSync(0, 'utf8'));
  const client = connect(job), seen = {};
  seen.operations = await all(client.operations.list());
  seen.services = await all(client.services.list());
  await ticket(client, job, seen);
  await messages(client, job, seen);
  await refusals(client, job, seen);
  seen.closed = await client.supportTickets.update(job.ticket, { status: 'closed' });
  console.log(JSON.stringify(seen));
}

main().catch((e) => { console.error(e); process.exit(1); });
