package keyring

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"
)

var ctx = context.Background()

func wantErr(t *testing.T, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Fatalf("got error %v, want %v", err, want)
	}
}

func wantSecret(t *testing.T, v Vault, account, want string) {
	t.Helper()
	got, err := v.Get(ctx, account)
	if err != nil || got != want {
		t.Fatalf("account %q: got %q, %v; want %q", account, got, err, want)
	}
}

// suite is what every vault that can be written does.
func suite(t *testing.T, v Vault) {
	t.Helper()
	_, err := v.Get(ctx, "ann")
	wantErr(t, err, ErrNotFound)
	for account, secret := range map[string]string{"ann": "first", "bob": "pä$$ \"word\"\n日本", "": "no name"} {
		for _, s := range []string{"another", secret} {
			if err := v.Set(ctx, account, s); err != nil {
				t.Fatal(err)
			}
		}
		wantSecret(t, v, account, secret)
	}
	for range 2 {
		if err := v.Delete(ctx, "ann"); err != nil {
			t.Fatal(err)
		}
	}
	_, err = v.Get(ctx, "ann")
	wantErr(t, err, ErrNotFound)
	wantSecret(t, v, "bob", "pä$$ \"word\"\n日本")
}

func TestSession(t *testing.T) { suite(t, NewSession()) }

func TestRememberedSession(t *testing.T) { suite(t, Remember(NewSession())) }

// asking answers with each phrase once, then with the last, and counts.
type asking struct {
	phrases []string
	isNew   []bool
}

func (a *asking) ask(_ context.Context, isNew bool) (string, error) {
	a.isNew = append(a.isNew, isNew)
	if len(a.isNew) > len(a.phrases) {
		return a.phrases[len(a.phrases)-1], nil
	}
	return a.phrases[len(a.isNew)-1], nil
}

// file is a File whose passphrase costs little.
func file(path string, ask Passphrase) *File {
	f := NewFile(path, ask)
	f.work = 4
	return f
}

func TestFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "profile", "secrets.age")
	a := &asking{phrases: []string{"open sesame"}}
	suite(t, file(path, a.ask))
	if len(a.isNew) != 1 || !a.isNew[0] {
		t.Fatalf("asked %v", a.isNew)
	}
	// Another run asks once.
	b := &asking{phrases: []string{"open sesame"}}
	again := file(path, b.ask)
	wantSecret(t, again, "", "no name")
	wantSecret(t, again, "", "no name")
	if len(b.isNew) != 1 || b.isNew[0] {
		t.Fatalf("asked %v", b.isNew)
	}
	if runtime.GOOS != "windows" {
		for p, mode := range map[string]fs.FileMode{path: 0o600, filepath.Dir(path): 0o700} {
			if stat, err := os.Stat(p); err != nil || stat.Mode().Perm() != mode {
				t.Errorf("%s: %v, %v", p, stat.Mode(), err)
			}
		}
	}
	names, err := os.ReadDir(filepath.Dir(path))
	if err != nil || len(names) != 1 {
		t.Errorf("left behind: %v, %v", names, err)
	}
}

// A wrong passphrase is told as such, changes nothing, and is asked again.
func TestFileWrongPassphrase(t *testing.T) {
	path := filepath.Join(t.TempDir(), "secrets.age")
	if err := file(path, (&asking{phrases: []string{"right"}}).ask).Set(ctx, "ann", "secret"); err != nil {
		t.Fatal(err)
	}
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	f := file(path, (&asking{phrases: []string{"wrong", "", "wrong", "right"}}).ask)
	for range 2 {
		_, err := f.Get(ctx, "ann")
		wantErr(t, err, ErrPassphrase)
		wantErr(t, err, ErrLocked)
	}
	wantErr(t, f.Set(ctx, "ann", "other"), ErrPassphrase)
	if after, err := os.ReadFile(path); err != nil || !bytes.Equal(before, after) {
		t.Fatal("the file was changed")
	}
	wantSecret(t, f, "ann", "secret")

	_, err = file(path, nil).Get(ctx, "ann")
	wantErr(t, err, ErrLocked)
	no := errors.New("no terminal")
	_, err = file(path, func(context.Context, bool) (string, error) { return "", no }).Get(ctx, "ann")
	wantErr(t, err, no)
	wantErr(t, err, ErrLocked)
}

// A file that is none is not written over.
func TestFileDamaged(t *testing.T) {
	path := filepath.Join(t.TempDir(), "secrets.age")
	good := file(path, (&asking{phrases: []string{"right"}}).ask)
	if err := good.Set(ctx, "ann", "secret"); err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string][]byte{
		"empty": {}, "text": []byte("ann: secret\n"), "cut off": whole[:len(whole)-3], "half": whole[:len(whole)/2],
	} {
		if err := os.WriteFile(path, text, 0o600); err != nil {
			t.Fatal(err)
		}
		f := file(path, (&asking{phrases: []string{"right"}}).ask)
		if err := f.Set(ctx, "ann", "other"); err == nil || strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: %v", name, err)
		}
		if after, err := os.ReadFile(path); err != nil || !bytes.Equal(after, text) {
			t.Errorf("%s: the file was changed", name)
		}
	}
}

// While one call waits for the user's passphrase, another can give up.
func TestFileWaitsWithContext(t *testing.T) {
	asked, answer := make(chan bool), make(chan string)
	f := file(filepath.Join(t.TempDir(), "secrets.age"), func(context.Context, bool) (string, error) {
		close(asked)
		return <-answer, nil
	})
	var done sync.WaitGroup
	done.Go(func() {
		if err := f.Set(ctx, "ann", "secret"); err != nil {
			t.Error(err)
		}
	})
	<-asked
	over, cancel := context.WithCancel(ctx)
	cancel()
	_, err := f.Get(over, "ann")
	wantErr(t, err, context.Canceled)
	answer <- "phrase"
	done.Wait()
	wantSecret(t, f, "ann", "secret")
}

// No file of the profile holds a secret that can be read.
func TestNothingReadable(t *testing.T) {
	profile := t.TempDir()
	const secret, phrase = "hunter2-and-more", "a phrase that opens"
	f := NewFile(filepath.Join(profile, "secrets.age"), (&asking{phrases: []string{phrase}}).ask)
	if err := f.Set(ctx, "ann@example.com", secret); err != nil {
		t.Fatal(err)
	}
	err := filepath.WalkDir(profile, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		for _, s := range []string{secret, phrase, "ann@example.com"} {
			if bytes.Contains(text, []byte(s)) {
				t.Errorf("%s holds %q", path, s)
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func BenchmarkFileOpen(b *testing.B) {
	path := filepath.Join(b.TempDir(), "secrets.age")
	ask := (&asking{phrases: []string{"phrase"}}).ask
	if err := NewFile(path, ask).Set(ctx, "ann", "secret"); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := NewFile(path, ask).Get(ctx, "ann"); err != nil {
			b.Fatal(err)
		}
	}
}

func TestCommand(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("SKIPPED: the lines below are for sh")
	}
	for _, c := range []struct{ name, line, want, err string }{
		{"newline", "echo secret", "secret", ""},
		{"one newline only", "printf 'secret\\n\\n'", "secret\n", ""},
		{"none", "printf ' secret '", " secret ", ""},
		{"pipe", "printf 'a:secret' | cut -d: -f2", "secret", ""},
		{"fails", "echo secret; echo secret >&2; exit 3", "", "the password command failed: it ended with exit status 3"},
		{"nothing", "true", "", "the password command failed: it printed nothing"},
		{"unknown", "no-such-command-here secret", "", "the password command failed: it ended with exit status 127"},
		{"killed", "kill -9 $$", "", "the password command failed: it ended with signal: killed"},
		{"endless", "yes secret | head -c 100000", "", "the password command failed: it printed more than 65536 bytes"},
		{"slow", "sleep 5; echo secret", "", "the password command failed: it took longer than 2s"},
		{"leaves something running", "echo secret; sleep 5 &", "secret", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got, err := NewCommand(c.line, 2*time.Second).Get(ctx, "ann")
			if err == nil && c.err != "" || err != nil && err.Error() != c.err || got != c.want {
				t.Errorf("got %q, %v; want %q, %s", got, err, c.want, c.err)
			}
			if c.err != "" {
				wantErr(t, err, ErrCommand)
			}
		})
	}
	wantErr(t, NewCommand("true", time.Second).Set(ctx, "ann", "x"), ErrReadOnly)
	over, cancel := context.WithCancel(ctx)
	cancel()
	_, err := NewCommand("echo secret", time.Second).Get(over, "ann")
	wantErr(t, err, context.Canceled)
}

// A run asks once, until the server refuses what it was told.
func TestRemember(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("SKIPPED: the line below is for sh")
	}
	count := filepath.Join(t.TempDir(), "count")
	v := Remember(NewCommand("echo >>"+count+"; wc -l <"+count+" | tr -d ' '", time.Minute))
	wantSecret(t, v, "ann", "1")
	wantSecret(t, v, "ann", "1")
	v.Forget("ann")
	wantSecret(t, v, "ann", "2")
	wantErr(t, v.Set(ctx, "ann", "mine"), ErrReadOnly)
	wantSecret(t, v, "ann", "2")
}
