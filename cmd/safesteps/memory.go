package main

import (
	"runtime"
	"runtime/debug"
)

// collectAt is by how many percent memory may grow before it is collected again. A bot keeps little for long, so that collecting twice
// as often as Go would by itself costs no time that can be measured, and a fifth less memory is taken under load.
const collectAt = 50

// saveMemory makes a process that stays for months take less memory. GOGC, when it is set, is left as it is. A process that nobody can
// ask for a profile of its memory (no admin address) keeps no notes for one.
func saveMemory(e *env, profiled bool) {
	if e.getenv("GOGC") == "" {
		debug.SetGCPercent(collectAt)
	}
	if !profiled {
		runtime.MemProfileRate = 0
	}
}
