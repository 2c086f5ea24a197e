/*
 * Signs a webhook by the Standard Webhooks project's own library.
 *
 *	node webhook.js < {"secret": base64 text, "id", "at": seconds, "body"}
 *
 * Prints the three headers as JSON.
 */
'use strict';

const { Webhook } = require('standardwebhooks');

const job = JSON.parse(require('fs').readFileSync(0, 'utf8'));
const signature = new Webhook(job.secret).sign(job.id, new Date(job.at * 1000), job.body);

console.log(JSON.stringify({ 'webhook-id': job.id, 'webhook-timestamp': String(job.at), 'webhook-signature': signature }));
