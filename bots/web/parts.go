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
	var page [][]dialog.Block
	size := 0
	for _, section := range sheet {
		for _, piece := range pieces(section) {
			n := sizeOfAll(piece)
			if len(page) > 0 && size+n > partSize {
				all, page, size = append(all, page), [][]dialog.Block{sheet[0][:1]}, 0
			}
			page, size = append(page, piece), size+n
		}
	}
	return append(all, page)
}

// pieces cuts a section that would fill a page by itself between its blocks, and a list that would between its items.
func pieces(section []dialog.Block) [][]dialog.Block {
	switch {
	case sizeOfAll(section) <= partSize:
		return [][]dialog.Block{section}
	case len(section) > 1:
		half := len(section) / 2
		return append(pieces(section[:half]), pieces(section[half:])...)
	}
	b := section[0]
	if len(b.Marks) > 0 || len(b.Opens) > 0 || len(b.Items) < 2 {
		return [][]dialog.Block{section}
	}
	one, other, half := b, b, len(b.Items)/2
	one.Items, other.Items = b.Items[:half], b.Items[half:]
	return append(pieces([]dialog.Block{one}), pieces([]dialog.Block{other})...)
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
