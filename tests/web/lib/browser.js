// SPDX-License-Identifier: Apache-2.0
// A browser for the tests of the pages: Debian's Chromium, which may talk to the server under test only and tells of
// everything that a page should not do: scripts' errors, dialogs, requests to elsewhere, breaches of our own policy.
'use strict';
const fs = require('fs');
const path = require('path');
const { chromium } = require('playwright-core');

const base = process.env.URL_UNDER_TEST;
const root = process.env.SOURCE_ROOT;
const executablePath = process.env.CHROMIUM || '/usr/bin/chromium';
let faults = 0;

function fail(words) {
	faults++;
	console.error('FAIL: ' + words);
}

function check(good, words) {
	if (!good)
		fail(words);
	return good;
}

// Ends the process: 0 where nothing failed.
function finish() {
	console.log(faults ? `${faults} failed` : 'all is well');
	process.exit(faults ? 1 : 0);
}

async function browser() {
	return chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
		'--disable-background-networking'] });
}

// A browser of one person. What it sees wrong is kept in person.seen, as {what, where, words}.
async function person(b, options) {
	const context = await b.newContext({ viewport: { width: 1280, height: 1000 }, ...options });
	const seen = [];
	const page = await context.newPage();
	const note = (what, words) => seen.push({ what, where: page.url(), words: String(words).slice(0, 300) });

	page.setDefaultTimeout(20000);
	await context.route('**/*', route => {
		const url = route.request().url();
		if (url.startsWith(base + '/') || url.startsWith('data:image/'))
			return route.continue();
		note('a request to elsewhere', url);
		return route.abort();
	});
	page.on('dialog', d => { note('a dialog', d.message()); d.dismiss().catch(() => {}); });
	page.on('popup', p => note('a window', p.url()));
	page.on('download', d => note('a download', d.url()));
	page.on('pageerror', e => note('an error in a script', e));
	page.on('console', m => {
		if (/Content.Security.Policy|Refused to/i.test(m.text()))
			note('a breach of the policy', m.text());
		else if (m.type() === 'error' && !/status of [45]\d\d/.test(m.text()))
			note('an error', m.text());
	});
	return { context, page, seen };
}

function nothing_seen(p, where) {
	for (const s of p.seen)
		fail(`${where}: ${s.what} at ${s.where}: ${s.words}`);
	p.seen.length = 0;
}

// GET pages of the route table that have no parameter in their path; those of the list are left out.
function pages(except) {
	const rows = fs.readFileSync(path.join(root, 'src/http/route.def'), 'utf8')
		.matchAll(/^ROUTE\(\w+, \w+, GET, "([^"{]+)", \w+, PAGE,/gm);
	return [...rows].map(r => r[1]).filter(p => !(except || []).includes(p));
}

// A way in, for once: asked of the program, as whoever runs the server would.
function link(name) {
	const file = path.join(process.env.WORK, name);
	return fs.readFileSync(file, 'utf8').trim();
}

async function sign_in(p, once) {
	const r = await p.page.goto(once);
	check(r.status() === 200, `the one-time link answers ${r.status()}`);
	check(await p.page.locator('a[href="/account"]').count() === 1, 'nobody is signed in after the one-time link');
}

const axe_source = fs.readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
// Breaches of axe's rules on the page that is open, in words.
async function axe(page) {
	await page.evaluate(axe_source);
	const found = await page.evaluate(() => window.axe.run());
	return found.violations.map(v => `${v.id} (${v.impact}, ${v.nodes.length}): ${v.help}: ${v.nodes[0].html.slice(0, 160)}`);
}

async function overflows(page) {
	return page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);
}

module.exports = { base, root, fail, check, finish, browser, person, nothing_seen, pages, link, sign_in, axe, overflows };
