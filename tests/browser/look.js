/*
 * Looks at pages as a browser and as a validator do, and says what is wrong.
 *
 *	node look.js < job.json
 *	{"browser": "/usr/bin/chromium", "home": "/an/empty/folder",
 *	 "shots": null or "/a/folder", "pages": [{"name", "url", "language", "status", "views"}]}
 *
 * The last line of the output is {"looks": N, "findings": ["page, view: sentence", ...]}. Its packages are those of
 * package-lock.json; NODE_PATH says where tests/house/packages has put them.
 */
'use strict';

const fs = require('fs');
const path = require('path');
const { HtmlValidate } = require('html-validate');
const { chromium } = require('playwright-core');

const axe = fs.readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const VIEWS = [
  { name: 'phone', width: 320, height: 640, media: 'screen', scheme: 'light' },
  { name: 'phone, dark', width: 320, height: 640, media: 'screen', scheme: 'dark' },
  { name: 'desktop', width: 1280, height: 800, media: 'screen', scheme: 'light' },
  { name: 'desktop, dark', width: 1280, height: 800, media: 'screen', scheme: 'dark' },
  { name: 'print', width: 718, height: 1046, media: 'print', scheme: 'light' },
];
/* Quiet about Google's hosts; no sandbox, which root and bare machines cannot have. */
const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync', '--disable-dev-shm-usage'];

const validator = new HtmlValidate({ extends: ['html-validate:recommended', 'html-validate:document'] });

async function validate(html) {
  const report = await validator.validateString(html);
  return report.results.flatMap(r => r.messages).map(m => `${m.ruleId}, line ${m.line}: ${m.message}`);
}

/* In the page: what axe finds or cannot decide. */
async function askAxe(page, media) {
  await page.evaluate(axe);
  /* Nobody taps on paper. */
  const how = { runOnly: { type: 'tag', values: TAGS }, rules: { 'target-size': { enabled: media === 'screen' } } };
  const result = await page.evaluate(o => window.axe.run(document, o), how);
  const say = sort => rule => rule.nodes.map(n => `axe ${sort} ${rule.id}: ${n.target.join(' ')}: ` +
    [...n.any, ...n.all, ...n.none].map(c => c.message).join('; '));
  return { ran: result.passes.length,
    said: [...result.violations.flatMap(say('finds')), ...result.incomplete.flatMap(say('is unsure of'))] };
}

/* In the page: what is wider than the window. */
function overflow() {
  const wide = document.documentElement.clientWidth;
  const out = [];
  if (document.documentElement.scrollWidth > wide)
    out.push(`scrolls sideways: ${document.documentElement.scrollWidth} px in ${wide}`);
  for (const e of document.body.querySelectorAll('*')) {
    const box = e.getBoundingClientRect();
    if (box.width > 0 && (box.right > wide + 0.5 || box.left < -0.5))
      out.push(`<${e.localName} class="${e.className}"> reaches from ${box.left} to ${box.right} px of ${wide}`);
  }
  return out.slice(0, 5);
}

async function look(browser, job, view, shots) {
  const context = await browser.newContext({ viewport: { width: view.width, height: view.height },
    colorScheme: view.scheme, locale: 'de-DE' });
  const page = await context.newPage();
  const found = [];
  page.on('console', m => found.push(`console: ${m.text()}`));
  page.on('pageerror', e => found.push(`script: ${e.message}`));
  page.on('dialog', d => { found.push(`dialog: ${d.message()}`); d.dismiss(); });
  page.on('request', r => { if (r.url() !== job.url) found.push(`asks for ${r.url()}`); });
  await page.emulateMedia({ media: view.media, colorScheme: view.scheme });
  const answer = await page.goto(job.url);
  if (answer.status() !== job.status)
    found.push(`status ${answer.status()}, wanted ${job.status}`);
  /* The browser itself says so on its console when a page is not there. */
  const known = found.findIndex(f => job.status !== 200 && f.startsWith('console: Failed to load resource'));
  if (known >= 0)
    found.splice(known, 1);
  const language = await page.getAttribute('html', 'lang');
  if (language !== job.language)
    found.push(`lang is ${language}, wanted ${job.language}`);
  const html = await answer.text();
  if (view.name === job.views[0])
    found.push(...await validate(html));
  const axes = await askAxe(page, view.media);
  if (axes.ran < 10)
    found.push(`axe ran only ${axes.ran} rules`);
  found.push(...axes.said, ...await page.evaluate(overflow));
  if (shots) {
    const file = path.join(shots, `${job.name}-${view.name}`.replace(/\W+/g, '-'));
    await page.screenshot({ path: `${file}.png`, fullPage: true });
    if (view.media === 'print')
      await page.pdf({ path: `${file}.pdf`, format: 'A4' });
  }
  await context.close();
  return found.map(f => `${job.name}, ${view.name}: ${f}`);
}

async function main() {
  const job = JSON.parse(fs.readFileSync(0, 'utf8'));
  const browser = await chromium.launch({ executablePath: job.browser, args: FLAGS,
    env: { ...process.env, HOME: job.home, XDG_CONFIG_HOME: job.home, XDG_CACHE_HOME: job.home } });
  const findings = [];
  let looks = 0;
  for (const page of job.pages)
    for (const view of VIEWS.filter(v => page.views.includes(v.name))) {
      findings.push(...await look(browser, page, view, job.shots));
      looks++;
    }
  await browser.close();
  console.log(JSON.stringify({ looks, findings }));
}

main().catch(e => { console.error(e); process.exit(1); });
