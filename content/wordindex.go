package content

// wordIndex finds words in a text where they stand: a hash table of places, which takes a tenth of the memory of a map of strings and
// holds nothing for the garbage collector to follow. A word ends at a space or the end of a line.
type wordIndex struct {
	text  string
	slots []uint32 // a place in the text plus 1; 0: empty. At most half of them are used.
}

// newWordIndex is an index for at most so many words.
func newWordIndex(text string, words int) wordIndex {
	size := 16
	for size < 2*words {
		size *= 2
	}
	return wordIndex{text: text, slots: make([]uint32, size)}
}

// add makes the word of length bytes at a place of the text known. It is false when the same word was known already.
func (x *wordIndex) add(at, length int) bool {
	slot := slotOf(x, x.text[at:at+length])
	if x.slots[slot] != 0 {
		return false
	}
	x.slots[slot] = uint32(at) + 1 //nolint:gosec // files are far below 4 GB
	return true
}

// find is where a word stands, -1 when it is not known.
func find[T string | []byte](x *wordIndex, word T) int {
	if len(x.slots) == 0 || len(word) == 0 {
		return -1
	}
	return int(x.slots[slotOf(x, word)]) - 1
}

// slotOf is the slot of a word: the one that holds it, or the empty one where it would be.
func slotOf[T string | []byte](x *wordIndex, word T) int {
	h := uint32(2166136261) // FNV-1a
	for i := range len(word) {
		h = (h ^ uint32(word[i])) * 16777619
	}
	mask := len(x.slots) - 1
	slot := int(h^h>>15) & mask
	for x.slots[slot] != 0 && !standsAt(x.text, int(x.slots[slot])-1, word) {
		slot = (slot + 1) & mask
	}
	return slot
}

// standsAt reports whether a word stands at a place of a text.
func standsAt[T string | []byte](text string, at int, word T) bool {
	end := at + len(word)
	return end < len(text) && text[at:end] == string(word) && (text[end] == ' ' || text[end] == '\n')
}
