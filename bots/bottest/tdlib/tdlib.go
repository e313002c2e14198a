// Package tdlib asks TDLib, the library inside the official Bot API server, how it reads a text. It
// loads libtdjson.so without cgo and calls only td_execute, which needs no account, network or file.
package tdlib

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"sync"

	"github.com/ebitengine/purego"
)

// ErrNoLibrary says that libtdjson.so is not on this machine.
var ErrNoLibrary = errors.New("libtdjson.so not found: run npm ci --ignore-scripts in bots/bottest/npm, or set SAFESTEPS_TDJSON to the file")

// Library is a loaded TDLib. It is safe for use by several goroutines.
type Library struct {
	mu      sync.Mutex
	execute func(string) string
}

// Entity marks a part of a text. Offset and Length are UTF-16 code units; Kind is TDLib's name, such
// as textEntityTypeBold.
type Entity struct {
	Offset int
	Length int
	Kind   string
	URL    string // textEntityTypeTextUrl
	Lang   string // textEntityTypePreCode
	UserID int64  // textEntityTypeMentionName
}

// ParseError is how TDLib refuses a text; the server puts "Bad Request: " before it.
type ParseError struct {
	Code    int
	Message string
}

// Error is TDLib's message.
func (e *ParseError) Error() string { return e.Message }

// Find returns the path of libtdjson.so: SAFESTEPS_TDJSON, else the npm package in bots/bottest/npm.
// The error wraps ErrNoLibrary.
func Find() (string, error) {
	path := os.Getenv("SAFESTEPS_TDJSON")
	if path == "" {
		_, file, _, _ := runtime.Caller(0)
		path = filepath.Join(filepath.Dir(file), "..", "npm", "node_modules", "@prebuilt-tdlib", "linux-x64-glibc", "libtdjson.so")
	}
	if _, err := os.Stat(path); err != nil {
		return "", fmt.Errorf("%w (%w)", ErrNoLibrary, err)
	}
	return path, nil
}

// Shared loads the library once for the process: it cannot be unloaded.
var Shared = sync.OnceValues(func() (*Library, error) {
	path, err := Find()
	if err != nil {
		return nil, err
	}
	return Open(path)
})

// Open loads libtdjson.so from a path.
func Open(path string) (*Library, error) {
	handle, err := purego.Dlopen(path, purego.RTLD_NOW|purego.RTLD_LOCAL)
	if err != nil {
		return nil, fmt.Errorf("load TDLib: %w", err)
	}
	l := &Library{}
	purego.RegisterLibFunc(&l.execute, handle, "td_execute")
	l.execute(`{"@type":"setLogVerbosityLevel","new_verbosity_level":0}`)
	return l, nil
}

// ParseHTML reads a text in parse_mode HTML as the server does after its check for 32,768 bytes. A
// text that TDLib refuses is a *ParseError.
func (l *Library) ParseHTML(text string) (string, []Entity, error) {
	return l.ask(map[string]any{
		"@type": "parseTextEntities", "text": text, "parse_mode": map[string]any{"@type": "textParseModeHTML"},
	})
}

// AutoEntities finds what Telegram marks by itself in a text without markup: links, mail addresses,
// commands, names.
func (l *Library) AutoEntities(text string) ([]Entity, error) {
	_, entities, err := l.ask(map[string]any{"@type": "getTextEntities", "text": text})
	return entities, err
}

func (l *Library) ask(request map[string]any) (string, []Entity, error) {
	raw, err := json.Marshal(request)
	if err != nil {
		return "", nil, fmt.Errorf("ask TDLib: %w", err)
	}
	var answer struct {
		Kind     string `json:"@type"`
		Code     int
		Message  string
		Text     string
		Entities []struct {
			Offset, Length int
			Type           struct {
				Kind     string `json:"@type"`
				URL      string
				Language string
				UserID   int64 `json:"user_id"`
			}
		}
	}
	if err := json.Unmarshal([]byte(l.call(string(raw))), &answer); err != nil {
		return "", nil, fmt.Errorf("ask TDLib: %w", err)
	}
	if answer.Kind == "error" {
		return "", nil, &ParseError{Code: answer.Code, Message: answer.Message}
	}
	var entities []Entity
	for _, e := range answer.Entities {
		entities = append(entities, Entity{e.Offset, e.Length, e.Type.Kind, e.Type.URL, e.Type.Language, e.Type.UserID})
	}
	return answer.Text, entities, nil
}

// call goes one at a time: the next call on a thread may overwrite the answer that td_execute returns.
func (l *Library) call(request string) string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.execute(request)
}
