package content

import (
	"testing"
)

func TestSyllables(t *testing.T) {
	table := syllableTable()
	tests := map[string]int{
		"the": 1, "phone": 1, "called": 1, "shared": 1, "games": 1, "friend": 1, "you": 1, "don't": 1, "while": 1,
		"added": 2, "message": 2, "table": 2, "centre": 2, "people": 2, "someone": 2, "careful": 2, "private": 2, "didn't": 2,
		"settled": 2, "quiet": 2, "trying": 2, "safely": 2, "being": 2, "online": 2, "changes": 2, "child's": 1, "police": 2,
		"messages": 3, "video": 3, "violent": 3, "idea": 3, "ideas": 3, "everyone": 3, "location": 3, "serious": 3, "family": 3,
		"information": 4, "emergency": 4, "helplines": 2, "something's": 2, "tv": 1, "player": 2, "question": 2,
	}
	for word, want := range tests {
		if got := syllables(word, table); got != want {
			t.Errorf("syllables(%q) = %d, want %d", word, got, want)
		}
	}
}

func TestSentences(t *testing.T) {
	tests := []struct {
		name, in string
		want     []int // words of each sentence
	}{
		{"two", "Talk first. Then look.", []int{2, 2}},
		{"quote", `Say "You are safe." Then wait!`, []int{4, 2}},
		{"number", "It takes 2.5 minutes", []int{4}},
		{"hyphen", "A made-up name", []int{4}},
		{"name inside", "Tap Who Can Contact Me now.", []int{3}},
		{"two names", "Tap Privacy, Contact Me and go.", []int{5}},
		{"name first", "Snap Map can show it.", []int{5}},
		{"known name first", "Alpha's chats go.", []int{3}},
		{"capital first", "Messages go away.", []int{3}},
		{"the word I", "Ask if I know.", []int{4}},
		{"nothing", "...", nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := &reader{names: map[string]bool{"alpha": true}, known: map[string]int{}, table: syllableTable()}
			got := r.sentences(tt.in)
			if len(got) != len(tt.want) {
				t.Fatalf("%d sentences in %q, want %d", len(got), tt.in, len(tt.want))
			}
			for i, s := range got {
				if len(s) != tt.want[i] {
					t.Errorf("sentence %d of %q has %d words, want %d", i, tt.in, len(s), tt.want[i])
				}
			}
		})
	}
}

// TestReadingAge pins the scale: calm plain words pass, an official letter does not.
func TestReadingAge(t *testing.T) {
	tests := []struct {
		name, in string
		from, to float64
	}{
		{"plain", "Sit down with your child and ask which app they like best. Let them show you how it works.", 4, 8},
		{"bot", "People your child does not know can then not write to them. Only friends can do that.", 4, 8.5},
		{"letter", "Parental responsibility necessitates regular conversations concerning appropriate behaviour on communication platforms.", 18, 40},
	}
	for _, tt := range tests {
		r := &reader{known: map[string]int{}, table: syllableTable()}
		if got := readingAge(r.sentences(tt.in)); got < tt.from || got > tt.to {
			t.Errorf("%s: reading age %.1f, want %.1f to %.1f", tt.name, got, tt.from, tt.to)
		}
	}
}

func TestReadable(t *testing.T) {
	text := parsed(t, "Call {phone:0808 800 5000} or {link:Report Harmful Content|https://example.com} for {name} {strong:now}.")
	if got, want := text.readable(), "Call 0 or 0 for 0 now."; got != want {
		t.Errorf("readable = %q, want %q", got, want)
	}
}

func TestAdvisesCopies(t *testing.T) {
	tests := []struct {
		in           string
		copies       bool
		withPictures bool
	}{
		{"Do not screenshot, copy or forward the pictures.", false, false},
		{"Never send it on.", false, false},
		{"Leave the picture where it is.", false, false},
		{"Write down names and dates.", false, false},
		{"Keep your child safe.", false, false},
		{"Take a screenshot.", true, false},
		{"Save the picture.", true, true},
		{"Send them to the police.", true, false},
		{"Do not delete it, but copy the image first.", true, true},
		{"Do not pay; forward the photo to us.", true, true},
		{"Screenshot the words, never a picture.", true, false},
		{"Download the video.", true, true},
	}
	for _, tt := range tests {
		if got := advisesCopies(tt.in, false); got != tt.copies {
			t.Errorf("advisesCopies(%q) = %v, want %v", tt.in, got, tt.copies)
		}
		if got := advisesCopies(tt.in, true); got != tt.withPictures {
			t.Errorf("of pictures only: advisesCopies(%q) = %v, want %v", tt.in, got, tt.withPictures)
		}
	}
}
