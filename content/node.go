package content

// node is a value of a YAML file with its place.
type node struct {
	kind      nodeKind
	plain     bool    // words without quotes
	value     string  // of a scalar
	content   []*node // of a list: its items; of a mapping: keys and values in turn
	line, col int32   // where it begins, both from 1
}

// room is where nodes are made, many at a time. Once it is empty again, nodes that were made in it must not be used any more.
type room struct {
	nodes []node  // of the current block, those that are free
	links []*node // the same for the contents of nodes
	open  []*node // contents of the nodes that are being read
	made  int     // nodes since it was empty

	buffer []byte // for the text of a file on its way

	nodeBlocks [][]node
	linkBlocks [][]*node
	nodeBlock  int // blocks in use
	linkBlock  int
}

// How many nodes or links are made at a time.
const (
	nodeBlockSize = 256
	linkBlockSize = 512
)

// empty makes all of the room free again.
func (r *room) empty() {
	r.nodes, r.links, r.open, r.made, r.nodeBlock, r.linkBlock = nil, nil, r.open[:0], 0, 0, 0
}

func (r *room) node() *node {
	if len(r.nodes) == 0 {
		if r.nodeBlock == len(r.nodeBlocks) {
			r.nodeBlocks = append(r.nodeBlocks, make([]node, nodeBlockSize))
		}
		r.nodes = r.nodeBlocks[r.nodeBlock]
		r.nodeBlock++
	}
	n := &r.nodes[0]
	r.nodes = r.nodes[1:]
	r.made++
	return n
}

// closed takes what was opened from a place on as the content of a node.
func (r *room) closed(from int) []*node {
	content := r.open[from:]
	r.open = r.open[:from]
	if len(content) == 0 {
		return nil
	}
	if len(content) > linkBlockSize {
		return append([]*node(nil), content...)
	}
	if len(r.links) < len(content) {
		if r.linkBlock == len(r.linkBlocks) {
			r.linkBlocks = append(r.linkBlocks, make([]*node, linkBlockSize))
		}
		r.links = r.linkBlocks[r.linkBlock]
		r.linkBlock++
	}
	n := copy(r.links, content)
	content, r.links = r.links[:n:n], r.links[n:]
	return content
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
