// SPDX-License-Identifier: Apache-2.0
// Keys for the desk, and small comforts. Everything here can be done without it.
"use strict";
(() => {
	const $ = (q, at) => (at || document).querySelector(q);
	const all = (q, at) => [...(at || document).querySelectorAll(q)];
	const places = {};
	all("[data-key]").forEach(a => (places[a.dataset.key] = a));

	// On a telephone the places stand in one line: the one we are at is shown.
	const here = $("nav [aria-current]");
	if (here) here.scrollIntoView({ block: "nearest", inline: "center" });

	// The row that keys act on.
	const rows = all("main table.list tbody tr");
	let now = -1;
	const go = to => {
		if (!rows.length) return;
		if (rows[now]) rows[now].classList.remove("now");
		now = Math.max(0, Math.min(rows.length - 1, to));
		rows[now].classList.add("now");
		rows[now].scrollIntoView({ block: "nearest" });
		const a = $("th a", rows[now]) || $("a", rows[now]);
		if (a) a.focus({ preventScroll: true });
	};
	rows.forEach((row, i) => row.addEventListener("focusin", () => {
		if (rows[now]) rows[now].classList.remove("now");
		now = i;
		row.classList.add("now");
	}));

	// All at once.
	const head = $("#queue thead th"), boxes = all("#queue tbody input[type=checkbox]");
	if (head && boxes.length) {
		const box = document.createElement("input");
		box.type = "checkbox";
		box.setAttribute("aria-label", head.textContent);
		box.addEventListener("change", () => boxes.forEach(b => (b.checked = box.checked)));
		head.append(box);
	}

	// A call of the API, onto the clipboard.
	all("pre[data-copy]").forEach(pre => {
		const button = document.createElement("button");
		button.type = "button";
		button.textContent = pre.dataset.copy;
		button.addEventListener("click", () => {
			if (navigator.clipboard) navigator.clipboard.writeText(pre.textContent);
		});
		pre.after(button);
	});

	const keys = () => {
		const dialog = $("#keys");
		if (dialog && dialog.showModal && !dialog.open) dialog.showModal();
	};
	let before = 0; // when g was pressed
	document.addEventListener("keydown", ev => {
		const at = ev.target;
		if (ev.ctrlKey || ev.altKey || ev.metaKey) return;
		if (at.matches("input:not([type=checkbox], [type=radio]), select, textarea")) {
			if (ev.key === "Escape") at.blur();
			return;
		}
		if ($("dialog[open]")) return;
		const place = before && ev.timeStamp - before < 1500 ? places[ev.key] : null;
		before = 0;
		if (place) {
			place.click();
		} else if (ev.key === "g") {
			before = ev.timeStamp;
		} else if (ev.key === "j") {
			go(now + 1);
		} else if (ev.key === "k") {
			go(now - 1);
		} else if (ev.key === "x") {
			const box = rows[now] && $("input[type=checkbox]", rows[now]);
			if (box) box.checked = !box.checked;
		} else if (ev.key === "/") {
			const box = $("main input[type=search]") || $("main .filters input, #name");
			if (box) {
				ev.preventDefault();
				box.focus();
				box.select();
			} else if (places["/"]) {
				places["/"].click();
			}
		} else if (ev.key === "?") {
			keys();
		}
	});
})();
