package bridge

import (
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"time"

	"calends/backend/agenda"
	"calends/backend/calendar"
)

// Handler answers the window's questions that may have long answers: a span
// of occurrences, search results, history. WebKit keeps large strings that a
// bound method returns, so these are fetched from the asset server instead.
func Handler(l Life) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /api/agenda", l.answer(agendaAnswer))
	mux.HandleFunc("GET /api/search", l.answer(searchAnswer))
	mux.HandleFunc("GET /api/history", l.answer(historyAnswer))
	mux.HandleFunc("GET /api/conflicts", l.answer(conflictsAnswer))
	mux.HandleFunc("GET /api/log", l.answer(logAnswer))
	mux.HandleFunc("GET /api/why", l.answer(whyAnswer))
	return mux
}

type answer func(p *Program, r *http.Request, view *time.Location) (any, error)

// answer serves a question as JSON; an error is a Fault with status 400.
func (l Life) answer(f answer) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		w.Header().Set("Cache-Control", "no-store")
		view, err := l.Program().viewZone(r.FormValue("tz"))
		var out any
		if err == nil {
			out, err = safely(func() (any, error) { return f(l.Program(), r, view) })
		}
		if err != nil {
			w.WriteHeader(http.StatusBadRequest)
			out = Explain(err)
		}
		_ = json.NewEncoder(w).Encode(out) // a window that went away needs no answer
	}
}

func safely(f func() (any, error)) (out any, err error) {
	defer settle(&err)
	return f()
}

func agendaAnswer(p *Program, r *http.Request, view *time.Location) (any, error) {
	from, err := time.Parse(time.RFC3339, r.FormValue("from"))
	if err != nil {
		return nil, calendar.Explain(calendar.ErrInvalid, "", "from is not a time: %q", r.FormValue("from"))
	}
	to, err := time.Parse(time.RFC3339, r.FormValue("to"))
	if err != nil {
		return nil, calendar.Explain(calendar.ErrInvalid, "", "to is not a time: %q", r.FormValue("to"))
	}
	asOf, err := pastOf(p, r, "asOf", view)
	if err != nil {
		return nil, err
	}
	return p.shown(r.Context(), calendar.Window{From: from, To: to}, asOf, view)
}

func searchAnswer(p *Program, r *http.Request, view *time.Location) (any, error) {
	found, about, err := p.search(r.Context(), r.FormValue("q"), view)
	if err != nil {
		return nil, err
	}
	found = slices.DeleteFunc(found, func(o agenda.Occurrence) bool { return o.Problem != "" }) // of no day that could be shown
	return Shown{Occurrences: wireAll(found, about, view), Problems: []Problem{}}, nil
}

// pastOf reads a time that is over; zero where it is not asked for.
func pastOf(p *Program, r *http.Request, name string, view *time.Location) (time.Time, error) {
	if r.FormValue(name) == "" {
		return time.Time{}, nil
	}
	return ParsePast(r.FormValue(name), p.Now(), view)
}

func historyAnswer(p *Program, r *http.Request, view *time.Location) (any, error) {
	q := HistoryQuery{UID: r.FormValue("uid"), Calendar: r.FormValue("calendar"), Account: r.FormValue("account"),
		Sync: r.FormValue("sync"), View: view}
	var err error
	if q.Since, err = pastOf(p, r, "since", view); err != nil {
		return nil, err
	}
	if limit := r.FormValue("limit"); limit != "" {
		if q.Limit, err = strconv.Atoi(limit); err != nil || q.Limit < 1 {
			return nil, calendar.Explain(calendar.ErrInvalid, "", "limit is not a number: %q", limit)
		}
	}
	rows, err := p.History(r.Context(), q)
	return map[string]any{"changes": rows}, err
}
