package store

import (
	"bufio"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"go.etcd.io/bbolt"

	"calends/backend/calendar"
)

// writerPath names, to the process that TestKilled starts, the store to write.
const writerPath = "CALENDS_STORE_WRITER"

// TestWriter is no test: it is the process that TestKilled kills. It writes
// until then, and says so after each write that was acknowledged.
func TestWriter(t *testing.T) {
	path := os.Getenv(writerPath)
	if path == "" {
		t.Skip("run by TestKilled")
	}
	s, err := Open(path, options())
	if err != nil {
		t.Fatal(err)
	}
	in, err := s.EnsureLocal(ctx)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; ; i++ {
		uid := fmt.Sprintf("%d-%d", os.Getpid(), i)
		var writes []calendar.Write
		for j := range 1 + i%7 {
			writes = append(writes, calendar.Write{Collection: in.ID,
				Body: fmt.Appendf(nil, "%s.%d %d %d %s", uid, j, i, i+1, strings.Repeat(uid, i*31%4000))})
		}
		cs, err := s.Commit(ctx, calendar.Me, "", writes)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range cs {
			fmt.Println("wrote", c.ID, c.UID)
		}
	}
}

// Whenever the process is killed, the store opens, is whole, and has every
// write that was acknowledged. CALENDS_KILLS says how often (default 5).
func TestKilled(t *testing.T) {
	kills, err := strconv.Atoi(os.Getenv("CALENDS_KILLS"))
	if err != nil {
		kills = 5
	}
	path := filepath.Join(t.TempDir(), "calends.db")
	acknowledged := map[string]calendar.UID{}
	for range kills {
		killWriter(t, path, acknowledged)
		s, err := Open(path, options())
		if err != nil {
			t.Fatal(err)
		}
		for id, uid := range acknowledged {
			c, err := s.Change(ctx, calendar.ChangeID(id))
			if err != nil || c.UID != uid {
				t.Fatalf("change %s of %s is gone: %v", id, uid, err)
			}
			if o, err := s.Object(ctx, c.Object); err != nil || string(o.Body) != string(c.After) {
				t.Fatalf("object %s of change %s is gone: %v", uid, id, err)
			}
		}
		err = s.db.View(func(tx *bbolt.Tx) error {
			var all []error
			for err := range tx.Check() {
				all = append(all, err)
			}
			return errors.Join(all...)
		})
		if err = errors.Join(err, s.Close()); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("%d kills, %d acknowledged changes", kills, len(acknowledged))
}

// killWriter lets a writer run for a moment, the first ones while the file is
// being made, and notes what it acknowledged.
func killWriter(t *testing.T, path string, acknowledged map[string]calendar.UID) {
	t.Helper()
	c := exec.Command(os.Args[0], "-test.run=^TestWriter$", "-test.v")
	c.Env = append(os.Environ(), writerPath+"="+path)
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	time.AfterFunc(time.Duration(rand.IntN(200_000))*time.Microsecond, func() { c.Process.Kill() })
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if f := strings.Fields(lines.Text()); len(f) == 3 && f[0] == "wrote" {
			acknowledged[f[1]] = calendar.UID(f[2])
		} else if strings.Contains(lines.Text(), "FAIL") {
			t.Fatal(lines.Text())
		}
	}
	c.Wait()
}
