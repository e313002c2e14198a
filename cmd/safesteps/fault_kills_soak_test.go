//go:build soak

package main

// killsInMode is how often the program is killed in each of the two modes: a thousand times in all.
const killsInMode = 500

// discordKills is the same for Discord.
const discordKills = 500
