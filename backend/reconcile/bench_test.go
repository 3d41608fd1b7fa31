package reconcile

import (
	"fmt"
	"testing"

	"calends/backend/calendar"
)

func BenchmarkPlanOf10000(b *testing.B) {
	seen := calendar.Listing{Complete: true, Members: map[calendar.Href]calendar.ETag{}}
	var local []calendar.Object
	for i := range 10_000 {
		o := unchangedHere()
		o.Href = calendar.Href(fmt.Sprintf("/dav/calendars/alice/home/%d.ics", i))
		local = append(local, o)
		seen.Members[o.Href] = o.Base.ETag
	}
	for b.Loop() {
		if steps, err := Plan(local, seen); err != nil || len(steps) > 0 {
			b.Fatal(steps, err)
		}
	}
}
