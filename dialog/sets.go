package dialog

import "slices"

func contains(list []string, id string) bool { return slices.Contains(list, id) }

// without returns the list less one id; the list given is not changed.
func without(list []string, id string) []string {
	out := make([]string, 0, len(list))
	for _, x := range list {
		if x != id {
			out = append(out, x)
		}
	}
	return out
}

// limit cuts a list to at most n.
func limit(list []string, n int) []string {
	if len(list) > n {
		return list[:n]
	}
	return list
}
