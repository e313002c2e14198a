package web

import (
	"slices"

	"github.com/safesteps/safesteps/dialog"
)

// A plan of many apps is long. A page of it holds about partSize bytes, so that it opens at once on a slow line; all of it on one
// page is there to print.
const (
	partSize  = 18 << 10
	blockSize = 24 // bytes of markup around a block, an item or a span
)

// parts cuts a sheet where a step or a section begins, and a list that is too long by itself between two items. Each part begins
// with the sheet's first heading.
func parts(sheet []dialog.Block) [][]dialog.Block {
	if len(sheet) == 0 {
		return [][]dialog.Block{nil}
	}
	var all [][]dialog.Block
	open, size := []dialog.Block{sheet[0]}, 0
	turn := func() { all, open, size = append(all, open), []dialog.Block{sheet[0]}, 0 }
	for _, section := range sections(sheet[1:]) {
		n := 0
		for i := range section {
			n += sizeOf(&section[i])
		}
		if size > 0 && size+n > partSize {
			turn()
		}
		open, size = append(open, section...), size+n
	}
	return append(all, open)
}

// sections are the pieces that stay together: a step with its way, or a heading with what stands under it.
func sections(blocks []dialog.Block) (all [][]dialog.Block) {
	for _, b := range blocks {
		for _, piece := range pieces(b) {
			begins := piece.Kind == dialog.ToDo || piece.Kind == dialog.Heading || sizeOf(&piece) > partSize/4
			if begins || len(all) == 0 {
				all = append(all, nil)
			}
			last := &all[len(all)-1]
			*last = append(*last, piece)
		}
	}
	return all
}

// pieces cuts a list that would fill a part by itself.
func pieces(b dialog.Block) []dialog.Block {
	if len(b.Marks) > 0 || len(b.Opens) > 0 || len(b.Items) < 2 || sizeOf(&b) <= partSize {
		return []dialog.Block{b}
	}
	var cut []dialog.Block
	for items := range slices.Chunk(b.Items, (len(b.Items)+1)/2) {
		half := b
		half.Items = items
		cut = append(cut, pieces(half)...)
	}
	return cut
}

// sizeOf is about how many bytes a block takes on a page.
func sizeOf(b *dialog.Block) int {
	n := blockSize + spansSize(b.Spans)
	for _, item := range b.Items {
		n += blockSize + spansSize(item)
	}
	if h := b.Help; h != nil {
		n += spansSize(h.Name) + spansSize(h.What)
		for _, line := range slices.Concat(h.Ways, h.Notes) {
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
