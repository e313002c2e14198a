package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"rsc.io/qr"

	"github.com/safesteps/safesteps/bots"
	"github.com/safesteps/safesteps/bots/web"
	"github.com/safesteps/safesteps/content"
)

// placesFlags is where people can meet the bot.
type placesFlags struct {
	TelegramBot string `help:"The Telegram bot's user name, without @, for links." placeholder:"NAME"`
	DiscordApp  string `help:"The Discord application's id, for links." placeholder:"ID"`
	BaseURL     string `name:"base-url" help:"Public https address of the pages, for links and previews." placeholder:"URL"`
}

func (f placesFlags) places() bots.Places {
	return bots.Places{TelegramBot: strings.TrimPrefix(f.TelegramBot, "@"), DiscordApp: f.DiscordApp, Web: strings.TrimRight(f.BaseURL, "/")}
}

// linkCmd makes the links that a support worker sends.
type linkCmd struct {
	contentFlags
	placesFlags
	App     string `help:"Open this app." placeholder:"ID"`
	Topic   string `help:"Open this worry, guide or red flag." placeholder:"ID"`
	Age     string `help:"The child's age band." placeholder:"BAND"`
	Partner string `help:"Code under which the link is counted: at most 12 of a-z and 0-9." placeholder:"CODE"`
	QR      string `name:"qr" help:"Also write a QR code for each link, as FILE-CHANNEL.png or .svg; - draws it in the terminal." placeholder:"FILE"`
}

// Run prints a link for every channel there is.
func (c *linkCmd) Run(e *env) error {
	if err := c.check(); err != nil {
		return err
	}
	links := bots.Links(c.places(), bots.LinkRequest{Partner: c.Partner, App: c.App, Topic: c.Topic, Age: c.Age}.Payload())
	if len(links) == 0 {
		return usageError{fmt.Errorf("no channel is known: give --telegram-bot, --discord-app or --base-url, or set SAFESTEPS_TELEGRAM_BOT, …")}
	}
	for _, l := range links {
		note := ""
		if !l.Carries {
			note = "  (opens the beginning: this channel's links carry nothing)"
		}
		if err := e.print("%-9s %s%s\n", l.Channel, l.URL, note); err != nil {
			return err
		}
		if err := c.draw(e, l); err != nil {
			return err
		}
	}
	return nil
}

// check refuses ids that no screen knows: a link that is printed on a poster must work.
func (c *linkCmd) check() error {
	lib, err := c.load()
	if err != nil {
		return err
	}
	switch {
	case c.App != "" && lib.App(c.App) == nil:
		return usageError{fmt.Errorf("--app: no app has the id %q; see 'safesteps content list'", c.App)}
	case c.Age != "" && !slices.Contains(content.AgeBands(), content.AgeBand(c.Age)):
		return oneOf("--age", c.Age, content.AgeBands())
	case c.Topic != "" && !slices.Contains(content.Concerns(), content.Concern(c.Topic)) &&
		!slices.Contains(content.RedFlags(), content.RedFlag(c.Topic)) && lib.Guide(content.DefaultLocale, c.Topic) == nil:
		return usageError{fmt.Errorf("--topic: %q is no worry, guide or red flag; see 'safesteps content list'", c.Topic)}
	case c.Partner != "" && !regexp.MustCompile(`^[a-z0-9]{1,12}$`).MatchString(c.Partner):
		return usageError{fmt.Errorf("--partner: %q must be at most 12 of a-z and 0-9", c.Partner)}
	}
	return nil
}

// draw draws a link's QR code where it was asked for.
func (c *linkCmd) draw(e *env, l bots.Link) error {
	var picture []byte
	var err error
	switch ext := filepath.Ext(c.QR); {
	case c.QR == "":
		return nil
	case c.QR == "-":
		return drawHere(e, l.URL)
	case ext == ".png":
		picture, err = web.QRPNG(l.URL)
	case ext == ".svg":
		picture, err = web.QRSVG(l.URL)
	default:
		return usageError{fmt.Errorf("--qr: %q must end with .png or .svg, or be -", c.QR)}
	}
	if err != nil {
		return fmt.Errorf("QR code: %w", err)
	}
	path := strings.TrimSuffix(c.QR, filepath.Ext(c.QR)) + "-" + l.Channel + filepath.Ext(c.QR)
	if err := os.WriteFile(path, picture, 0o644); err != nil { //nolint:gosec // a picture to be passed on
		return usageError{fmt.Errorf("--qr: %w", err)}
	}
	return e.print("          %s\n", path)
}

// drawHere draws a QR code with two cells to a character, dark on light whatever the terminal's colours are.
func drawHere(e *env, address string) error {
	code, err := qr.Encode(address, qr.M)
	if err != nil {
		return fmt.Errorf("QR code: %w", err)
	}
	var b strings.Builder
	for y := -2; y < code.Size+2; y += 2 {
		b.WriteString("\x1b[30;107m")
		for x := -2; x < code.Size+2; x++ {
			switch top, bottom := code.Black(x, y), code.Black(x, y+1); {
			case top && bottom:
				b.WriteString("█")
			case top:
				b.WriteString("▀")
			case bottom:
				b.WriteString("▄")
			default:
				b.WriteString(" ")
			}
		}
		b.WriteString("\x1b[0m\n")
	}
	return e.print("%s", b.String())
}
