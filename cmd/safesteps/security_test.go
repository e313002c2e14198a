package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
)

// sources parses every file of the program that is no test.
func sources(t *testing.T, each func(path string, file *ast.File, files *token.FileSet)) {
	t.Helper()
	root := filepath.Join("..", "..")
	files, n := token.NewFileSet(), 0
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		inside, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		switch {
		case d.IsDir() && (strings.HasSuffix(inside, "bottest") || strings.HasSuffix(inside, "storetest") || strings.HasSuffix(inside, "testdata") || strings.HasPrefix(inside, ".")) && inside != ".":
			return filepath.SkipDir
		case d.IsDir() || !strings.HasSuffix(inside, ".go") || strings.HasSuffix(inside, "_test.go"):
			return nil
		}
		file, err := parser.ParseFile(files, path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		n++
		each(filepath.ToSlash(inside), file, files)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if n < 100 {
		t.Fatalf("only %d files were found", n)
	}
}

// secretName is what a value is called that nobody may guess bit by bit.
var secretName = regexp.MustCompile(`(?i)(secret|token|signature|password|mac|digest)$`)

// TestSecretsAreComparedInConstantTime finds comparisons of secrets that stop at the first byte that differs. Whether there is one
// at all may be asked in any way.
func TestSecretsAreComparedInConstantTime(t *testing.T) {
	secretIn := func(e ast.Expr) bool {
		switch e := e.(type) {
		case *ast.Ident:
			return secretName.MatchString(e.Name)
		case *ast.SelectorExpr:
			return secretName.MatchString(e.Sel.Name)
		}
		return false
	}
	harmless := func(e ast.Expr) bool {
		switch e := e.(type) {
		case *ast.BasicLit:
			return e.Value == `""` || e.Kind == token.INT
		case *ast.Ident:
			return e.Name == "nil"
		}
		return false
	}
	constant := 0
	sources(t, func(path string, file *ast.File, files *token.FileSet) {
		if strings.HasPrefix(path, "content/") {
			return // a leaf that knows no secret; its tokens are words
		}
		ast.Inspect(file, func(n ast.Node) bool {
			var x, y ast.Expr
			switch n := n.(type) {
			case *ast.BinaryExpr:
				if n.Op == token.EQL || n.Op == token.NEQ {
					x, y = n.X, n.Y
				}
			case *ast.CallExpr:
				call, ok := n.Fun.(*ast.SelectorExpr)
				if ok && call.Sel.Name == "ConstantTimeCompare" {
					constant++
				}
				if ok && len(n.Args) == 2 && slices.Contains([]string{"Equal", "EqualFold", "Compare", "HasPrefix"}, call.Sel.Name) {
					x, y = n.Args[0], n.Args[1]
				}
			}
			if x != nil && (secretIn(x) || secretIn(y)) && !harmless(x) && !harmless(y) {
				t.Errorf("%s:%d compares a secret in a time that tells about it", path, files.Position(n.Pos()).Line)
			}
			return true
		})
	})
	if constant == 0 {
		t.Error("no secret is compared in constant time")
	}
}

// TestAddressesInTheCode lists every address that the code itself names. Those it calls are the platforms' own, which the settings
// replace; all others stand in links, words or documents.
func TestAddressesInTheCode(t *testing.T) {
	address := regexp.MustCompile(`(?:https?|wss?)://[a-z0-9.-]+\.[a-z]{2,}`)
	got := map[string]bool{}
	sources(t, func(_ string, file *ast.File, _ *token.FileSet) {
		ast.Inspect(file, func(n ast.Node) bool {
			if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
				for _, a := range address.FindAllString(lit.Value, -1) {
					got[a] = true
				}
			}
			return true
		})
	})
	called := []string{"https://api.telegram.org", "https://discord.com"}
	written := []string{
		"https://github.com", "https://t.me", "https://www.bbc.co.uk", "https://steps.example.org",
		"http://cyclonedx.org", "http://json-schema.org", "http://www.sitemaps.org", "http://www.w3.org",
	}
	for _, a := range slices.Sorted(maps.Keys(got)) {
		if !slices.Contains(called, a) && !slices.Contains(written, a) {
			t.Errorf("the code names %s: is it called? Then it needs a setting; otherwise list it here", a)
		}
	}
	for _, a := range called {
		if !got[a] {
			t.Errorf("the code does not name %s", a)
		}
	}
}

// TestRedirectsAreNotFollowed: a server that sends us elsewhere with a token in hand is not obeyed.
func TestRedirectsAreNotFollowed(t *testing.T) {
	var astray atomic.Int64
	elsewhere := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { astray.Add(1) }))
	defer elsewhere.Close()
	for _, status := range []int{http.StatusMovedPermanently, http.StatusFound, http.StatusTemporaryRedirect, http.StatusPermanentRedirect} {
		asked := atomic.Int64{}
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			asked.Add(1)
			http.Redirect(w, r, elsewhere.URL+r.URL.Path, status)
		}))
		out, code := examined(t, map[string]string{
			"TELEGRAM_TOKEN": doctorToken, "TELEGRAM_API_URL": server.URL, "DISCORD_TOKEN": "MARKEDtoken", "DISCORD_API_URL": server.URL,
		})
		if code != exitNo || asked.Load() < 2 {
			t.Errorf("%d: exit code %d after %d calls:\n%s", status, code, asked.Load(), out)
		}
		if _, _, code = command(t, "", nil, "healthcheck", "--listen", strings.TrimPrefix(server.URL, "http://")); code != exitNo {
			t.Errorf("%d: the health check gave %d", status, code)
		}
		server.Close()
	}
	if n := astray.Load(); n != 0 {
		t.Errorf("%d calls went where nobody set them to go", n)
	}
}
