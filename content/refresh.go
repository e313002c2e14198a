package content

import (
	"fmt"
	"io/fs"
	"slices"
	"strings"
)

// sourcesKey begins the last part of a translated file, which only Refreshed writes.
const sourcesKey = "\n# A short hash of each English text."

// Refreshed is a translated file with its list of sources as the default language reads now: what an editor does once the translation
// is up to date. Keys name the texts that were seen to; without any, all are. name is the file's path as problems show it. The part
// of the file above the list is not touched. It fails when the file is no translation or cannot be read.
func Refreshed(fsys fs.FS, name string, keys ...string) ([]byte, error) {
	s := shelfOf(fsys)
	s.find()
	s.decode()
	l := s.library()
	for f, head := range s.heads(l) {
		if f.path != name {
			continue
		}
		base := s.source(f, l)
		if base == nil || f.root == nil {
			return nil, fmt.Errorf("%s has no file in the default language behind it, or cannot be read", name)
		}
		return f.withSources(sourceTextsOf(base), head(), keys), nil
	}
	return nil, fmt.Errorf("%s is not a translated file", name)
}

// withSources writes the list of sources anew.
func (f *file) withSources(texts sourceTexts, head Translation, keys []string) []byte {
	var b strings.Builder
	b.WriteString(strings.TrimRight(withoutSources(f.text), "\n"))
	b.WriteString("\n" + sourcesKey + " \"content translations --refresh\" writes this part; people do not.\nsources:\n")
	for _, u := range unitsOf(f.root) {
		from, known := texts[u.key]
		if !known {
			continue
		}
		hashes := strings.Join(from.hashes, " ")
		if len(keys) > 0 && !slices.Contains(keys, u.key) {
			hashes = head.Hashes[u.key]
		}
		if hashes != "" {
			fmt.Fprintf(&b, "  %s: %q\n", u.key, hashes)
		}
	}
	return []byte(b.String())
}

// withoutSources is a file without its list of sources.
func withoutSources(text string) string {
	if i := strings.LastIndex(text, sourcesKey); i >= 0 {
		return text[:i+1]
	}
	return text
}
