//go:build !soak && !race

package main

// killsInMode is how often the program is killed in each of the two modes.
const killsInMode = 50

// discordKills is the same for Discord.
const discordKills = 25
