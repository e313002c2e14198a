package understand

import "encoding/json"

// JSON is the meaning on one line:
//
//	{"urgent":"sextortion","apps":["snapchat"],"negated":[],"intent":"urgent_help","age":12}
//
// Apps that count as part of another (YouTube Kids) stand under its id. urgent is "none" and age null when there is none. With explain the other fields follow, and the words that led to it.
func (m Meaning) JSON(explain bool) []byte {
	type evidence struct {
		Rule   string  `json:"rule"`
		Words  string  `json:"words,omitempty"`
		For    string  `json:"for"`
		Weight float32 `json:"weight"`
	}
	line := struct {
		Urgent       string     `json:"urgent"`
		Apps         []string   `json:"apps"`
		Negated      []string   `json:"negated"`
		Intent       Intent     `json:"intent"`
		Age          *int       `json:"age"`
		Also         []string   `json:"also,omitempty"`
		Unsure       bool       `json:"unsure,omitempty"`
		SafeWord     bool       `json:"safe_word,omitempty"`
		Child        bool       `json:"child,omitempty"`
		Professional bool       `json:"professional,omitempty"`
		OtherChild   bool       `json:"other_child,omitempty"`
		UnknownApp   bool       `json:"unknown_app,omitempty"`
		Language     string     `json:"language,omitempty"`
		Topic        string     `json:"topic,omitempty"`
		Nearest      []string   `json:"nearest,omitempty"`
		Why          []evidence `json:"why,omitempty"`
	}{Urgent: none, Apps: list(m.apps), Negated: list(m.negated), Intent: m.Intent}
	if m.Urgent != "" {
		line.Urgent = string(m.Urgent)
	}
	if m.HasAge {
		line.Age = &m.Age
	}
	if explain {
		for _, k := range m.Also {
			line.Also = append(line.Also, string(k))
		}
		line.Unsure, line.SafeWord, line.Child, line.Professional, line.OtherChild = m.Unsure, m.SafeWord, m.Child, m.Professional, m.OtherChild
		line.UnknownApp, line.Language, line.Topic = m.UnknownApp, m.Language, m.Topic
		for _, h := range m.Nearest {
			line.Nearest = append(line.Nearest, h.Topic)
		}
		for _, e := range m.Why {
			line.Why = append(line.Why, evidence(e))
		}
	}
	out, err := json.Marshal(line)
	if err != nil { // only strings, numbers and lists of them: it cannot
		return []byte(`{"urgent":"none","apps":[],"negated":[],"intent":"off_topic","age":null}`)
	}
	return out
}

// none is how a message without danger is labelled.
const none = "none"

// list is never null in JSON.
func list(ids []string) []string {
	if ids == nil {
		return []string{}
	}
	return ids
}
