// SPDX-License-Identifier: Apache-2.0
// pages.js: every page, as everybody and as an admin, by axe's rules, at the width of a desk and of a telephone.
'use strict';
const t = require('./browser.js');

const name = '/explain?name=https%3A%2F%2Fharbour-shop.example%2Flogin.php&harm=phishing';

async function look(who, path, widths) {
	for (const width of widths) {
		await who.page.setViewportSize({ width, height: 900 });
		const r = await who.page.goto(t.base + path);
		t.check(r.status() < 500, `${path} answers ${r.status()}`);
		for (const words of await t.axe(who.page))
			t.fail(`${path} at ${width} px: ${words}`);
		t.check(!await t.overflows(who.page), `${path} is wider than ${width} px`);
		const spilled = await who.page.evaluate(() => [...document.querySelectorAll('td, th')]
			.filter(c => c.getClientRects().length && c.scrollWidth > c.clientWidth + 1).map(c => c.innerText));
		t.check(spilled.length === 0, `${path} at ${width} px: one cell runs into the next: ${spilled[0]}`);
	}
	t.nothing_seen(who, path);
}

async function main() {
	const b = await t.browser();
	const anyone = await t.person(b), admin = await t.person(b), night = await t.person(b, { colorScheme: 'dark' });
	const all = t.pages(), cases = [];
	t.check(all.length >= 5, `only ${all.length} pages are in the route table`);
	// that the rules are asked at all: a fault made on purpose is found
	await anyone.page.goto(t.base + '/');
	await anyone.page.evaluate(() => document.querySelector('main').append(document.createElement('input')));
	t.check((await t.axe(anyone.page)).length === 1, 'axe does not find a field without a name');
	await t.sign_in(admin, t.link('once'));
	await admin.page.goto(t.base + '/queue?sort=reports');
	for (const a of (await admin.page.locator('#queue tbody th a').all()).slice(0, 1))
		cases.push(await a.getAttribute('href'));
	t.check(cases.length === 1, 'the queue is empty');
	for (const path of [...all, name]) {
		await look(anyone, path, [390]);
		await look(night, path, [1280]);
	}
	// a page of the admin's is looked at in both widths; the link that signs in has been used up
	for (const path of [...all.filter(p => !/^\/signin\/(once|oidc)/.test(p)), ...cases, name + '&lang=ar'])
		await look(admin, path, [1280, 390]);
	console.log(`${all.length} pages and ${cases.length} case`);
	t.finish();
}

main().catch(e => { t.fail(e.stack); t.finish(); });
