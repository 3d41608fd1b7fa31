package bridge

import (
	"context"
	"time"

	"calends/backend/agenda"
)

// Conflicts lists the collisions that wait for the user.
func (p *Program) Conflicts(ctx context.Context, _ *time.Location) ([]ConflictRow, error) {
	all, err := p.Store.Conflicts(ctx)
	if err != nil {
		return nil, err
	}
	rows := []ConflictRow{}
	for _, c := range all {
		row := ConflictRow{ID: c.ID, UID: string(c.UID), Fields: []ConflictField{}}
		if index, err := agenda.Index(c.Ours); err == nil {
			row.Summary = index.Title
		}
		base := map[string]string{}
		for _, f := range agenda.Differences(c.Base, c.Theirs) {
			base[f.Name] = f.Before
		}
		for _, f := range agenda.Differences(c.Ours, c.Theirs) {
			row.Fields = append(row.Fields, ConflictField{Name: f.Name, Base: base[f.Name], Ours: f.Before, Theirs: f.After})
		}
		rows = append(rows, row)
	}
	return rows, nil
}
