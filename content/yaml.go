package content

import (
	"errors"
	"strings"

	"go.yaml.in/yaml/v4"
)

// parseYAML reads a file that holds one YAML document as a tree. Anything else has its problem, and the tree is nil.
func parseYAML(name string, data []byte) (*yaml.Node, []Problem) {
	var doc yaml.Node
	if err := yaml.Load(data, &doc); err != nil {
		return nil, yamlProblems(name, err)
	}
	return doc.Content[0], nil
}

// decodeYAML fills a plain Go value from a file. Keys that the value does not know and keys given twice are problems.
func decodeYAML(name string, data []byte, target any) []Problem {
	if err := yaml.Load(data, target, yaml.WithKnownFields()); err != nil {
		return yamlProblems(name, err)
	}
	return nil
}

// yamlProblems is what the YAML reader found wrong, each with its place.
func yamlProblems(name string, err error) []Problem {
	var several *yaml.LoadErrors
	if !errors.As(err, &several) {
		return []Problem{yamlProblem(name, err)}
	}
	var problems []Problem
	for _, one := range several.Errors {
		problems = append(problems, yamlProblem(name, one))
	}
	return problems
}

func yamlProblem(name string, err error) Problem {
	var located *yaml.LoadError
	if !errors.As(err, &located) {
		return Problem{File: name, What: "cannot be read as YAML: " + err.Error()}
	}
	what, _, _ := strings.Cut(strings.TrimPrefix(located.Message, "yaml: "), " in type ") // the names of our types say nothing to an editor
	at := located.Mark
	if strings.Contains(located.ContextMsg, "flow") && located.ContextMark.Line > 0 {
		at = located.ContextMark // a bracket that is never closed is found at the end, but is to be mended where it stands
	}
	return Problem{File: name, Line: at.Line, Col: at.Column, What: "cannot be read as YAML: " + what}
}

// child is the value under a key or an index, nil when there is none.
func child(node *yaml.Node, part any) *yaml.Node {
	switch part := part.(type) {
	case string:
		for i := 0; isMapping(node) && i < len(node.Content); i += 2 {
			if node.Content[i].Value == part {
				return node.Content[i+1]
			}
		}
	case int:
		if isList(node) && part < len(node.Content) {
			return node.Content[part]
		}
	}
	return nil
}

// isMapping reports whether node is a mapping, also an empty one. One with an anchor or a tag is none: files say each thing outright.
func isMapping(node *yaml.Node) bool { return node.Kind == yaml.MappingNode && ordinary(node) }

// isList reports whether node is a list, also an empty one.
func isList(node *yaml.Node) bool { return node.Kind == yaml.SequenceNode && ordinary(node) }

func ordinary(node *yaml.Node) bool { return node.Anchor == "" && node.Style&yaml.TaggedStyle == 0 }

// isNull reports whether nothing stands where a value should.
func isNull(node *yaml.Node) bool { return node.Kind == yaml.ScalarNode && node.Tag == "!!null" }

// scalar is the words of a value as its writer meant them: 999, 2025 and yes are words where words are wanted.
// It fails on lists, mappings, anchors, aliases and tags. Nothing at all is an empty string.
func scalar(node *yaml.Node) (string, bool) {
	switch {
	case node.Kind != yaml.ScalarNode || !ordinary(node):
		return "", false
	case isNull(node):
		return "", true
	case node.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0:
		return strings.TrimRight(node.Value, "\n"), true
	}
	return node.Value, true
}

// nodePlace is where a value begins: a mapping at its first key, a list at its first dash.
func nodePlace(node *yaml.Node) position {
	if node.Kind == yaml.MappingNode && len(node.Content) > 0 {
		node = node.Content[0]
	}
	return position{line: node.Line, col: node.Column}
}
