package bridge

import (
	"encoding/json"
	"net/http"
	"time"

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
	return p.shown(r.Context(), calendar.Window{From: from, To: to}, view)
}

func searchAnswer(p *Program, r *http.Request, view *time.Location) (any, error) {
	found, err := p.search(r.Context(), r.FormValue("q"), view)
	if err != nil {
		return nil, err
	}
	return Shown{Occurrences: wireAll(found, view), Problems: []Problem{}}, nil
}

func historyAnswer(p *Program, r *http.Request, view *time.Location) (any, error) {
	rows, err := p.History(r.Context(), r.FormValue("uid"), view)
	return map[string]any{"changes": rows}, err
}
