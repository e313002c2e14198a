package content

import (
	"errors"
	"strings"

	"go.yaml.in/yaml/v4"
)

// parseYAML reads a file that holds one YAML document as a tree. Anything else has its problem, and the tree is nil.
func parseYAML(name, text string, in *room) (*node, []Problem) {
	if root, ok := readPlainYAML(text, in); ok {
		return root, nil
	}
	return readYAML(name, []byte(text))
}

// readYAML is parseYAML by the library, which knows the whole of YAML and says what is wrong and where.
func readYAML(name string, data []byte) (*node, []Problem) {
	var doc yaml.Node
	if err := yaml.Load(data, &doc); err != nil {
		return nil, yamlProblems(name, err)
	}
	return nodeOf(doc.Content[0]), nil
}

// nodeOf takes over a tree of the library.
func nodeOf(y *yaml.Node) *node {
	n := &node{line: int32(y.Line), col: int32(y.Column)}
	if y.Kind == yaml.AliasNode || y.Anchor != "" || y.Style&yaml.TaggedStyle != 0 {
		return n
	}
	switch y.Kind {
	case yaml.MappingNode:
		n.kind = mappingNode
	case yaml.SequenceNode:
		n.kind = listNode
	default:
		n.kind = scalarNode
		n.plain = y.Style&(yaml.SingleQuotedStyle|yaml.DoubleQuotedStyle|yaml.LiteralStyle|yaml.FoldedStyle) == 0
		n.value = y.Value
		if y.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0 {
			n.value = strings.TrimRight(y.Value, "\n")
		}
	}
	for _, part := range y.Content {
		n.content = append(n.content, nodeOf(part))
	}
	return n
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
	what := strings.TrimPrefix(located.Message, "yaml: ")
	at := located.Mark
	if strings.Contains(located.ContextMsg, "flow") && located.ContextMark.Line > 0 {
		at = located.ContextMark // a bracket that is never closed is found at the end, but is to be mended where it stands
	}
	return Problem{File: name, Line: at.Line, Col: at.Column, What: "cannot be read as YAML: " + what}
}
