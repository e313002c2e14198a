package bots

import "strings"

// Markdown writes blocks as markdown. Characters that mean something there are escaped.
func Markdown() Formatter {
	escape := strings.NewReplacer(`\`, `\\`, "*", `\*`, "_", `\_`, "[", `\[`, "]", `\]`, "<", `\<`, ">", `\>`, "`", "\\`", "#", `\#`)
	return NewFormatter(Markup{
		Escape:  escape.Replace,
		Strong:  [2]string{"**", "**"},
		Heading: [2]string{"## ", ""},
		Callout: [2]string{"> **", "**"},
		Link:    func(text, url string) string { return "[" + text + "](" + url + ")" },
		Call:    func(text, dial string) string { return "[" + text + "](tel:" + dial + ")" },
	})
}
