// SPDX-License-Identifier: Apache-2.0
// passkeys.js [removed]: passkeys by what people see and click, and by what an attacker would send. The authenticator is the
// browser's own (WebDriver's virtual one, over CDP). "removed": the same key is no way in any more.
'use strict';
const fs = require('fs');
const http = require('http');
const path = require('path');
const t = require('./browser.js');

const kept = path.join(process.env.WORK, 'key.json');

async function authenticator(page, options) {
	const cdp = await page.context().newCDPSession(page);
	await cdp.send('WebAuthn.enable');
	const { authenticatorId: id } = await cdp.send('WebAuthn.addVirtualAuthenticator', { options: {
		protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: true,
		automaticPresenceSimulation: true, ...options } });
	return {
		keys: async () => (await cdp.send('WebAuthn.getCredentials', { authenticatorId: id })).credentials,
		add: credential => cdp.send('WebAuthn.addCredential', { authenticatorId: id, credential }),
		knows: isUserVerified => cdp.send('WebAuthn.setUserVerified', { authenticatorId: id, isUserVerified }),
		gone: () => cdp.send('WebAuthn.removeVirtualAuthenticator', { authenticatorId: id }),
	};
}

const signed_in = async page => await page.locator('a[href="/account"]').count() === 1;

async function sign_out(page) {
	await page.getByRole('button', { name: 'Sign out' }).click();
	await page.waitForURL(t.base + '/');
	t.check(!await signed_in(page), 'somebody is still signed in');
}

// What the form of the sign-in page sends, as the browser has it.
async function use(page) {
	await page.goto(t.base + '/signin?next=%2Faccount');
	const [sent] = await Promise.all([
		page.waitForRequest(r => r.method() === 'POST' && r.url() === t.base + '/signin/passkey'),
		page.waitForURL(url => url.pathname !== '/signin'),
		page.getByRole('button', { name: 'Use a passkey' }).click(),
	]);
	return Object.fromEntries(new URLSearchParams(sent.postData()));
}

// What failed before is forgotten then, and nobody has to wait.
async function in_and_out(page) {
	await use(page);
	t.check(await signed_in(page), 'the passkey does not sign in');
	await sign_out(page);
}

// The same request once more, without the browser.
async function send(page, form) {
	const r = await page.context().request.post(t.base + '/signin/passkey', { form, maxRedirects: 0,
		headers: { Accept: 'application/json' } });
	return { status: r.status(), detail: r.status() >= 400 ? (await r.json()).detail : '' };
}

async function refused(page, form, words) {
	const r = await send(page, form);
	t.check((r.status === 403 || r.status === 400) && r.detail.includes(words), `${r.status} '${r.detail}', expected '${words}'`);
}

// An assertion made on the page that is open, whichever it is, for a challenge of ours.
async function assertion(page, uv) {
	const ask = await (await page.context().request.get(t.base + '/api/v1/signin/passkey')).json();
	return page.evaluate(async ({ ask, uv }) => {
		const bytes = s => Uint8Array.from(atob(s.replace(/-/g, '+').replace(/_/g, '/')), c => c.charCodeAt(0));
		const text = b => btoa(String.fromCharCode(...new Uint8Array(b))).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
		const key = await navigator.credentials.get({ publicKey: { challenge: bytes(ask.challenge), rpId: 'localhost', userVerification: uv } });
		return { credential: text(key.rawId), client: text(key.response.clientDataJSON), data: text(key.response.authenticatorData),
			signature: text(key.response.signature), handle: text(key.response.userHandle || new ArrayBuffer(0)) };
	}, { ask, uv });
}

async function add(page, name) {
	await page.goto(t.base + '/account');
	await Promise.all([page.waitForURL(t.base + '/account/passkeys'), page.locator('main a[href="/account/passkeys"]').click()]);
	t.check(!await page.locator('[data-no-passkey]').isVisible(), 'the page says that this browser has no passkeys');
	await page.getByLabel('What to call it').fill(name);
	await page.getByRole('button', { name: 'Add a passkey' }).click();
	await page.locator('p.say.good').waitFor();
	t.check(await page.locator('table.list tbody tr', { hasText: name }).count() === 1, `there is no row for ${name}`);
}

async function with_key(p) {
	const { page } = p;
	await t.sign_in(p, t.link('once'));
	const auth = await authenticator(page);
	await add(page, '<b>phone</b>');
	t.check((await auth.keys()).length === 1, 'the authenticator has no key');
	// the same authenticator does not make a second key
	await page.getByLabel('What to call it').fill('again');
	await page.getByRole('button', { name: 'Add a passkey' }).click();
	await page.locator('[data-passkey] p.say.bad').waitFor();
	t.check((await auth.keys()).length === 1, 'a second key was made on one authenticator');
	await sign_out(page);

	const form = await use(page);
	t.check(page.url() === t.base + '/account' && await signed_in(page), `the passkey leads to ${page.url()}`);
	await page.goto(t.base + '/account/passkeys');
	t.check(!(await page.locator('table.list tbody tr').innerText()).includes('never'), 'the page does not say when it was used');
	await sign_out(page);
	await refused(page, form, 'used already');
	await in_and_out(page);
	// one byte of anything
	for (const name of ['credential', 'client', 'data', 'signature', 'handle']) {
		const good = await assertion(page, 'required');
		const at = good[name].length >> 1;
		const other = good[name].slice(0, at) + (good[name][at] === 'A' ? 'B' : 'A') + good[name].slice(at + 1);
		await refused(page, { ...good, [name]: other }, '');
	}
	await in_and_out(page);
	return auth;
}

// A page of another origin on this machine may ask for the same key: its answers are not for us.
async function elsewhere(page) {
	const other = http.createServer((q, a) => a.writeHead(200, { 'Content-Type': 'text/html' }).end('<title>x</title>'));
	await new Promise(done => other.listen(0, '127.0.0.1', done));
	await page.context().route(`http://localhost:${other.address().port}/**`, route => route.continue());
	await page.goto(`http://localhost:${other.address().port}/`);
	await refused(page, await assertion(page, 'required'), 'not on ours');
	other.close();
	await page.goto(t.base + '/signin');
}

async function unverified(page, auth) {
	await auth.knows(false);
	await refused(page, await assertion(page, 'discouraged'), 'make sure who uses it');
	await page.getByRole('button', { name: 'Use a passkey' }).click();
	await page.locator('[data-passkey] p.say.bad').waitFor();
	t.check(!await signed_in(page), 'a key that does not know its person signs in');
	await auth.knows(true);
	await page.goto(t.base + '/signin');
}

// A copy made before the last sign-in counts from where it was.
async function copy(page, auth) {
	const [before] = await auth.keys();
	await in_and_out(page);
	await auth.gone();
	const stolen = await authenticator(page);
	await stolen.add({ ...before, signCount: before.signCount - 1 });
	await page.goto(t.base + '/signin');
	await use(page);
	t.check(await page.locator('p.say.bad[role=alert]:visible').count() === 1 && !await signed_in(page), 'a copy signs in');
	await stolen.gone();
	return before;
}

async function remove(page, old) {
	const auth = await authenticator(page);
	await auth.add({ ...old, signCount: old.signCount + 10 });
	await page.goto(t.base + '/signin');
	await use(page);
	await page.goto(t.base + '/account/passkeys');
	await page.getByRole('button', { name: 'Remove' }).click();
	await page.locator('p.say.good').waitFor();
	t.check(await signed_in(page), 'who removed the key is signed out');
	t.check(await page.locator('table.list').count() === 0, 'the key is still there');
	await page.goto(t.base + '/signin');
	await use(page);
	t.check(await page.locator('p.say.bad[role=alert]:visible').count() === 1, 'a removed key signs in');
	await auth.gone();
	// another takes its place, and stays for what comes after
	const next = await authenticator(page);
	await add(page, 'second key');
	fs.writeFileSync(kept, JSON.stringify((await next.keys())[0]));
	await next.gone();
	await sign_out(page);
}

async function removed(p) {
	const auth = await authenticator(p.page);
	const key = JSON.parse(fs.readFileSync(kept, 'utf8'));
	await auth.add({ ...key, signCount: key.signCount + 10 });
	await use(p.page);
	t.check(await p.page.locator('p.say.bad[role=alert]:visible').count() === 1 && !await signed_in(p.page), 'a removed key signs in');
	// who goes on guessing waits
	let r = { status: 0 };
	for (let i = 0; i < 9 && r.status !== 429; i++)
		r = await send(p.page, { credential: key.credentialId.replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '') });
	t.check(r.status === 429, `nine bad attempts answer ${r.status}`);
}

async function without_scripts(b) {
	const p = await t.person(b, { javaScriptEnabled: false });
	await p.page.goto(t.base + '/signin');
	t.check(await p.page.getByLabel('Password').isVisible(), 'there is no password');
	t.check(!await p.page.getByRole('button', { name: 'Use a passkey' }).isVisible(), 'a passkey is offered without scripts');
	t.nothing_seen(p, 'without scripts');
}

async function main() {
	const b = await t.browser();
	const p = await t.person(b);
	try {
		if (process.argv[2] === 'removed') {
			await removed(p);
		} else {
			const auth = await with_key(p);
			await elsewhere(p.page);
			await unverified(p.page, auth);
			await remove(p.page, await copy(p.page, auth));
			await without_scripts(b);
		}
	} catch (e) {
		t.fail(`${e.stack} at ${p.page.url()}`);
	}
	t.nothing_seen(p, 'passkeys');
	t.finish();
}

main();
