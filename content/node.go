package content

// node is a value of a YAML file with its place.
type node struct {
	kind      nodeKind
	plain     bool    // words without quotes
	value     string  // of a scalar
	content   []*node // of a list: its items; of a mapping: keys and values in turn
	line, col int32   // where it begins, both from 1
}

// nodeKind says what a node is.
type nodeKind uint8

// An odd node is one with an anchor, an alias or a tag: files say each thing outright.
const (
	oddNode nodeKind = iota
	scalarNode
	listNode
	mappingNode
)

// child is the value under a key or an index, nil when there is none.
func child(n *node, part any) *node {
	switch part := part.(type) {
	case string:
		for i := 0; isMapping(n) && i < len(n.content); i += 2 {
			if n.content[i].value == part {
				return n.content[i+1]
			}
		}
	case int:
		if isList(n) && part < len(n.content) {
			return n.content[part]
		}
	}
	return nil
}

// isMapping reports whether n is a mapping, also an empty one.
func isMapping(n *node) bool { return n.kind == mappingNode }

// isList reports whether n is a list, also an empty one.
func isList(n *node) bool { return n.kind == listNode }

// isNull reports whether nothing stands where a value should.
func isNull(n *node) bool {
	if n.kind != scalarNode || !n.plain {
		return false
	}
	switch n.value {
	case "", "~", "null", "Null", "NULL":
		return true
	}
	return false
}

// scalar is the words of a value as its writer meant them: 999, 2025 and yes are words where words are wanted.
// It fails on lists, mappings and odd nodes. Nothing at all is an empty string.
func scalar(n *node) (string, bool) {
	switch {
	case n.kind != scalarNode:
		return "", false
	case isNull(n):
		return "", true
	}
	return n.value, true
}

// nodePlace is where a value begins: a mapping at its first key, a list at its first dash.
func nodePlace(n *node) position {
	if n.kind == mappingNode && len(n.content) > 0 {
		n = n.content[0]
	}
	return position{line: int(n.line), col: int(n.col)}
}
