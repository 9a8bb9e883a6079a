// SPDX-License-Identifier: Apache-2.0
// desk.js: the queue by keyboard and mouse, and what it weighs on the wire.
'use strict';
const t = require('./browser.js');

const MOST_BYTES = 60000; // of the queue page, all in all, as transferred

async function rows(page) {
	return page.locator('#queue tbody tr').count();
}

async function sites(page) {
	return page.locator('#queue tbody th a').allInnerTexts();
}

async function weight(page) {
	const client = await page.context().newCDPSession(page), urls = new Map();
	let bytes = 0;

	await client.send('Network.enable');
	await client.send('Network.clearBrowserCache');
	client.on('Network.requestWillBeSent', ev => urls.set(ev.requestId, ev.request.url));
	client.on('Network.loadingFinished', ev => { bytes += ev.encodedDataLength; });
	await page.goto(t.base + '/queue?state=any', { waitUntil: 'networkidle' });
	await client.detach();
	t.check(urls.size >= 3, `the queue is made of ${urls.size} pieces only`);
	t.check(await rows(page) === 50, `it was weighed with ${await rows(page)} rows`);
	t.check(bytes > 5000 && bytes < MOST_BYTES, `the queue weighs ${bytes} bytes, more than ${MOST_BYTES}`);
	console.log(`the queue weighs ${bytes} bytes in ${urls.size} pieces`);
}

async function keys(page) {
	await page.goto(t.base + '/queue');
	const now = () => page.evaluate(() => [...document.querySelectorAll('#queue tbody tr')].findIndex(r => r.classList.contains('now')));
	await page.keyboard.press('j');
	t.check(await now() === 0, 'j does not go to the first row');
	await page.keyboard.press('j');
	await page.keyboard.press('j');
	await page.keyboard.press('k');
	t.check(await now() === 1, `after j j j k the row is ${await now()}, not the second`);
	await page.keyboard.press('x');
	t.check(await page.locator('#queue tbody input:checked').count() === 1, 'x does not choose the row');
	await page.keyboard.press('?');
	t.check(await page.locator('dialog#keys[open]').count() === 1, '? does not list the keys');
	const told = await page.locator('dialog#keys').innerText();
	for (const key of ['j', 'k', 'Enter', 'x', '/', '?'])
		t.check(told.includes(key), `the list of keys lacks ${key}`);
	await page.keyboard.press('Escape');
	t.check(await page.locator('dialog#keys[open]').count() === 0, 'Escape does not close the list of keys');
	await page.keyboard.press('/');
	t.check(await page.evaluate(() => document.activeElement.name) === 'site', '/ does not go to the search');
	await page.keyboard.press('Escape');
	const want = (await sites(page))[1];
	await page.keyboard.press('j');
	await page.keyboard.press('k');
	await Promise.all([page.waitForURL(/\/cases\/c-/), page.keyboard.press('Enter')]);
	t.check((await page.locator('h1').innerText()).length > 0 && want.length > 0, 'Enter opens something else');
	await page.keyboard.press('g');
	await Promise.all([page.waitForURL(/\/queue$/), page.keyboard.press('q')]);
}

async function filters(page) {
	await page.goto(t.base + '/queue?state=any');
	const all = await rows(page);
	await page.locator('input[name=country]').fill('DK');
	await page.locator('select[name=age]').selectOption('7d');
	await Promise.all([page.waitForURL(/country=DK/), page.getByRole('button', { name: 'Show' }).click()]);
	const some = await rows(page);
	t.check(some > 0 && some < all, `of ${all} cases ${some} are in Denmark`);
	t.check(await page.locator('select[name=age]').inputValue() === '7d', 'the age is forgotten');
	t.check(await page.locator('input[name=country]').inputValue() === 'DK', 'the country is forgotten');
	await page.goto(t.base + '/queue?state=any&age=over-30d');
	t.check(await page.locator('#queue').count() === 0 && await page.locator('p.say').count() === 1, 'cases of today are over a month old');
	// the figures lead to what they count
	await page.goto(t.base + '/queue');
	const figure = page.locator('.figures li', { hasText: 'new in 24 h' });
	const said = Number(await figure.locator('b').innerText());
	await Promise.all([page.waitForURL(/age=24h/), figure.locator('a').click()]);
	t.check(await rows(page) === Math.min(said, 50), `24 h: the figure says ${said}, the list has ${await rows(page)}`);
}

async function views(page) {
	await page.goto(t.base + '/queue?state=any&harm=malware');
	const seen = await sites(page);
	await page.locator('summary', { hasText: 'Saved views' }).click();
	await page.locator('#view').fill('Malware <today>');
	await Promise.all([page.waitForURL(/\/queue$/), page.getByRole('button', { name: 'Keep these filters' }).click()]);
	await page.locator('summary', { hasText: 'Saved views (1)' }).click();
	await Promise.all([page.waitForURL(/harm=malware/), page.getByRole('link', { name: 'Malware <today>' }).click()]);
	t.check(JSON.stringify(await sites(page)) === JSON.stringify(seen), 'a saved view shows something else');
	await page.locator('summary', { hasText: 'Saved views' }).click();
	await page.locator('#view').fill('Malware <today>');
	await page.getByRole('button', { name: 'Forget the view' }).click();
	await page.locator('summary', { hasText: 'Saved views (0)' }).waitFor();
}

async function several(page) {
	await page.goto(t.base + '/queue?sort=reports&reverse=1');
	const chosen = (await page.locator('#queue tbody input[type=checkbox]').evaluateAll(b => b.slice(0, 2).map(x => x.value)));
	for (const id of chosen)
		await page.locator(`#queue input[value=${id}]`).check();
	await page.locator('#why').fill('nothing there any more');
	await page.getByRole('button', { name: 'Close', exact: true }).click();
	await page.locator('p.say.good').waitFor();
	for (const id of chosen)
		t.check(await page.locator(`#queue input[value=${id}]`).count() === 0, `${id} is open after it was closed`);
	await page.goto(t.base + '/queue?state=closed');
	for (const id of chosen)
		await page.locator(`#queue input[value=${id}]`).check();
	await page.getByRole('button', { name: 'Take the last change back' }).click();
	await page.locator('p.say.good').waitFor();
	await page.goto(t.base + '/queue?state=closed');
	for (const id of chosen)
		t.check(await page.locator(`#queue input[value=${id}]`).count() === 0, `${id} is closed after that was taken back`);
}

async function replies(page) {
	const path = '/cases/' + process.env.CASE;
	await page.goto(t.base + '/queue?state=any&site=harbour-shop');
	t.check(await page.getByText('new reply').count() === 0, 'a reply before there is one');
	// whoever answers is not signed in
	const r = await fetch(`${t.base}/api/v1/answers/${t.link('token')}`, { method: 'POST', headers: { 'Content-Type': 'application/json' },
		body: JSON.stringify({ kind: 'acknowledged', text:
			'we saw https://harbour-shop.example/wp-content/uploads/nb/login.php on 192.0.2.40, see readme.txt or write to noc@nordhost.example' }) });
	t.check(r.status === 201, `the answer is taken with ${r.status}`);
	await page.goto(t.base + '/queue?state=any&replied=1');
	t.check(await rows(page) === 1 && await page.getByText('new reply', { exact: true }).count() === 1, 'the reply is not marked');
	// every name in it leads to its cases, none of them anywhere else; what is no name stays text
	await page.goto(t.base + path);
	const said = page.locator('ol.time pre.foreign').first();
	const shown = await said.innerText();
	t.check(shown.includes('hxxps://harbour-shop[.]example/wp-content'), `a live address in a text: ${shown}`);
	t.check(await said.locator('a').count() === 3, `${await said.locator('a').count()} of 3 names are links: ${shown}`);
	for (const a of await said.locator('a').all())
		t.check((await a.getAttribute('href')).startsWith('/queue?about='), 'a name in a text leads away');
	await Promise.all([page.waitForURL(/\/queue\?about=/), said.locator('a').first().click()]);
	t.check((await sites(page)).includes('harbour-shop.example'), 'a name in a text does not lead to its case');
	await Promise.all([page.waitForURL(/\/explain\?name=/), page.getByRole('link', { name: 'explain it' }).click()]);
	t.check((await page.locator('h1').innerText()).includes('harbour-shop.example'), 'another name is explained');
	// the case links others on the same name server, and the list is of those
	await page.goto(t.base + path);
	const common = page.locator('#common + dl dd', { hasText: 'ns1.ns.nordhost.example' });
	const other = await common.locator('a').nth(1).innerText();
	await Promise.all([page.waitForURL(/name-server=/), common.locator('a').first().click()]);
	t.check((await sites(page)).includes(other), `${other} is not among the cases on the name server`);
	t.check(await page.locator('input[name=name-server]').inputValue() === 'ns1.ns.nordhost.example', 'the filter is not shown');
}

async function main() {
	const b = await t.browser();
	const who = await t.person(b);
	await t.sign_in(who, t.link('once'));
	for (const [name, task] of [['weight', weight], ['keys', keys], ['filters', filters], ['views', views], ['several', several],
		['replies', replies]]) {
		try {
			await task(who.page);
			console.log(`done: ${name}`);
		} catch (e) {
			t.fail(`${name}: ${e.message} at ${who.page.url()}`);
		}
		t.nothing_seen(who, name);
	}
	t.finish();
}

main();
