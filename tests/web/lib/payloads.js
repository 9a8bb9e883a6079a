// SPDX-License-Identifier: Apache-2.0
// payloads.js: files hostile reports by every way in, then opens every page that shows something of them.
'use strict';
const t = require('./browser.js');
const hostile = require('./hostile.js');

const uuid = (n, k) => `0badcafe-0000-4000-8${k.toString(16).padStart(3, '0')}-${n.toString(16).padStart(12, '0')}`;
const host = n => `hostile-${n}.example`;

// One report of each payload for each field, and one with all that are free text, so that no refusal hides another field.
const fields = {
	all: (r, p) => { for (const f of ['org', 'description', 'brand', 'evidence', 'text', 'tags']) fields[f](r, p); },
	org: (r, p) => { r.reporter.org = p; r.sender.org = p; },
	contact: (r, p) => { r.reporter.contact = p; },
	domain: (r, p) => { r.reporter.domain = p; },
	description: (r, p) => { r.description = p; },
	brand: (r, p) => { r.target_brand = p; },
	evidence: (r, p) => { r.evidence[0].description = p; },
	text: (r, p) => { r.evidence[0].payload = Buffer.from(p).toString('base64'); },
	type: (r, p) => { r.evidence[0].content_type = p; },
	tags: (r, p) => { r.tags = ['x:' + p]; },
	source: (r, p) => { r.source_identifier = p; },
	url: (r, p) => { r.url = 'https://' + new URL(r.url).host + '/' + p; },
	address: (r, p) => { r.url = p; },
	extra: (r, p) => { r[p] = p; r._internal = { note: p }; },
};

function report(n, field, k) {
	const r = {
		xarf_version: '4.2.0', report_id: uuid(n, k), timestamp: '2026-11-21T08:00:00Z',
		reporter: { org: 'Nordbank', contact: 'soc@nordbank.example', domain: 'nordbank.example' },
		sender: { org: 'Nordbank', contact: 'soc@nordbank.example', domain: 'nordbank.example' },
		source_identifier: host(n), category: 'content', type: 'phishing', url: `https://${host(n)}/login.php`,
		evidence_source: 'user_report', evidence: [{ content_type: 'text/plain', description: 'text', payload: 'eA==' }],
	};
	fields[field](r, hostile[n]);
	return r;
}

function mail(n, p) {
	const line = p.replace(/[\r\n\0]+/g, ' ');
	return `From: "${line.replace(/["\\]/g, '')}" <someone@reporter.example>\r\nTo: abuse@desk.example\r\nSubject: ${line}\r\n` +
		`Date: Sat, 21 Nov 2026 08:00:00 +0000\r\nMessage-ID: <hostile-${n}@reporter.example>\r\nMIME-Version: 1.0\r\n` +
		`Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n` +
		`This is a phishing page: https://${host(n)}/mail/ and it says\r\n${p.replace(/\0/g, '')}\r\n--b\r\nContent-Type: text/html\r\n` +
		`Content-Disposition: attachment; filename="${line.replace(/["\\]/g, '')}.html"\r\n\r\n<script>window.ran=1</script>${p}\r\n--b--\r\n`;
}

async function file(who, counts) {
	for (let n = 0; n < hostile.length; n++) {
		const bodies = Object.keys(fields).map((f, k) => [f, 'application/json', JSON.stringify(report(n, f, k))]);
		bodies.push(['mail', 'message/rfc822', mail(n, hostile[n])]);
		for (const [field, type, data] of bodies) {
			const r = await who.context.request.post(t.base + '/api/v1/reports', { headers: { 'Content-Type': type }, data });
			counts[field] = (counts[field] || 0) + (r.status() < 300 ? 1 : 0);
			t.check(r.status() < 500, `a report with payload ${n} in ${field} is answered with ${r.status()}`);
			answered(r, `the answer to payload ${n} in ${field}`);
		}
	}
}

// Headers of an answer: nothing that came with the payload, a type, no guessing.
function answered(r, where) {
	const h = r.headers();
	t.check(!('x-injected' in h), `${where} has a header of the payload's`);
	t.check(!/evil/.test(h['set-cookie'] || ''), `${where} sets a cookie of the payload's`);
	t.check(h['x-content-type-options'] === 'nosniff', `${where} lets the browser guess its type`);
	t.check(/default-src 'none'/.test(h['content-security-policy'] || ''), `${where} has no policy`);
}

// What stands in the page: in the browser, so that what is looked at is what it made of the bytes.
function inert() {
	const bad = [], own = location.origin;
	if (window.ran !== undefined && !(window.ran instanceof Element))
		bad.push('something ran');
	for (const e of document.querySelectorAll('iframe, frame, object, embed, base, style, template, noscript, math, marquee, audio, video, ' +
		'meta[http-equiv], svg script, foreignObject, img'))
		bad.push('an element: ' + e.outerHTML.slice(0, 120));
	for (const e of document.querySelectorAll('script'))
		if (!e.src.startsWith(own + '/assets/') || e.textContent)
			bad.push('a script: ' + e.outerHTML.slice(0, 120));
	for (const e of document.querySelectorAll('*'))
		for (const a of e.attributes) {
			const name = a.name.toLowerCase();
			if (name.startsWith('on') || name === 'style' || name === 'srcdoc' || name === 'formaction' || name === 'srcset')
				bad.push(`an attribute: ${a.name}="${a.value.slice(0, 80)}"`);
			if (['href', 'src', 'action', 'xlink:href', 'data', 'poster', 'background'].includes(name) &&
				new URL(a.value, location.href).origin !== own)
				bad.push(`it leads elsewhere: ${a.name}="${a.value.slice(0, 80)}"`);
		}
	if (/[\u202a-\u202e\u2066-\u2069\u0000-\u0008\u000e-\u001f]/.test(document.documentElement.innerHTML))
		bad.push('a control of direction or of a terminal is passed on');
	return bad;
}

// That this test sees something: a page which shows the same texts as markup is found out by most of them.
async function would_be_seen(b) {
	const careless = await t.person(b);
	let found = 0;
	for (const p of hostile) {
		// what the one before set going may still be under way
		for (let left = 20; left > 0; left--)
			if (await careless.page.goto('about:blank').then(() => true, () => false))
				break;
		await careless.page.setContent('<!doctype html><p>' + p + '<a href="' + p + '">x</a>').catch(() => {});
		const bad = await careless.page.evaluate(inert).catch(() => ['it went elsewhere']);
		found += bad.length || careless.seen.length ? 1 : 0;
		careless.seen.length = 0;
	}
	t.check(found >= hostile.length * 0.7, `only ${found} of ${hostile.length} payloads would be noticed where they work`);
	await careless.context.close();
	return found;
}

async function look(who, path) {
	const r = await who.page.goto(t.base + path);
	const where = path.slice(0, 160);
	t.check(r.status() < 500, `${where} answers ${r.status()}`);
	answered(r, where);
	for (const bad of await who.page.evaluate(inert))
		t.fail(`${where}: ${bad}`);
	t.nothing_seen(who, where);
}

// Every case there is, by the queue, page after page.
async function every_case(who) {
	const all = [];
	let path = '/queue?state=any&sort=site';
	while (path) {
		await look(who, path);
		for (const a of await who.page.locator('#queue tbody th a').all())
			all.push(await a.getAttribute('href'));
		const next = who.page.locator('a[rel=next]');
		path = await next.count() ? '/queue' + await next.getAttribute('href') : null;
	}
	return all;
}

async function cases_of(who) {
	for (let i = 0, before = -1, same = 0; i < 600 && same < 10; i++) {
		const r = await who.context.request.get(t.base + '/api/v1/cases?state=any&sort=site&site=hostile-&limit=200');
		const now = (await r.json()).cases.length;
		same = now > 0 && now === before ? same + 1 : 0;
		before = now;
		await new Promise(done => setTimeout(done, 100));
	}
}

async function main() {
	const b = await t.browser(), admin = await t.person(b), anyone = await t.person(b), counts = {};
	t.check(hostile.length >= 50, `only ${hostile.length} payloads`);
	const found = await would_be_seen(b);
	await t.sign_in(admin, t.link('once'));
	await file(anyone, counts);
	for (const f of ['org', 'description', 'brand', 'evidence', 'text', 'url', 'mail'])
		t.check(counts[f] >= 30, `only ${counts[f]} of ${hostile.length} payloads were taken in ${f}`);
	await cases_of(admin);
	const cases = await every_case(admin);
	t.check(cases.length >= hostile.length, `only ${cases.length} cases`);
	// a reason, as a person types it, on a case each
	const token = await admin.page.locator('input[name=csrf]').first().inputValue();
	for (let n = 0; n < hostile.length; n++)
		await admin.context.request.post(t.base + cases[n], { form: { csrf: token, do: 'close', why: hostile[n].slice(0, 400) },
			maxRedirects: 0, headers: { Origin: t.base } });
	for (const path of [...t.pages(['/signin/once']), ...cases])
		await look(admin, path);
	const also = ['/signin?next=', '/?lang=', '/', '/report?harm=content%2Fphishing&name='];
	for (const [n, p] of hostile.map(encodeURIComponentSafe).entries())
		for (const path of ['/explain?name=', '/queue?site=', also[n % also.length]])
			await look(admin, path + p);
	for (const [path, who] of [['/api/v1/reports/r-0000001', admin], ['/api/v1/cases?limit=200', admin]])
		answered(await who.context.request.get(t.base + path), path);
	console.log(`${hostile.length} payloads, of which ${found} would be seen; taken: ${JSON.stringify(counts)}; ${cases.length} cases looked at`);
	t.finish();
}

// A lone surrogate is no character: it is sent as the bytes that a broken client would send.
function encodeURIComponentSafe(p) {
	return p.replace(/[^]/gu, c => /[\ud800-\udfff]/.test(c) && c.length === 1 ? '%ED%A0%80' : encodeURIComponent(c)).slice(0, 3000);
}

main().catch(e => { t.fail(e.stack); t.finish(); });
