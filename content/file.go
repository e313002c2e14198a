package content

import (
	"errors"
	"fmt"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"
)

// file is one content file while the library is being read.
type file struct {
	path     string // as people see it
	name     string // the last part of the path without .yaml: an id or a locale
	data     []byte
	root     ast.Node // nil when the file could not be parsed
	mentions []mention
	problems []Problem
}

// mention is a value whose use is declared in the schema by a tag.
type mention struct {
	is   string // prose, label, taps, url, id, alias, source, service or review
	max  int    // characters; 0: only the limit that holds for every text
	key  string // the key it stands under
	text string
	at   position

	readable string // text with links, numbers and slots replaced by easyMark
}

// parse reads the YAML. What cannot be parsed is a problem of the file and leaves root nil.
func (f *file) parse() {
	parsed, err := parser.ParseBytes(f.data, 0, parser.AllowDuplicateMapKey())
	if err != nil {
		f.syntaxProblem(err)
		return
	}
	if len(parsed.Docs) != 1 || parsed.Docs[0].Body == nil {
		f.problem(position{}, "must hold exactly one YAML document, found %d", len(parsed.Docs))
		return
	}
	f.root = parsed.Docs[0].Body
}

func (f *file) syntaxProblem(err error) {
	var located yaml.Error
	if errors.As(err, &located) && located.GetToken() != nil {
		f.problem(place(located.GetToken()), "cannot be read as YAML: %s", located.GetMessage())
		return
	}
	f.problem(position{}, "cannot be read as YAML: %v", err)
}

// problem notes what is wrong at a place.
func (f *file) problem(at position, format string, args ...any) {
	f.problems = append(f.problems, Problem{File: f.path, Line: at.line, Col: at.col, What: fmt.Sprintf(format, args...)})
}

// warn notes what should be better, but does not stop the library from being used.
func (f *file) warn(at position, format string, args ...any) {
	f.problem(at, format, args...)
	f.problems[len(f.problems)-1].Warning = true
}

// at finds the place of a value by keys and indexes from the root. Where the path leaves the file, it is the last place that exists.
func (f *file) at(path ...any) position {
	node := f.root
	if node == nil {
		return position{}
	}
	found := nodePlace(node)
	for _, part := range path {
		node = child(node, part)
		if node == nil {
			break
		}
		found = nodePlace(node)
	}
	return found
}

// child is the value under a key or an index, nil when there is none.
func child(node ast.Node, part any) ast.Node {
	switch part := part.(type) {
	case string:
		for _, pair := range pairs(node) {
			if pair.Key.GetToken().Value == part {
				return pair.Value
			}
		}
	case int:
		if list, ok := node.(*ast.SequenceNode); ok && part < len(list.Values) {
			return list.Values[part]
		}
	}
	return nil
}

// pairs is the keys and values of a mapping, nil when node is not one.
func pairs(node ast.Node) []*ast.MappingValueNode {
	switch node := node.(type) {
	case *ast.MappingNode:
		return node.Values
	case *ast.MappingValueNode:
		return []*ast.MappingValueNode{node}
	}
	return nil
}

// isMapping reports whether node is a mapping, also an empty one.
func isMapping(node ast.Node) bool {
	switch node.(type) {
	case *ast.MappingNode, *ast.MappingValueNode:
		return true
	}
	return false
}

// scalar is the words of a value as its writer meant them: 999, 2025 and yes are words where words are wanted.
// It fails on lists, mappings, anchors, aliases and tags. Nothing at all is an empty string.
func scalar(node ast.Node) (string, bool) {
	switch node := node.(type) {
	case *ast.StringNode:
		return node.Value, true
	case *ast.LiteralNode:
		return strings.TrimRight(node.Value.Value, "\n"), true
	case *ast.NullNode:
		return "", true
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode, *ast.InfinityNode, *ast.NanNode:
		return node.GetToken().Value, true
	}
	return "", false
}

// nodePlace is where a value begins: a mapping at its first key, a list at its first dash.
func nodePlace(node ast.Node) position {
	if list := pairs(node); len(list) > 0 {
		return place(list[0].Key.GetToken())
	}
	return place(node.GetToken())
}

func place(t *token.Token) position {
	if t == nil || t.Position == nil {
		return position{}
	}
	return position{line: t.Position.Line, col: t.Position.Column}
}
