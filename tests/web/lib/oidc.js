// SPDX-License-Identifier: Apache-2.0
// oidc.js with|without: to the provider and back by the button, and out of both.
'use strict';
const t = require('./browser.js');

const idp = process.env.IDP;

(async () => {
	const b = await t.browser();
	const p = await t.person(b, { javaScriptEnabled: process.argv[2] === 'with', ignoreHTTPSErrors: true });
	const visited = [];

	// The provider is the one other place that a browser may be sent to, and only as a whole page.
	await p.context.route(idp + '/**', route => route.continue());
	p.page.on('request', r => {
		if (!r.url().startsWith(idp + '/'))
			return;
		t.check(r.isNavigationRequest(), `a page asks ${r.url()}`);
		visited.push(new URL(r.url()).pathname);
	});
	await p.page.goto(t.base + '/signin?next=%2Fqueue');
	t.check(visited.length === 0, 'the sign-in page asks the provider');
	await p.page.getByRole('link', { name: 'Sign in with Example Registrar' }).click();
	await p.page.waitForURL(t.base + '/queue');
	t.check(await p.page.locator('a[href="/account"]').innerText() === 'anna@desk.example', 'somebody else is signed in');
	let cookies = await p.context.cookies(t.base);
	t.check(cookies.length === 1 && cookies[0].sameSite === 'Strict' && cookies[0].httpOnly, `cookies: ${JSON.stringify(cookies)}`);
	await p.page.getByRole('button', { name: 'Sign out' }).click();
	await p.page.waitForURL(t.base + '/');
	t.check(visited.join(' ') === '/desk/authorize /desk/out', `the provider was visited at ${visited.join(' ')}`);
	cookies = await p.context.cookies(t.base);
	t.check(cookies.length === 0, `cookies stay: ${JSON.stringify(cookies)}`);
	await p.page.goto(t.base + '/queue');
	t.check(await p.page.locator('h1').innerText() === 'Please sign in', 'the session goes on');
	t.nothing_seen(p, 'sign-in with a provider');
	await b.close();
	t.finish();
})().catch(e => { console.error(e); process.exit(1); });
