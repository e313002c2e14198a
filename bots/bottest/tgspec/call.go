package tgspec

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
)

// Call is one method call as it came over HTTP, whatever the form of its body.
type Call struct {
	Method string            // as written by the caller; the server takes any case
	Params map[string]string // objects and arrays are JSON text; numbers and booleans are their text
	Files  map[string]Upload // uploads by field name
}

// Upload is a file in a multipart body.
type Upload struct {
	Name    string // file name given by the caller
	Content []byte
}

// maxBody is the most bytes read of a request; the real server takes files of up to 50 MB.
const maxBody = 50 << 20

// ErrBadBody says that a request's body is not what its Content-Type promises.
var ErrBadBody = errors.New("body cannot be read")

// ReadCall reads a request whose path ends in the method's name: JSON, urlencoded or multipart body,
// or parameters in the query. The error wraps ErrBadBody.
func ReadCall(r *http.Request) (Call, error) {
	method := r.URL.Path[strings.LastIndexByte(r.URL.Path, '/')+1:]
	c, err := ReadBody(r.Header.Get("Content-Type"), io.LimitReader(r.Body, maxBody))
	c.Method = method
	for name, values := range r.URL.Query() {
		c.set(name, values[0])
	}
	return c, err
}

// ReadBody reads the parameters alone, as in the answer to a webhook; Method is the parameter "method".
// The error wraps ErrBadBody.
func ReadBody(contentType string, body io.Reader) (Call, error) {
	var c Call
	var err error
	media, options, _ := mime.ParseMediaType(contentType) // a type that cannot be parsed counts as none
	switch media {
	case "application/json":
		err = c.readJSON(body)
	case "multipart/form-data":
		err = c.readMultipart(multipart.NewReader(body, options["boundary"]))
	case "application/x-www-form-urlencoded":
		err = c.readForm(body)
	default:
		// Other bodies are not read, as the real server does not.
	}
	if err != nil {
		return c, fmt.Errorf("%w: %w", ErrBadBody, err)
	}
	c.Method = c.Params["method"]
	return c, nil
}

func (c *Call) set(name, value string) {
	if c.Params == nil {
		c.Params = map[string]string{}
	}
	c.Params[name] = value
}

func (c *Call) readJSON(body io.Reader) error {
	raw, err := io.ReadAll(body)
	if err != nil {
		return fmt.Errorf("read: %w", err)
	}
	if len(raw) == 0 {
		return nil
	}
	var in map[string]json.RawMessage
	if err := json.Unmarshal(raw, &in); err != nil {
		return fmt.Errorf("parse: %w", err)
	}
	for name, v := range in {
		var s string
		if v[0] == '"' && json.Unmarshal(v, &s) == nil {
			c.set(name, s)
			continue
		}
		c.set(name, string(v))
	}
	return nil
}

func (c *Call) readForm(body io.Reader) error {
	raw, err := io.ReadAll(body)
	if err != nil {
		return fmt.Errorf("read: %w", err)
	}
	values, err := url.ParseQuery(string(raw))
	if err != nil {
		return fmt.Errorf("parse: %w", err)
	}
	for name, v := range values {
		c.set(name, v[0])
	}
	return nil
}

func (c *Call) readMultipart(mr *multipart.Reader) error {
	for {
		part, err := mr.NextPart()
		// A call without parameters may have an empty body without even a closing boundary.
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("next part: %w", err)
		}
		content, err := io.ReadAll(part)
		if err != nil {
			return fmt.Errorf("read a part: %w", err)
		}
		if name := part.FileName(); name != "" {
			if c.Files == nil {
				c.Files = map[string]Upload{}
			}
			c.Files[part.FormName()] = Upload{Name: name, Content: content}
			continue
		}
		c.set(part.FormName(), string(content))
	}
}
