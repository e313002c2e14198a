package web

import (
	"github.com/safesteps/safesteps/dialog"
)

// A plan of many apps is long. A page of it holds about partSize bytes, so that it opens at once on a slow line; all of it on one
// page is there to print.
const (
	partSize  = 18 << 10
	blockSize = 24 // bytes of markup around a block, an item or a span
)

// parts puts the sections of a sheet on as many pages as they need. Each begins with the sheet's first heading.
func parts(sheet [][]dialog.Block) [][][]dialog.Block {
	var all [][][]dialog.Block
	page, size := make([][]dialog.Block, 0, len(sheet)), 0
	var put func(section []dialog.Block)
	put = func(section []dialog.Block) {
		n := sizeOfAll(section)
		if n > partSize { // it would fill a page by itself
			if one, other := halves(section); one != nil {
				put(one)
				put(other)
				return
			}
		}
		if len(page) > 0 && size+n > partSize {
			all, page, size = append(all, page), [][]dialog.Block{sheet[0][:1]}, 0
		}
		page, size = append(page, section), size+n
	}
	for _, section := range sheet {
		put(section)
	}
	return append(all, page)
}

// halves cuts a section between its blocks, and a list alone between its items. They are nil when it cannot be cut.
func halves(section []dialog.Block) (one, other []dialog.Block) {
	if len(section) > 1 {
		half := len(section) / 2
		return section[:half], section[half:]
	}
	if len(section) == 0 || len(section[0].Items) < 2 || len(section[0].Marks) > 0 || len(section[0].Opens) > 0 {
		return nil, nil
	}
	a, b, half := section[0], section[0], len(section[0].Items)/2
	a.Items, b.Items = a.Items[:half], b.Items[half:]
	return []dialog.Block{a}, []dialog.Block{b}
}

func sizeOfAll(blocks []dialog.Block) (n int) {
	for i := range blocks {
		n += sizeOf(&blocks[i])
	}
	return n
}

// sizeOf is about how many bytes a block takes on a page.
func sizeOf(b *dialog.Block) int {
	n := blockSize + spansSize(b.Spans)
	for _, item := range b.Items {
		n += blockSize + spansSize(item)
	}
	if h := b.Help; h != nil {
		n += spansSize(h.Name) + spansSize(h.What)
		for _, line := range h.Ways {
			n += blockSize + spansSize(line)
		}
		for _, line := range h.Notes {
			n += blockSize + spansSize(line)
		}
	}
	return n
}

func spansSize(spans []dialog.Span) (n int) {
	for i := range spans {
		n += len(spans[i].Text)
		if spans[i].Target != "" {
			n += blockSize + len(spans[i].Target)
		}
	}
	return n
}
