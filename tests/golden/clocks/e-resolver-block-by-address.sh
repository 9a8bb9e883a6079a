# A block at a resolver ends by itself; when the harm is gone before, it is taken back.
site=stream.example
at 2026-11-21T12:00:00Z
report malware '' https://stream.example/live/player.exe
proposed; accept --step block-name --role resolver --reason 'users of one network are protected meanwhile'; send; due
at 2026-11-21T13:00:00Z
answered acted --action block-name --effect host; due
at 2026-11-22T10:00:00Z
seen gone; proposed; due
