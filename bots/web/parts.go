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

// part is a run of a sheet's blocks: from one up to another, which is not in it.
type part struct{ from, to int }

// parts cuts a sheet where a step or a section begins, so that what stays together is on one page. The sheet that comes back is the
// same, but a list too long for a part is several.
func parts(sheet []dialog.Block) ([]dialog.Block, []part) {
	sheet = shorter(sheet)
	var all []part
	from, begin, size, section := 0, 0, 0, 0 // where the part and the section in it begin, and their bytes before this block
	for i := range sheet {
		n := sizeOf(&sheet[i])
		if i == 0 || sheet[i].Kind == dialog.ToDo || sheet[i].Kind == dialog.Heading || n > partSize/4 {
			begin, size, section = i, size+section, 0
		}
		if section += n; size > 0 && size+section > partSize {
			all, from, size = append(all, part{from, begin}), begin, 0
		}
	}
	return sheet, append(all, part{from, len(sheet)})
}

// page is the blocks of a part. Each begins with the sheet's first heading.
func (p part) page(sheet []dialog.Block) []dialog.Block {
	if p.from == 0 {
		return sheet[:p.to]
	}
	return slices.Concat(sheet[:1], sheet[p.from:p.to])
}

// shorter cuts lists that would fill a part by themselves.
func shorter(sheet []dialog.Block) []dialog.Block {
	for i := range sheet {
		if b := &sheet[i]; len(b.Marks) == 0 && len(b.Opens) == 0 && len(b.Items) > 1 && sizeOf(b) > partSize {
			half := len(b.Items) / 2
			one, other := *b, *b
			one.Items, other.Items = b.Items[:half], b.Items[half:]
			return shorter(slices.Concat(sheet[:i], []dialog.Block{one, other}, sheet[i+1:]))
		}
	}
	return sheet
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
