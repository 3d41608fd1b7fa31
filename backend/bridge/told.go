package bridge

import (
	"context"
	"time"

	"calends/backend/calendar"
)

// accountInfos lists the accounts and the truth about each.
func (p *Program) accountInfos(ctx context.Context) ([]AccountInfo, error) {
	s, err := p.shelf(ctx)
	if err != nil {
		return nil, err
	}
	out := []AccountInfo{}
	for _, a := range s.accounts {
		if a.ID == calendar.LocalAccount {
			continue
		}
		info, err := p.accountInfo(ctx, s, a)
		if err != nil {
			return nil, err
		}
		out = append(out, info)
	}
	return out, nil
}

func (p *Program) accountInfo(ctx context.Context, s shelf, a calendar.Account) (AccountInfo, error) {
	info := AccountInfo{Name: a.Name, Provider: a.Provider, URL: a.Server, User: a.User,
		Valid: a.LastErrorCode != "sign_in", LastSync: stamp(a.LastSync), Error: a.LastError, ErrorCode: a.LastErrorCode,
		Secret: string(a.Secret), Phase: p.accounts.phase(a)}
	var err error
	info.Pending, err = p.pending(ctx, s, a.ID)
	info.Done, info.Total = p.accounts.progress(a.ID)
	return info, err
}

// pending counts the objects of an account that wait to be sent.
func (p *Program) pending(ctx context.Context, s shelf, id calendar.AccountID) (total int, err error) {
	for _, c := range s.collections {
		if c.Account != id {
			continue
		}
		n, err := p.Store.Pending(ctx, c.ID)
		if err != nil {
			return total, err
		}
		total += n
	}
	return total, nil
}

func (p *Program) calendarInfos(ctx context.Context) ([]CalendarInfo, error) {
	s, err := p.shelf(ctx)
	if err != nil {
		return nil, err
	}
	chosen, err := p.defaultCollection(ctx, s)
	if err != nil {
		chosen = calendar.Collection{} // none can be written to; none is the default
	}
	out := []CalendarInfo{}
	for _, c := range s.collections {
		row := s.row(c)
		info := CalendarInfo{ID: row.ID, Account: row.Account, Name: row.Name, Color: row.Color, Href: row.Href,
			Writable: row.Writable, Components: row.Components, Objects: row.Objects, Hidden: row.Hidden,
			IsDefault: chosen.ID != "" && c.ID == chosen.ID}
		if h := row.Held; h != nil {
			info.HeldReason, info.HeldAt, info.HeldMessage, info.Held = h.Reason, h.At, h.Message, c.Hold.Objects()
		}
		out = append(out, info)
	}
	return out, nil
}

func (p *Program) calendarInfo(ctx context.Context, id string) (CalendarInfo, error) {
	all, err := p.calendarInfos(ctx)
	if err != nil {
		return CalendarInfo{}, err
	}
	for _, c := range all {
		if c.ID == id {
			return c, nil
		}
	}
	return CalendarInfo{}, calendar.ErrNotFound
}

// Emit sends an event to the window.
type Emit func(name string, data any)

// Tell lets the window know of changes until ctx ends: what the store
// notices, and how synchronization is. Notices that come close together are
// told once.
func (p *Program) Tell(ctx context.Context, watch func(func(calendar.Notice)) func(), emit Emit) {
	notices := make(chan calendar.Notice, 64)
	stop := watch(func(n calendar.Notice) {
		select {
		case notices <- n:
		default: // full: the window is told to look everywhere below
			select {
			case <-notices:
			default:
			}
			notices <- calendar.Notice{Shape: true, Spans: []calendar.Window{{}}}
		}
	})
	defer stop()
	p.accounts.tell(func(a AccountInfo) { emit("sync:status", a) })
	defer p.accounts.tell(nil)
	for {
		select {
		case <-ctx.Done():
			return
		case n := <-notices:
			n = gather(n, notices)
			if len(n.Spans) > 0 {
				emit("agenda:changed", span(n.Spans))
			}
			if n.Shape {
				emit("calendars:changed", struct{}{})
			}
		}
	}
}

// gatherFor is how long notices are collected before the window is told.
const gatherFor = 30 * time.Millisecond

func gather(n calendar.Notice, more <-chan calendar.Notice) calendar.Notice {
	timer := time.NewTimer(gatherFor)
	defer timer.Stop()
	for {
		select {
		case m := <-more:
			n.Spans = append(n.Spans, m.Spans...)
			n.Shape = n.Shape || m.Shape
		case <-timer.C:
			return n
		}
	}
}

// span is the hull of windows as the window is told.
func span(ws []calendar.Window) Span {
	out := Span{}
	for i, w := range ws {
		if w.From.IsZero() || w.To.IsZero() {
			return Span{}
		}
		from, to := w.From.UnixMilli(), w.To.UnixMilli()
		if i == 0 {
			out = Span{From: from, To: to}
			continue
		}
		out.From, out.To = min(out.From, from), max(out.To, to)
	}
	return out
}
