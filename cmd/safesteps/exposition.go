package main

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"sync/atomic"
	"time"
)

// exposition writes metrics in the text format that Prometheus reads (version 0.0.4). The client library does the same and much
// more, at 3 MB of program for one page of text.
type exposition struct{ strings.Builder }

// expositionType is the page's Content-Type.
const expositionType = "text/plain; version=0.0.4; charset=utf-8"

// namespace begins the name of every metric of ours.
const namespace = "safesteps_"

// family begins a metric. Its samples follow.
func (x *exposition) family(name, kind, help string) {
	fmt.Fprintf(x, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, kind)
}

// one is a metric with one sample.
func (x *exposition) one(name, kind, help string, v float64) {
	x.family(name, kind, help)
	x.sample(name, v)
}

// labelEscapes are those of the format.
var labelEscapes = strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`) // never changes

// sample writes one value; labels are names and values by turns.
func (x *exposition) sample(name string, v float64, labels ...string) {
	var set []string
	for i := 0; i+1 < len(labels); i += 2 {
		set = append(set, labels[i]+`="`+labelEscapes.Replace(labels[i+1])+`"`)
	}
	if set != nil {
		name += "{" + strings.Join(set, ",") + "}"
	}
	fmt.Fprintf(x, "%s %s\n", name, number(v))
}

func number(v float64) string { return strconv.FormatFloat(v, 'g', -1, 64) }

// writeTo writes the page.
func (x *exposition) writeTo(w io.Writer) error {
	if _, err := io.WriteString(w, x.String()); err != nil {
		return fmt.Errorf("write: %w", err)
	}
	return nil
}

// histogramBounds reach from a turn in memory to one that a parent has given up on; in seconds.
var histogramBounds = [...]float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10}

// histogram counts how long something took. Two additions are what an observation costs.
type histogram struct {
	in  [len(histogramBounds) + 1]atomic.Int64 // by the first bound that is not below; the last is for what took longer
	sum atomic.Int64                           // nanoseconds
}

func (h *histogram) observe(d time.Duration) {
	i, seconds := 0, d.Seconds()
	for i < len(histogramBounds) && seconds > histogramBounds[i] {
		i++
	}
	h.in[i].Add(1)
	h.sum.Add(int64(d))
}

func (x *exposition) histogram(name, help string, h *histogram) {
	x.family(name, "histogram", help)
	total := int64(0)
	for i := range h.in {
		total += h.in[i].Load()
		bound := "+Inf"
		if i < len(histogramBounds) {
			bound = number(histogramBounds[i])
		}
		x.sample(name+"_bucket", float64(total), "le", bound)
	}
	x.sample(name+"_sum", time.Duration(h.sum.Load()).Seconds())
	x.sample(name+"_count", float64(total))
}
