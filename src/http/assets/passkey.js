// SPDX-License-Identifier: Apache-2.0
// Asks the browser for a passkey, or for a new one, and sends what it says with a form of the page. Loaded only where
// that can be; who has no such browser signs in with a password.
"use strict";
(() => {
	if (!window.PublicKeyCredential || !navigator.credentials) return;
	const bytes = text => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), c => c.charCodeAt(0));
	const text = buffer => btoa(String.fromCharCode(...new Uint8Array(buffer)))
		.replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

	const make = async ask => {
		const key = await navigator.credentials.create({ publicKey: {
			challenge: bytes(ask.challenge),
			rp: { id: ask.host, name: "Bailiwick" },
			user: { id: bytes(ask.handle), name: ask.name, displayName: ask.name },
			pubKeyCredParams: ask.algorithms.map(alg => ({ type: "public-key", alg })),
			excludeCredentials: ask.exclude.map(id => ({ type: "public-key", id: bytes(id) })),
			authenticatorSelection: { residentKey: "required", requireResidentKey: true, userVerification: "required" },
			attestation: "none",
			timeout: ask.timeout_ms,
		} });
		return { client: key.response.clientDataJSON, attestation: key.response.attestationObject };
	};
	const show = async ask => {
		const key = await navigator.credentials.get({ publicKey: {
			challenge: bytes(ask.challenge),
			rpId: ask.host,
			userVerification: "required",
			timeout: ask.timeout_ms,
		} });
		return {
			credential: key.rawId,
			client: key.response.clientDataJSON,
			data: key.response.authenticatorData,
			signature: key.response.signature,
			handle: key.response.userHandle || new ArrayBuffer(0),
		};
	};

	for (const hint of document.querySelectorAll("[data-no-passkey]")) hint.hidden = true;
	for (const box of document.querySelectorAll("[data-passkey]")) {
		const form = box.querySelector("form"), fault = box.querySelector("[role=alert]"), words = fault.textContent;
		box.hidden = false;
		form.addEventListener("submit", async ev => {
			ev.preventDefault();
			fault.hidden = true;
			fault.textContent = words;
			try {
				const answer = await fetch(box.dataset.ask, { headers: { Accept: "application/json" }, cache: "no-store" });
				const ask = await answer.json();
				if (!answer.ok) throw new Error(ask.detail);
				if (ask.origin !== location.origin) {
					fault.textContent = box.dataset.elsewhere + " " + ask.origin;
					throw new Error(ask.origin);
				}
				const said = await (box.dataset.passkey === "new" ? make(ask) : show(ask));
				for (const [name, value] of Object.entries(said)) form.elements[name].value = text(value);
				form.submit();
			} catch (e) {
				fault.hidden = false;
			}
		});
	}
})();
