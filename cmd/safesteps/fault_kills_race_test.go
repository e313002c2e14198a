//go:build !soak && race

package main

// killsInMode is how often the program is killed in each of the two modes: less often than without the race detector, which
// makes each start ten times as long.
const killsInMode = 15

// discordKills is the same for Discord.
const discordKills = 10
