// SPDX-License-Identifier: Apache-2.0
// tasks.js with|without: the main tasks of an analyst and of a member of the public, by what they see and click,
// with scripts and without.
'use strict';
const t = require('./browser.js');

const scripts = process.argv[2] === 'with';
const site = 'harbour-shop.example';

async function find_in_queue(page) {
	await page.getByRole('link', { name: 'Queue', exact: true }).first().click();
	const all = await page.locator('#queue tbody tr').count();
	t.check(all > 5, `the queue has ${all} rows`);
	await page.locator('input[name=site]').fill(site);
	await page.locator('select[name=harm]').selectOption('phishing');
	await Promise.all([page.waitForURL(/site=harbour/), page.getByRole('button', { name: 'Show' }).click()]);
	const rows = page.locator('#queue tbody tr');
	t.check(await rows.count() === 1, `the filter leaves ${await rows.count()} rows, not 1`);
	await rows.first().getByRole('link', { name: site }).click();
	await page.waitForURL(/\/cases\/c-/);
	t.check((await page.locator('h1').innerText()).includes(site), 'the case is about something else');
	t.check(await page.locator('ol.stack > li').count() >= 3, 'no stack is drawn');
	t.check(await page.locator('#ladder tbody tr').count() >= 3, 'the ladder has no rungs');
}

async function decide_and_take_back(page) {
	const proposed = await page.locator('#proposed').innerText();
	await page.getByRole('button', { name: 'Accept' }).click();
	await page.locator('p.say.good').waitFor();
	const decided = page.locator('section[aria-labelledby=decided]');
	const words = await decided.locator('h3').first().innerText();
	t.check(proposed.includes(words.replace(/^d-\w+: /, '')), `'${words}' was decided, where the page said '${proposed}'`);
	t.check(await decided.getByText('in force').count() + await decided.getByText('in-force').count() >= 1, 'the decision is not in force');
	const letters = decided.locator('tbody tr');
	t.check(await letters.count() >= 1, 'the decision has no letters');
	t.check(/^l-/.test(await letters.first().locator('a').innerText()), 'a letter has no number');
	// taken back: what was told is told again
	await decided.locator('summary', { hasText: 'Take it back' }).first().click();
	await decided.locator('input[name=why]').first().fill('the owner has cleaned it already');
	await decided.getByRole('button', { name: 'Take the decision back' }).first().click();
	await page.locator('p.say.good').waitFor();
	t.check(await page.getByText('reversed', { exact: true }).count() >= 1, 'the decision is not taken back');
	t.check(await page.getByRole('button', { name: 'Take the decision back' }).count() === 0, 'it could be taken back twice');
}

async function explain(page) {
	await page.goto(t.base + '/');
	await page.locator('#name').fill('https://' + site + '/wp-content/uploads/nb/login.php');
	await page.locator('#harm').selectOption('phishing');
	await page.getByRole('button', { name: 'Explain' }).click();
	await page.waitForURL(/\/explain\?/);
	t.check((await page.locator('h1').innerText()).includes(site), 'another name is explained');
	t.check(await page.locator('ol.stack > li').count() >= 3, 'no stack is drawn for the public');
	t.check((await page.locator('section.proposal p').first().innerText()).length > 20, 'the least that works is not said');
	// what cannot be read is said, and one can go on
	const r = await page.goto(t.base + '/explain?name=%3Cscript%3Ealert(1)%3C%2Fscript%3E.example');
	t.check(r.status() === 400 && await page.locator('p.say.bad').count() === 1, 'a bad name is not told');
}

async function file_report(page) {
	await page.goto(t.base + '/');
	await page.locator('nav a[href="/report"], main a[href="/report"]').first().click();
	await page.locator('[name=name]').fill('https://' + site + '/wp-content/uploads/nb/login.php');
	await page.getByRole('radio', { name: 'phishing' }).check();
	await page.locator('main form button').last().click();
	// the second step: whom it reaches, and what this harm needs
	await page.locator('#reach').waitFor();
	t.check(await page.locator('[name=screenshot]').count() === 1, 'phishing is reported without a picture');
	t.check(await page.locator('[name=log]').count() === 0, 'phishing is asked for a log');
	await page.locator('[name=when]').fill('2026-11-20T10:00');
	await page.locator('[name=note]').fill('a copy of the login page of my bank');
	await page.locator('[name=email]').fill('nobody');
	await page.locator('[name=screenshot]').setInputFiles({ name: 'shot.png', mimeType: 'image/png',
		buffer: Buffer.from('iVBORw0KGgp4', 'base64') });
	const send = page.locator('form[method=post][action^="/report"] button').last();
	await page.locator('[name=email]').evaluate(e => e.form.noValidate = true);
	await send.press('Enter');
	// a fault is told at its field, and nothing that was written is lost
	await page.locator('#x-email').waitFor();
	t.check(await page.locator('[name=note]').inputValue() === 'a copy of the login page of my bank', 'what was written is lost');
	await page.locator('[name=email]').fill('me@mail.example');
	await page.locator('form[method=post][action^="/report"] button').last().press('Enter');
	await page.waitForURL(/\/track\//);
	t.check(/r-\w{7}/.test(await page.locator('main').innerText()), 'the receipt has no number');
	// it becomes part of the case within seconds
	for (let i = 0; i < 100 && !await page.locator('#reach').count(); i++) {
		await page.waitForTimeout(200);
		await page.reload();
	}
	t.check((await page.locator('main').innerText()).includes('harbour-shop[.]example'), 'the receipt does not say what was reported');
}

async function main() {
	const b = await t.browser();
	const analyst = await t.person(b, { javaScriptEnabled: scripts });
	const anyone = await t.person(b, { javaScriptEnabled: scripts });
	const tasks = [
		['sign in by a one-time link', analyst, p => t.sign_in({ page: p }, t.link('once'))],
		['find a case in the queue and open it', analyst, find_in_queue],
		['decide on it, see its letters, take it back', analyst, decide_and_take_back],
		['explain a name', anyone, explain],
		['file a report and follow it', anyone, file_report],
	];
	for (const [name, who, task] of tasks) {
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
