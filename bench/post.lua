-- SPDX-License-Identifier: Apache-2.0
-- wrk script: single XARF v4 reports of ever new hosts, about 600 bytes each.
local n, thread_id = 0, 0
function setup(thread)
	thread:set("id", thread_id)
	thread_id = thread_id + 1
end
function init()
	math.randomseed(os.time() + id * 7919)
	run = string.format("%x%d", os.time(), id)
end
local form = '{"xarf_version":"4.2.0","report_id":"%08x-%04x-4%03x-a%03x-%012x","timestamp":"2026-11-21T08:30:00Z",' ..
	'"reporter":{"org":"Nordbank","contact":"soc@nordbank.example","domain":"nordbank.example"},' ..
	'"sender":{"org":"Nordbank","contact":"soc@nordbank.example","domain":"nordbank.example"},' ..
	'"source_identifier":"h%d-%s.example","category":"content","type":"phishing","evidence_source":"automated_scan",' ..
	'"url":"https://h%d-%s.example/login/%d.php"}'
local head = { ["Content-Type"] = "application/json" }
function request()
	n = n + 1
	local r = math.random
	return wrk.format("POST", "/api/v1/reports", head, string.format(form, r(0, 0x7fffffff), r(0, 0xffff), r(0, 0xfff),
		r(0, 0xfff), n, n, run, n, run, n))
end
