package bridge

import (
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"strings"
	"syscall"
	"testing"

	"calends/backend/calendar"
)

// Every error that package calendar exports has a code of its own.
func TestEveryErrorHasACode(t *testing.T) {
	file, err := parser.ParseFile(token.NewFileSet(), "../calendar/errors.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]bool{}
	for _, c := range codes {
		known[c.err.Error()] = true
		if c.hint == "" || Hint(c.word) == "" {
			t.Errorf("%s has no hint", c.word)
		}
	}
	n := 0
	ast.Inspect(file, func(node ast.Node) bool {
		spec, ok := node.(*ast.ValueSpec)
		if !ok || !strings.HasPrefix(spec.Names[0].Name, "Err") {
			return true
		}
		n++
		call := spec.Values[0].(*ast.CallExpr)
		text := strings.Trim(call.Args[0].(*ast.BasicLit).Value, `"`)
		if !known[text] {
			t.Errorf("calendar.%s has no code", spec.Names[0].Name)
		}
		return true
	})
	if n < 20 {
		t.Fatalf("read only %d errors from calendar/errors.go", n)
	}
}

func TestExplain(t *testing.T) {
	tests := []struct {
		err  error
		want Fault
	}{
		{nil, Fault{}},
		{fmt.Errorf("disk: %d", 3), Fault{Code: "internal", Message: "disk: 3", Hint: atALoss}},
		{fmt.Errorf("PUT /a: %w", calendar.ErrGone), Fault{Code: "gone", Message: "PUT /a: no longer on the server", Hint: "Synchronize again."}},
		{calendar.Explain(calendar.ErrInvalid, "Swap them.", "the end is before the start"),
			Fault{Code: "invalid", Message: "the end is before the start", Hint: "Swap them."}},
		{fmt.Errorf("edit: %w", calendar.Explain(calendar.ErrGone, "", "It went away.")), Fault{Code: "gone", Message: "It went away.", Hint: "Synchronize again."}},
		{fmt.Errorf("list: PROPFIND /x: %w: a web page", calendar.ErrProtocol), Fault{Code: "protocol",
			Message: "the server's answer makes no sense: a web page", Hint: Hint("protocol")}},
		{fmt.Errorf("save: %w", &fs.PathError{Op: "write", Path: "a.ics", Err: syscall.ENOSPC}), Fault{Code: "disk_full",
			Message: "save: write a.ics: no space left on device", Hint: "Free some space and try again."}},
		{errors.Join(errors.New("PROPFIND /x: 401 Unauthorized"), quiet{calendar.ErrSignIn}), Fault{Code: "sign_in",
			Message: calendar.ErrSignIn.Error(), Hint: "Check the user name and enter the password again; some servers want an app-specific password."}},
	}
	for _, tt := range tests {
		if got := Explain(tt.err); got != tt.want {
			t.Errorf("Explain(%v) = %+v, want %+v", tt.err, got, tt.want)
		}
	}
}

// quiet is an error that does not say which one it is.
type quiet struct{ which error }

func (q quiet) Error() string        { return "?" }
func (q quiet) Is(target error) bool { return target == q.which }

// A calendar is not made later: the hint must not promise it.
func TestMakingACalendarIsNotKeptForLater(t *testing.T) {
	f := Explain(atOnce(fmt.Errorf("create: %w", calendar.ErrOffline)))
	if f.Code != "offline" || strings.Contains(f.Hint, "kept") {
		t.Errorf("%+v", f)
	}
}
