package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"github.com/alecthomas/kong"

	"github.com/safesteps/safesteps/content"
	"github.com/safesteps/safesteps/dialog"
)

// environment lets every flag be set as SAFESTEPS_…, and every secret also as SAFESTEPS_…_FILE, the path of a file that holds it.
func environment(getenv func(string) string) kong.Resolver {
	return kong.ResolverFunc(func(_ *kong.Context, _ *kong.Path, flag *kong.Flag) (any, error) {
		name := "SAFESTEPS_" + strings.ToUpper(strings.ReplaceAll(flag.Name, "-", "_"))
		if v := getenv(name); v != "" {
			return v, nil
		}
		path := getenv(name + "_FILE")
		if path == "" {
			return nil, nil //nolint:nilnil // kong's way to say that the setting is not there
		}
		b, err := os.ReadFile(path) //nolint:gosec // the operator names the file
		if err != nil {
			return nil, fmt.Errorf("%s_FILE: %w", name, pathless(err))
		}
		return strings.TrimSpace(string(b)), nil
	})
}

// pathless keeps the reason of a file error and leaves the path out, which may itself be private.
func pathless(err error) error {
	var p *fs.PathError
	if errors.As(err, &p) {
		return p.Err
	}
	return err
}

// contentFlags chooses the content.
type contentFlags struct {
	Content string `help:"A folder with content of your own, instead of what is built in." placeholder:"DIR"`
}

// load reads the content, or fails with every problem in it.
func (f contentFlags) load() (*content.Library, error) {
	if f.Content == "" {
		lib, err := content.Embedded()
		if err != nil {
			return nil, fmt.Errorf("the built-in content: %w", err)
		}
		return lib, nil
	}
	lib, problems := content.Load(os.DirFS(f.Content))
	if lib != nil {
		return lib, nil
	}
	var b strings.Builder
	for _, p := range problems {
		if !p.Warning {
			fmt.Fprintf(&b, "\n  %s", p)
		}
	}
	return nil, fmt.Errorf("content: %s is refused:%s", f.Content, b.String())
}

// library is the content, ready for the dialog.
func (f contentFlags) library() (*dialog.Library, error) {
	lib, err := f.load()
	if err != nil {
		return nil, err
	}
	return dialog.NewLibrary(lib), nil
}
