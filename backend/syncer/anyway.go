package syncer

import (
	"context"

	"calends/backend/calendar"
	"calends/backend/reconcile"
)

// A deletion gives way to what somebody did to the object meanwhile. Where he
// edited it the object is the same. Where he moved it, it is gone where it was
// deleted and new where it went, and only its UID tells what came back.

// findDeleted notes what the user deleted, and did not move, and the server had.
func (s *session) findDeleted(ctx context.Context) error {
	from, _, err := s.movable(ctx, s.visits)
	if err != nil {
		return err
	}
	s.deleted = map[calendar.UID]bool{}
	for _, p := range from {
		rows, err := s.replica.History(ctx, calendar.HistoryQuery{Object: p.object.ID, Limit: 1})
		if err != nil {
			return err
		}
		if len(rows) > 0 && rows[0].Kind == calendar.KindDeleted && rows[0].UID != "" {
			s.deleted[rows[0].UID] = true
		}
	}
	return nil
}

// comesAnyway notes that what is received was deleted here, where it was.
func (v *visit) comesAnyway(s reconcile.Step, learned *calendar.Sighting) {
	switch o := s.Object; {
	case o.ID == "" && len(v.deleted) > 0 && v.deleted[calendar.UID(uidOf(learned.Base.Body))]:
		learned.Kept = append(learned.Kept, calendar.Kept{Field: "VCALENDAR"})
	case o.ID == "" || o.Base == nil || o.Body != nil || !v.col.Writable() || v.stays[o.ID]:
		return
	}
	v.back[s.Href.Key()] = true
}
