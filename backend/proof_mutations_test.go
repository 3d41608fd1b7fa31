package backend_test

import (
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// mutation is one deliberate breakage of the engine.
type mutation struct{ what, file, old, new string }

// mutations break the engine itself, in one place each. What can be broken
// around it is in syncer's TestWorldBreakages.
var mutations = []mutation{
	{"forget an edited object that the server lost", "reconcile/reconcile.go", "changed: Merge, gone: Recreate}", "changed: Merge, gone: Forget}"},
	{"download over an edit", "reconcile/reconcile.go", "changed: Merge, gone: Recreate}", "changed: Download, gone: Recreate}"},
	{"replace what somebody changed", "reconcile/reconcile.go", "changed: Merge, gone: Recreate}", "changed: Replace, gone: Recreate}"},
	{"remove what somebody changed", "reconcile/reconcile.go", "{same: Remove, changed: Restore, gone: Forget}", "{same: Remove, changed: Remove, gone: Forget}"},
	{"forget a deletion", "reconcile/reconcile.go", "{same: Remove, changed: Restore, gone: Forget}", "{same: Forget, changed: Restore, gone: Forget}"},
	{"download over a creation", "reconcile/reconcile.go", "created:   {same: Create, changed: Merge, gone: Create}", "created:   {same: Create, changed: Download, gone: Create}"},
	{"remove unseen what was withdrawn", "reconcile/reconcile.go", "{same: Forget, changed: Restore, gone: Forget},\n}\n\nvar readOnly", "{same: Forget, changed: Remove, gone: Forget},\n}\n\nvar readOnly"},
	{"overlook that an etag is another", "reconcile/reconcile.go", "m.etag == \"\", !m.etag.Same(held(o).ETag)", "m.etag == \"\""},
	{"set nothing aside in a read-only calendar", "reconcile/reconcile.go", "(action == Restore || action == Forget)", "action == \"\""},
	{"ignore what is gone", "reconcile/reconcile.go", "!listed && (r.complete || r.gone[key])", "!listed && r.complete"},
	{"record the progress although something was missed", "syncer/receive.go", "err == nil && !v.missed &&", "err == nil &&"},
	{"set no text of a collision aside", "syncer/follow.go", "if err != nil || len(r.Clashes) > 0 {", "if err != nil {"},
	{"never know one's own text", "syncer/receive.go", "if row.Origin != calendar.Server && row.After != nil && merge.Same(row.After, theirs) { // servers rewrite", "if false && merge.Same(row.After, theirs) {"},
	{"stop at an undo", "syncer/receive.go", "row.Origin != calendar.Undo && bytes.Equal(row.After, o.Base.Body)", "bytes.Equal(row.After, o.Base.Body)"},
	{"take for one's own what another came back to", "syncer/receive.go", "return row.Origin == calendar.Server || row.Origin == calendar.Merge", "return false"},
	{"base a deletion on what it never saw", "syncer/send.go", "v.more[s.Href] = true\n\treturn v.unseenSent(ctx, s)\n}", "v.more[s.Href] = true\n\treturn v.done(ctx, calendar.Sighting{Object: s.Object.ID, Href: s.Href, At: s.Object.Revision, Origin: calendar.Me, Base: held, Body: held.Body})\n}"},
	{"make again what was deleted once it was sent", "syncer/send.go", "if missing(err) && errors.Is(err, calendar.ErrTaken) && o.Base != nil {", "if false {"},
	{"base an edit on what came after a move", "syncer/move.go", "!merge.Same(from.object.Base.Body, base.Body)", "false"},
	{"delete before a move's target is written", "syncer/move.go", "held, err := s.server.Put(ctx, to.object.Href, to.object.Body, calendar.Match{})", "_ = s.server.Delete(ctx, from.object.Href, was)\n\theld, err := s.server.Put(ctx, to.object.Href, to.object.Body, calendar.Match{})"},
	{"delete a move's source before its target can be read", "syncer/send.go", "case end == awaited:", "case false:"},
	{"create again before every calendar was looked at", "syncer/await.go", "return len(v.unseen()) > 0 &&", "return false &&"},
	{"create again without looking again", "syncer/follow.go", "if left == 0 || !moved || n == maxSearches {", "if true {"},
	{"wait for ever for a calendar that fails", "syncer/await.go", "< longestSearch", "< 1000*longestSearch"},
	{"write at once over what cannot be shown", "syncer/garbled.go", "v.now().Sub(o.Waits) >= patience", "true"},
	{"base on nothing what both moved to one calendar", "syncer/ancestor.go", "base, _, err := v.madeOn(ctx, o, o.ID, theirs)", "base, err := []byte(nil), error(nil)\n\tif o.Base != nil {\n\t\tbase = o.Base.Body\n\t}"},
	{"base what was moved on what came to it since", "syncer/ancestor.go", "if !joined(rows) {", "if true {"},
	{"set aside what only others wrote", "syncer/ancestor.go", "last < 0 || rows[last].After == nil {", "true {"},
	{"collide with oneself under another's stamps", "syncer/ancestor.go", "if slices.Contains(bookkeeping, nameOf(line)) {", "if false {"},
	{"bring back without a word what was deleted", "syncer/anyway.go", "v.deleted[calendar.UID(uidOf(learned.Base.Body))]", "false"},
	{"make again what another calendar has", "syncer/follow.go", "case s.Action == reconcile.Recreate && v.remade[v.col.ID]:", "case false:"},
	{"compare an override with nothing", "merge/occurrence.go", "case base == nil || mine == nil || their == nil || is == nil:", "case true:"},
	{"keep from a day what was changed of all", "merge/occurrence.go", "was != nil && is != nil && m.follows(c, was, is)", "was != nil && is != nil && false"},
	{"take an override that went along for edited", "merge/occurrence.go", "return m.same(c, side)", "return false"},
	{"leave excluded what was edited", "merge/merge.go", "m.revive(b, o.Calendar, t.Calendar)", ""},
	{"end a set with the later split", "merge/split.go", "case our.less(their):", "case their.less(our):"},
	{"forget since when an object waits", "store/record.go", "next.waits = g.Waits", "_ = g.Waits"},
	{"record a token that does not know what was created", "syncer/catchup.go", "p.Compared = time.Time{}", "_ = time.Time{}"},
	{"take for gone what a listing leaves out", "syncer/guard.go", "if o, silent := left[href.Key()]; silent {", "if o, silent := left[href.Key()]; silent && false {"},
	{"record a token that does not know what was received", "syncer/visit.go", "fresh && !v.missed", "fresh && false"},
	{"carry what was taken back", "syncer/follow.go", "return one, o.Body != nil && o.State() != calendar.Unchanged, nil", "return one, true, nil"},
	{"forget the source of a move that waits", "syncer/ends.go", "now.State() == calendar.Created {\n\t\t\t\treturn true, nil", "now.State() == calendar.Created {\n\t\t\t\treturn false, nil"},
	{"overwrite what is typed meanwhile", "store/record.go", "if old.revision == g.At {", "if true {"},
	{"take what came too late for the base", "store/record.go", "return false, errLate", "return false, nil"},
	{"record the progress of what came too late", "store/record.go", "if late > 0 || p == (calendar.Progress{}) {", "if p == (calendar.Progress{}) {"},
	{"write what was sent for what the server holds", "caldav/write.go", "c.notice(v.ETag)\n\treturn c.test(ctx, at, v)", "v.Body = body\n\treturn v, nil"},
	{"replace without a precondition", "caldav/write.go", `return map[string]string{"If-Match": string(strong)}, nil`, `return map[string]string{}, nil`},
	{"create without a precondition", "caldav/write.go", `return map[string]string{"If-None-Match": "*"}, nil`, `return map[string]string{}, nil`},
	{"take whatever is there for one's own write", "caldav/write.go", "case err != nil, untouched, !sameWrite(body, v.Body):", "case err != nil, untouched && err != nil:"},
	{"take a doubtful deletion for done", "caldav/write.go", "errors.Is(e, calendar.ErrGone) {", "e == nil || e != nil {"},
	{"take a web page for a success", "caldav/write.go", `strings.Contains(resp.Header.Get("Content-Type"), "html")`, "false"},
	{"stop after the first page", "caldav/observe.go", "if !f.truncated {", "if true {"},
	{"believe an answer that is cut off", "caldav/multistatus.go", "return fmt.Errorf(\"%w: %w\", calendar.ErrProtocol, errTornOff)", "return nil"},
}

// TestMutations applies each mutation to a copy of one file and expects the
// world of package syncer to notice, or one of the smaller tests. It compiles
// the engine once per mutation, so it runs where CALENDS_MUTATIONS is set;
// CALENDS_MUTATION_SEEDS bounds how long the world may look.
func TestMutations(t *testing.T) {
	for _, m := range mutations {
		t.Run(m.what, func(t *testing.T) {
			overlay := m.overlay(t)
			if os.Getenv("CALENDS_MUTATIONS") == "" {
				return // that it still applies is worth knowing at once
			}
			if found := noticed(t, overlay, "seed ", "-run", "^TestWorld$", "./syncer"); found != "" {
				t.Log("the world, seed", found)
			} else if found = noticed(t, overlay, "--- FAIL: ", "-skip", "^TestWorld|^TestKilled", "./merge", "./reconcile", "./syncer", "./caldav", "./store"); found != "" {
				t.Log(found)
			} else {
				t.Error("nobody noticed")
			}
		})
	}
}

// noticed runs tests over a mutation and returns what one of them said, from a
// mark to the end of the line; "" where none failed.
func noticed(t *testing.T, overlay, mark string, tests ...string) string {
	t.Helper()
	cmd := exec.Command("go", append([]string{"test", "-overlay", overlay, "-timeout", "30m", "-count=1"}, tests...)...)
	cmd.Env = append(os.Environ(), "CALENDS_WORLD_SEEDS="+or(os.Getenv("CALENDS_MUTATION_SEEDS"), "2000"))
	out, err := cmd.CombinedOutput()
	if err == nil {
		return ""
	}
	_, found, there := strings.Cut(string(out), mark)
	if !there {
		t.Fatalf("%v\n%s", err, out)
	}
	line, _, _ := strings.Cut(found, "\n")
	return line
}

// overlay writes the mutated file and what tells the go command to take it
// instead.
func (m mutation) overlay(t *testing.T) string {
	t.Helper()
	file, err := filepath.Abs(m.file)
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(string(text), m.old); n != 1 {
		t.Fatalf("%s has %d times\n%s", m.file, n, m.old)
	}
	dir := t.TempDir()
	mutant, overlay := filepath.Join(dir, "mutant.go"), filepath.Join(dir, "overlay.json")
	list, err := json.Marshal(map[string]map[string]string{"Replace": {file: mutant}})
	if err != nil {
		t.Fatal(err)
	}
	err = errors.Join(os.WriteFile(mutant, []byte(strings.Replace(string(text), m.old, m.new, 1)), 0o600),
		os.WriteFile(overlay, list, 0o600))
	if err != nil {
		t.Fatal(err)
	}
	return overlay
}

func or(text, otherwise string) string {
	if text == "" {
		return otherwise
	}
	return text
}
