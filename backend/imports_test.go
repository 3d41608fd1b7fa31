// Package backend_test holds the plan of doors: which room may import which,
// and which room alone may meet which library.
package backend_test

import (
	"encoding/json"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"sort"
	"strings"
	"testing"
)

// doors says what each room may import of the house: nouns, pure, shells,
// faces. A room that is not here may not exist, and a door that nobody uses is
// closed.
var doors = map[string][]string{
	// nouns
	"calendar": {},
	"zone":     {},
	"ical":     {},
	// pure
	"recur":     {"calendar", "ical", "zone"},
	"merge":     {"ical"},
	"reconcile": {"calendar"},
	"edit":      {"calendar", "ical", "merge", "recur", "zone"},
	"agenda":    {"calendar", "ical", "recur", "zone"},
	"quickadd":  {"zone"},
	"words":     {"ical", "recur", "zone"},
	// shells
	"caldav":       {"calendar"},
	"store":        {"calendar"},
	"caldavserver": {"calendar"},
	"keyring":      {},
	"syncer":       {"calendar", "merge", "reconcile"},
	// faces
	"bridge":  {"agenda", "calendar", "edit", "ical", "quickadd", "recur", "syncer", "words", "zone"},
	"command": {"bridge", "calendar", "zone"},
}

// strangers says which rooms alone may import a library; "" is the root.
var strangers = map[string][]string{
	"go.etcd.io/bbolt":               {"store"},
	"github.com/emersion/go-ical":    {"caldav"},
	"github.com/emersion/go-webdav":  {"caldav"},
	"github.com/wailsapp/wails/v2":   {""},
	"github.com/zalando/go-keyring":  {"keyring"},
	"filippo.io/age":                 {"keyring"},
	"github.com/klauspost/compress":  {"store"},
	"github.com/spf13/cobra":         {"command"},
	"github.com/teambition/rrule-go": {},
}

type pkg struct {
	ImportPath string
	Dir        string
	Imports    []string
}

func packages(t *testing.T) []pkg {
	t.Helper()
	out, err := exec.Command("go", "list", "-e", "-json=ImportPath,Dir,Imports", "calends/...").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var all []pkg
	for dec := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p pkg
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			return all
		} else if err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
}

// room is the name of the room a package is, "" for the root.
func room(path string) (string, bool) {
	if path == "calends" {
		return "", true
	}
	r, ok := strings.CutPrefix(path, "calends/backend/")
	return r, ok
}

func TestDoors(t *testing.T) {
	seen, used := map[string]bool{}, map[string]bool{}
	for _, p := range packages(t) {
		r, ok := room(p.ImportPath)
		if !ok {
			if p.ImportPath != "calends/backend" && !strings.HasPrefix(p.ImportPath, "calends/build") {
				t.Errorf("stray package %s", p.ImportPath)
			}
			continue
		}
		seen[r] = true
		allowed, known := doors[r]
		if r != "" && !known {
			t.Errorf("stray package %s: it is not in the plan of doors", p.ImportPath)
			continue
		}
		for _, imported := range p.Imports {
			if other, ok := room(imported); ok && r != "" {
				used[r+" → "+other] = true
				if !slices.Contains(allowed, other) {
					t.Errorf("%s must not import %s", r, other)
				}
			}
			for library, rooms := range strangers {
				if (imported == library || strings.HasPrefix(imported, library+"/")) && !slices.Contains(rooms, r) {
					t.Errorf("%s must not import %s; only %q may", p.ImportPath, imported, rooms)
				}
			}
		}
	}
	for r, allowed := range doors {
		if !seen[r] {
			t.Errorf("the plan has doors for %s, which does not exist", r)
		}
		for _, other := range allowed {
			if !used[r+" → "+other] {
				t.Errorf("nobody uses the door %s → %s", r, other)
			}
		}
	}
}

// Every package says what it is for, and every exported name what it is.
func TestEverythingIsDocumented(t *testing.T) {
	for _, p := range packages(t) {
		if _, ok := room(p.ImportPath); !ok {
			continue
		}
		files := parse(t, p.Dir)
		documented := false
		for name, f := range files {
			documented = documented || f.Doc != nil
			for _, d := range f.Decls {
				for _, missing := range undocumented(d) {
					t.Errorf("%s: %s has no doc comment", filepath.Join(filepath.Base(p.Dir), name), missing)
				}
			}
		}
		if !documented {
			t.Errorf("package %s has no doc comment", p.ImportPath)
		}
	}
}

func parse(t *testing.T, dir string) map[string]*ast.File {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]*ast.File{}
	for _, e := range entries {
		if !strings.HasSuffix(e.Name(), ".go") || strings.HasSuffix(e.Name(), "_test.go") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), filepath.Join(dir, e.Name()), nil, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		out[e.Name()] = f
	}
	return out
}

// undocumented lists the exported names of a declaration without a comment.
func undocumented(d ast.Decl) []string {
	var out []string
	switch d := d.(type) {
	case *ast.FuncDecl:
		if d.Name.IsExported() && d.Doc == nil && exportedReceiver(d) && !wellKnown[d.Name.Name] {
			out = append(out, d.Name.Name)
		}
	case *ast.GenDecl:
		for _, s := range d.Specs {
			switch s := s.(type) {
			case *ast.TypeSpec:
				if s.Name.IsExported() && s.Doc == nil && d.Doc == nil {
					out = append(out, s.Name.Name)
				}
			case *ast.ValueSpec:
				if s.Names[0].IsExported() && s.Doc == nil && s.Comment == nil && d.Doc == nil {
					out = append(out, s.Names[0].Name)
				}
			}
		}
	}
	sort.Strings(out)
	return out
}

// wellKnown are methods whose meaning a standard interface gives.
var wellKnown = map[string]bool{"Error": true, "Unwrap": true, "Is": true, "String": true,
	"Len": true, "Less": true, "Swap": true, "MarshalJSON": true, "UnmarshalJSON": true, "ServeHTTP": true, "RoundTrip": true}

func exportedReceiver(d *ast.FuncDecl) bool {
	if d.Recv == nil {
		return true
	}
	typ := d.Recv.List[0].Type
	if star, ok := typ.(*ast.StarExpr); ok {
		typ = star.X
	}
	name, ok := typ.(*ast.Ident)
	return ok && name.IsExported()
}

// No room and no file has a name that says nothing.
func TestNames(t *testing.T) {
	forbidden := []string{"util", "utils", "common", "manager", "service", "helper", "helpers", "core", "model",
		"models", "types", "engine", "base", "misc", "processor", "controller", "info", "data"}
	err := filepath.WalkDir(".", func(path string, d os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.Name() == "testdata" {
			return filepath.SkipDir
		}
		name := strings.TrimSuffix(strings.TrimSuffix(d.Name(), ".go"), "_test")
		if (d.IsDir() || strings.HasSuffix(path, ".go")) && slices.Contains(forbidden, name) {
			t.Errorf("%s: the name says nothing", path)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// No package runs code before it is asked to, and none keeps state in a
// variable: what is declared at the top is never written to again.
func TestNoInitAndNoState(t *testing.T) {
	for _, p := range packages(t) {
		if _, ok := room(p.ImportPath); !ok {
			continue
		}
		files := parse(t, p.Dir)
		top := map[string]bool{}
		for name, f := range files {
			for _, d := range f.Decls {
				switch d := d.(type) {
				case *ast.FuncDecl:
					if d.Recv == nil && d.Name.Name == "init" {
						t.Errorf("%s/%s: func init", filepath.Base(p.Dir), name)
					}
				case *ast.GenDecl:
					for _, spec := range d.Specs {
						v, ok := spec.(*ast.ValueSpec)
						if !ok || d.Tok != token.VAR {
							continue
						}
						embedded := d.Doc != nil && strings.Contains(d.Doc.List[len(d.Doc.List)-1].Text, "go:embed")
						if len(v.Values) == 0 && !embedded {
							t.Errorf("%s/%s: the variable %s begins empty, so somebody writes it", filepath.Base(p.Dir), name, v.Names[0])
						}
						for _, n := range v.Names {
							top[n.Name] = true
						}
					}
				}
			}
		}
		for name, f := range files {
			for _, w := range written(f, top) {
				t.Errorf("%s/%s: the variable %s is written to", filepath.Base(p.Dir), name, w)
			}
		}
	}
}

// written lists the package's variables that a file assigns to, in whole or by
// index or field. A name that a function declares for itself is its own.
func written(f *ast.File, top map[string]bool) []string {
	var out []string
	for _, d := range f.Decls {
		fn, ok := d.(*ast.FuncDecl)
		if !ok {
			continue
		}
		own := declared(fn)
		note := func(e ast.Expr) {
			if name := root(e); name != "_" && top[name] && !own[name] {
				out = append(out, name)
			}
		}
		ast.Inspect(fn, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.AssignStmt:
				if n.Tok != token.DEFINE {
					for _, e := range n.Lhs {
						note(e)
					}
				}
			case *ast.IncDecStmt:
				note(n.X)
			}
			return true
		})
	}
	return out
}

// root is the name that an expression such as a.b[c] starts with.
func root(e ast.Expr) string {
	for {
		switch x := e.(type) {
		case *ast.IndexExpr:
			e = x.X
		case *ast.SelectorExpr:
			e = x.X
		case *ast.Ident:
			return x.Name
		default:
			return ""
		}
	}
}

// declared lists the names that a function declares anywhere in itself.
func declared(fn *ast.FuncDecl) map[string]bool {
	own := map[string]bool{}
	ast.Inspect(fn, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.Field:
			for _, name := range n.Names {
				own[name.Name] = true
			}
		case *ast.ValueSpec:
			for _, name := range n.Names {
				own[name.Name] = true
			}
		case *ast.AssignStmt:
			if n.Tok == token.DEFINE {
				for _, e := range n.Lhs {
					own[root(e)] = true
				}
			}
		case *ast.RangeStmt:
			if n.Tok == token.DEFINE {
				own[root(n.Key)] = true
				if n.Value != nil {
					own[root(n.Value)] = true
				}
			}
		}
		return true
	})
	return own
}

// The top level is fixed: whatever is new belongs into one of its folders.
func TestTopLevel(t *testing.T) {
	fixed := strings.Fields(".ci .gitignore CHANGELOG.md CONTRIBUTING.md LICENSE README.md app.go backend build docs " +
		"frontend go.mod go.sum main.go wails.json")
	out, err := exec.Command("git", "-C", "..", "ls-files").Output()
	if err != nil {
		t.Skip("SKIPPED: what is committed cannot be listed: ", err)
	}
	for path := range strings.Lines(string(out)) {
		if name, _, _ := strings.Cut(strings.TrimSpace(path), "/"); !slices.Contains(fixed, name) {
			t.Errorf("%s: the top level is fixed", name)
		}
	}
}
