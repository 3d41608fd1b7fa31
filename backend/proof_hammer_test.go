package backend_test

import (
	"fmt"
	"math/rand/v2"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
)

// TestHammer lets two profiles of the program and a foreign one (curl) write on
// one server at the same time: they make, edit, delete and move the same
// events, and answers get lost on the way. Then it is quiet, and
//
//   - the server and both devices hold the same;
//   - no calendar holds a UID twice;
//   - every value that anybody wrote is there, or was replaced or deleted by
//     somebody who had it before his eyes, or is set aside for a decision;
//   - every value that a device wrote is in its ledger.
//
// CALENDS_TEST_FULL does so on every real server, and longer.
func TestHammer(t *testing.T) {
	t.Run("caldavserver", func(t *testing.T) {
		_, base := home(t, 0, 0)
		hammering(t, base, "alice", "secret", "caldavserver", number("CALENDS_HAMMER_ROUNDS", 12))
	})
	if os.Getenv("CALENDS_TEST_FULL") == "" {
		return
	}
	for _, name := range servers() {
		t.Run(name, func(t *testing.T) {
			url, user, password := startServer(t, name)
			hammering(t, url, user, password, name, number("CALENDS_HAMMER_ROUNDS", 40))
		})
	}
}

// hammer is the server and those who write on it.
type hammer struct {
	t         *testing.T
	devices   []device
	stranger  stranger
	weather   []*weather        // of each device
	calendars map[string]string // name → URL

	mu       sync.Mutex
	made     int
	written  map[string]string // value → uid
	penned   []map[string]bool // by device: what it wrote
	answered map[string]bool   // values that somebody who saw them replaced or deleted
	twice    map[string]bool   // UIDs that somebody saw in two calendars: theirs are not followed
	done     map[string]int
	log      []string
}

func hammering(t *testing.T, address, user, password, server string, rounds int) {
	h := &hammer{t: t, calendars: map[string]string{}, written: map[string]string{}, answered: map[string]bool{},
		twice: map[string]bool{}, done: map[string]int{}, stranger: stranger{t, user, password}}
	target, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	for i := range 2 {
		w := &weather{h: h, who: i, host: target.Host}
		proxy := httptest.NewServer(w)
		t.Cleanup(proxy.Close)
		h.weather = append(h.weather, w)
		d := device{t, build(t), t.TempDir()}
		d.connect(proxy.URL+target.Path, user, password)
		h.devices, h.penned = append(h.devices, d), append(h.penned, map[string]bool{})
		for _, name := range []string{"One", "Two"} {
			if i == 0 {
				var made struct{ Href string }
				d.must(&made, "calendar", "create", name, "--account", "srv", "--json")
				h.calendars[name] = "http://" + target.Host + made.Href
			}
		}
		d.settles()
	}
	for range rounds {
		h.storm(true)
		// SOGo heeds no precondition, and DAViCal takes two writes on one version where
		// they come at the same moment: there they take turns.
		h.round(server == "sogo" || server == "davical")
	}
	h.storm(false)
	h.quiet()
	h.judge()
	t.Logf("%v; %d values, %d UIDs not followed", h.done, len(h.written), len(h.twice))
}

func (h *hammer) storm(on bool) {
	for _, w := range h.weather {
		w.storm.Store(on)
	}
}

// round lets everybody write a little and synchronize, all at once or in turns.
func (h *hammer) round(turns bool) {
	var wg sync.WaitGroup
	do := func(f func()) {
		if turns {
			f()
		} else {
			wg.Go(f)
		}
	}
	for i := range h.devices {
		do(func() {
			for range 1 + rand.IntN(3) {
				h.act(i)
			}
			if r := h.devices[i].run("", "sync", "--json"); r.status == 2 || r.status == 4 || strings.Contains(r.err, "panic") {
				h.t.Errorf("sync: exit %d\n%s%s", r.status, r.out, r.err)
			}
		})
	}
	do(func() {
		for range 1 + rand.IntN(4) {
			h.strange()
		}
	})
	wg.Wait()
}

// value is a text that nobody wrote before.
func (h *hammer) value() string {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.made++
	return fmt.Sprintf("v%dx", h.made)
}

var values = regexp.MustCompile(`\bv[0-9]+x\b`)

// note remembers what somebody did: who is the number of a device, or none's.
func (h *hammer) note(who int, what, uid string, wrote []string, over string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.done[what]++
	h.log = append(h.log, fmt.Sprint(who, " ", what, " ", uid, " ", wrote, " over ", values.FindAllString(over, -1)))
	for _, v := range wrote {
		h.written[v] = uid
		if who >= 0 {
			h.penned[who][v] = true
		}
	}
	for _, v := range values.FindAllString(over, -1) {
		h.answered[v] = true
	}
}

// act lets a device's user do something.
func (h *hammer) act(who int) {
	d := h.devices[who]
	in := h.exported(d)
	var uids []string
	for name := range h.calendars {
		for uid := range in[name] {
			uids = append(uids, uid)
		}
	}
	n, v := rand.IntN(10), h.value()
	if len(uids) < 3 || n < 1 && len(uids) < 12 {
		if r := d.run("", "add", "--summary", v, "--start", "2026-12-02T12:30", "--end", "2026-12-02T13:30", "--calendar", "srv/"+h.some()); r.status == 0 {
			h.note(who, "added", strings.TrimSpace(r.out), []string{v}, "")
		}
		return
	}
	uid := uids[rand.IntN(len(uids))]
	r := d.run("", "show", uid, "--ics")
	if r.status != 0 { // it is in both calendars
		return
	}
	switch {
	case n < 2:
		if d.run("", "delete", uid).status == 0 {
			h.note(who, "deleted", uid, nil, r.out)
		}
	case n < 3:
		if d.run("", "edit", uid, "--set", "calendar=srv/"+h.some()).status == 0 {
			h.note(who, "moved", uid, nil, "")
		}
	default:
		name := fields[rand.IntN(len(fields))]
		if d.run("", "edit", uid, "--set", strings.ToLower(name)+"="+v).status == 0 {
			h.note(who, "edited", uid, []string{v}, strings.Join(found(r.out, name), " "))
		}
	}
}

var fields = []string{"SUMMARY", "LOCATION", "DESCRIPTION"}

// some is the name of a calendar.
func (h *hammer) some() string { return []string{"One", "Two"}[rand.IntN(2)] }

// strange lets another program do something.
func (h *hammer) strange() {
	name := h.some()
	at := h.calendars[name]
	all, v := h.stranger.list(at), h.value()
	if len(all) < 2 {
		uid := "strange" + v
		if h.stranger.do("PUT", at+uid+".ics", fmt.Sprintf(event, uid, v), "If-None-Match: *").ok() {
			h.note(-1, "strange made", uid, []string{v}, "")
		}
		return
	}
	href := all[rand.IntN(len(all))]
	was := h.stranger.do("GET", href, "")
	if !was.ok() || was.etag == "" {
		return
	}
	uid := strings.Join(found(was.body, "UID"), "")
	match := "If-Match: " + was.etag
	switch n := rand.IntN(8); {
	case n < 1:
		if h.stranger.do("DELETE", href, "", match).ok() {
			h.note(-1, "strange deleted", uid, nil, was.body)
		}
	case n < 2:
		to := h.calendars[map[string]string{"One": "Two", "Two": "One"}[name]] + filepath.Base(href)
		if h.stranger.do("MOVE", href, "", match, "Destination: "+to, "Overwrite: F").ok() {
			h.note(-1, "strange moved", uid, nil, "")
		}
	default:
		field := fields[rand.IntN(len(fields))]
		if h.stranger.do("PUT", href, with(was.body, field, v), match).ok() {
			h.note(-1, "strange edited", uid, []string{v}, strings.Join(found(was.body, field), " "))
		}
	}
}

// quiet synchronizes until nobody has anything left to say.
func (h *hammer) quiet() {
	h.t.Helper()
	var last string
	for range 8 {
		last = ""
		for _, d := range h.devices {
			r := d.run("", "sync", "--json")
			if r.status != 0 && r.status != 5 { // 5: something is set aside for a decision
				last += fmt.Sprintf("exit %d\n%s%s", r.status, r.out, r.err)
			}
		}
	}
	if last != "" {
		h.t.Errorf("it does not come to rest: %s", last)
	}
}

// exported reads what a device holds: calendar → uid → its events.
func (h *hammer) exported(d device) map[string]map[string]string {
	in := map[string]map[string]string{}
	seen := map[string]bool{}
	for name := range h.calendars {
		r := d.run("", "export", "--calendar", "srv/"+name)
		if r.status != 0 {
			h.t.Errorf("export: exit %d %s", r.status, r.err)
		}
		in[name] = events(r.out)
		h.meet(seen, in[name])
	}
	return in
}

// meet notes the UIDs that are in two calendars.
func (h *hammer) meet(seen map[string]bool, in map[string]string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for uid := range in {
		h.twice[uid] = h.twice[uid] || seen[uid]
		seen[uid] = true
		if !h.twice[uid] {
			delete(h.twice, uid)
		}
	}
}

// judge compares the three, and looks for everything that was written.
func (h *hammer) judge() {
	truth, all, seen := map[string]map[string]string{}, "", map[string]bool{}
	for name, at := range h.calendars {
		truth[name] = map[string]string{}
		for _, href := range h.stranger.list(at) {
			text := h.stranger.do("GET", href, "").body
			for uid, e := range events(text) {
				if truth[name][uid] != "" {
					h.t.Errorf("%s holds %s twice", name, uid)
				}
				truth[name][uid] = e
			}
			all += text
		}
		h.meet(seen, truth[name])
	}
	for i, d := range h.devices {
		in := h.exported(d)
		for name := range h.calendars {
			h.same(fmt.Sprintf("device %d, %s", i, name), in[name], truth[name])
		}
		all += d.run("", "conflicts", "list", "--json").out
		ledger := d.must(nil, "history", "--limit", "100000", "--json")
		for v := range h.penned[i] {
			if !strings.Contains(ledger, v) {
				h.t.Errorf("%s is not in the ledger of device %d, which wrote it", v, i)
			}
		}
	}
	there := map[string]bool{}
	for _, v := range values.FindAllString(all, -1) {
		there[v] = true
	}
	followed := 0
	for v, uid := range h.written {
		if h.twice[uid] {
			continue
		}
		if followed++; !there[v] && !h.answered[v] {
			h.t.Errorf("%s of %s is lost\n%s", v, uid, h.about(uid))
		}
	}
	if followed < len(h.written)/3 {
		h.t.Errorf("only %d of %d values could be followed", followed, len(h.written))
	}
}

// about is what was noted of an event.
func (h *hammer) about(uid string) string {
	return strings.Join(slices.DeleteFunc(slices.Clone(h.log), func(l string) bool { return !strings.Contains(l, uid) }), "\n")
}

func (h *hammer) same(who string, got, want map[string]string) {
	h.t.Helper()
	for uid, text := range want {
		if got[uid] != text {
			h.t.Errorf("%s: %s is\n%s\nthe server has\n%s", who, uid, got[uid], text)
		}
	}
	for uid := range got {
		if want[uid] == "" {
			h.t.Errorf("%s: %s is here and not on the server\n%s", who, uid, h.about(uid))
		}
	}
}

// unfolded are the lines of a text.
func unfolded(text string) []string {
	text = strings.NewReplacer("\r\n ", "", "\r\n", "\n", "\n ", "").Replace(text)
	return strings.Split(strings.TrimSpace(text), "\n")
}

// events are those in a text by UID, their lines in order.
func events(text string) map[string]string {
	all := map[string]string{}
	uid, from := "", 0
	lines := unfolded(text)
	for i, l := range lines {
		switch name, value, _ := strings.Cut(l, ":"); {
		case l == "BEGIN:VEVENT":
			uid, from = "", i
		case name == "UID" && uid == "":
			uid = value
		case l == "END:VEVENT":
			e := slices.Sorted(slices.Values(lines[from:i]))
			all[uid] += strings.Join(e, "\n") + "\n"
		}
	}
	return all
}

// found are the values of a property.
func found(text, name string) (all []string) {
	for _, l := range unfolded(text) {
		before, value, _ := strings.Cut(l, ":")
		if property, _, _ := strings.Cut(before, ";"); property == name {
			all = append(all, value)
		}
	}
	return all
}

// with sets a property of an event.
func with(text, name, value string) string {
	lines := slices.DeleteFunc(unfolded(text), func(l string) bool { return strings.HasPrefix(l, name+":") || strings.HasPrefix(l, name+";") })
	end := slices.Index(lines, "END:VEVENT")
	return strings.Join(slices.Insert(lines, end, name+":"+value), "\r\n") + "\r\n"
}
