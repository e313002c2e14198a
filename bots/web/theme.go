package web

import (
	"errors"
	"fmt"
	"math"
	"strings"
)

// defaultAccent is the colour of links and buttons when none is set.
const defaultAccent = "#0b6e63"

// The least contrasts of WCAG 2.2: 1.4.3 for text.
const textContrast = 4.5

// The grounds that the accent must be read on, as style.css paints them.
const (
	lightGround = "#ffffff"
	darkGround  = "#1c2624"
)

// colour is red, green and blue from 0 to 255.
type colour [3]float64

// theme is the one colour that a charity chooses, and what follows from it.
type theme struct {
	accent string // on light ground, and under white words
	bright string // the same, light enough for dark ground
	tint   string // a breath of it, behind what is picked
	shade  string // the same on dark ground
}

var errAccent = errors.New("web: the accent colour must be like #0b6e63, and dark enough that white words on it can be read")

// newTheme works out the theme. It fails when the colour cannot be read, or white words on it could not.
func newTheme(accent string) (theme, error) {
	if accent == "" {
		accent = defaultAccent
	}
	c, err := parseColour(accent)
	if err != nil {
		return theme{}, errAccent
	}
	white, dark := must(lightGround), must(darkGround)
	if contrast(c, white) < textContrast {
		return theme{}, errAccent
	}
	bright := c
	for step := 0; contrast(bright, dark) < textContrast+1.5 && step < 100; step++ {
		bright = bright.mix(white, 0.05)
	}
	return theme{
		accent: c.String(), bright: bright.String(), tint: c.mix(white, 0.91).String(), shade: c.mix(dark, 0.72).String(),
	}, nil
}

// fill puts the colours into a file that names them.
func (t theme) fill(s string) string {
	return strings.NewReplacer("#ACCENT", t.accent, "#BRIGHT", t.bright, "#TINT", t.tint, "#SHADE", t.shade).Replace(s)
}

func parseColour(s string) (colour, error) {
	var r, g, b uint8
	if len(s) != 7 {
		return colour{}, errAccent
	}
	if _, err := fmt.Sscanf(s, "#%02x%02x%02x", &r, &g, &b); err != nil {
		return colour{}, errAccent
	}
	return colour{float64(r), float64(g), float64(b)}, nil
}

// must reads a colour of ours.
func must(s string) colour {
	c, err := parseColour(s)
	if err != nil {
		panic("web: " + s + " is no colour")
	}
	return c
}

// String is the colour as a style sheet writes it.
func (c colour) String() string {
	return fmt.Sprintf("#%02x%02x%02x", int(math.Round(c[0])), int(math.Round(c[1])), int(math.Round(c[2])))
}

// mix goes a part of the way to another colour.
func (c colour) mix(to colour, part float64) colour {
	for i := range c {
		c[i] += (to[i] - c[i]) * part
	}
	return c
}

// contrast is the ratio that WCAG defines: 1 for the same colour, 21 for black on white.
func contrast(a, b colour) float64 {
	x, y := a.luminance(), b.luminance()
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

// luminance is WCAG's relative luminance, from 0 to 1.
func (c colour) luminance() float64 {
	linear := func(v float64) float64 {
		if v /= 255; v <= 0.04045 {
			return v / 12.92
		}
		return math.Pow((v+0.055)/1.055, 2.4)
	}
	return 0.2126*linear(c[0]) + 0.7152*linear(c[1]) + 0.0722*linear(c[2])
}
