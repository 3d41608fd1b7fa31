package command

import (
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"calends/backend/bridge"
)

func TestPasswordFromStandardInput(t *testing.T) {
	for in, want := range map[string]string{
		"secret": "secret", "secret\n": "secret", "secret\r\n": "secret", " se cret \n": " se cret ", "s\xff\n": "s\xff",
		"": "", "\n": "", "secret\n\n": "", "two\nlines\n": "",
	} {
		std := Std{In: strings.NewReader(in)}
		l := &line{std: std, desk: &own{std: std}}
		got, err := l.password(t.Context(), true, "")
		if got != want || (err != nil) != (want == "") {
			t.Errorf("%q: %q, %v", in, got, err)
		}
		if err != nil && bridge.Explain(err).Code != "usage" {
			t.Errorf("%q: %v", in, err)
		}
		if err != nil && strings.Contains(err.Error(), "two") {
			t.Errorf("the password is in the error: %v", err)
		}
	}
}

func TestPassphrase(t *testing.T) {
	for _, c := range []struct{ command, want, code string }{
		{"echo open sesame", "open sesame", ""},
		{"printf 'a\\n\\n'", "a\n", ""},
		{"exit 3", "", "locked"},
		{"", "", "locked"},
	} {
		if runtime.GOOS == "windows" && c.command != "" {
			continue
		}
		var said bytes.Buffer
		o := &own{std: Std{Err: &said, Dir: t.TempDir(), Getenv: func(string) string { return c.command }}}
		got, err := o.Passphrase()
		if got != c.want || bridge.Explain(err).Code != c.code {
			t.Errorf("%q: %q, %v", c.command, got, err)
		}
	}
	asked := 0
	o := &own{std: Std{Getenv: func(string) string { return "" }, Ask: func(string) (string, error) {
		asked++
		return "typed", nil
	}}}
	for range 2 {
		if got, err := o.Passphrase(); got != "typed" || err != nil {
			t.Errorf("%q, %v", got, err)
		}
	}
	if asked != 1 {
		t.Errorf("asked %d times", asked)
	}
}

func TestWrittenFileIsWholeOrAsItWas(t *testing.T) {
	dir := t.TempDir()
	o := &own{std: Std{Dir: dir}}
	for _, text := range []string{"first", "second"} {
		if err := o.Write("out.ics", []byte(text)); err != nil {
			t.Fatal(err)
		}
		if b, err := os.ReadFile(filepath.Join(dir, "out.ics")); string(b) != text {
			t.Errorf("%q, %v", b, err)
		}
	}
	if err := o.Write("missing/out.ics", nil); err == nil {
		t.Error("written into a folder that is not there")
	}
	if err := o.Write(os.DevNull, []byte("x")); err != nil {
		t.Errorf("a device: %v", err)
	}
	if err := os.Mkdir(filepath.Join(dir, "folder"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := o.Write("folder", nil); err == nil {
		t.Error("a folder was replaced")
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) != 2 {
		t.Errorf("left: %v %v", left, err)
	}
}

// opened is a standard input that nobody writes to; reading tells that it is
// being waited for.
type opened struct {
	*io.PipeReader
	reading chan struct{}
}

func (o opened) Read(p []byte) (int, error) {
	close(o.reading)
	return o.PipeReader.Read(p)
}

func TestWaitForStandardInputCanBeInterrupted(t *testing.T) {
	for _, args := range []string{"agenda --file -", "import -", "account password work --password-stdin",
		"account add work --user ann --url http://127.0.0.1:1/ --password-stdin"} {
		r, w := io.Pipe()
		in := opened{r, make(chan struct{})}
		ctx, cancel := context.WithCancel(t.Context())
		go func() {
			<-in.reading
			cancel()
		}()
		where := asked{host: closedHost(t), dir: t.TempDir(), pipe: in}
		if d := where.run(ctx, append(strings.Fields(args), "--data", where.dir)...); d != (typed{failed, "", "calends: It was interrupted.\n  Start it again; what was done so far is kept.\n"}) {
			t.Errorf("%s: %+v", args, d)
		}
		w.Close()
	}
}
