package reconcile

import (
	"testing"

	"calends/backend/calendar"
)

// planner is the signature of Plan.
type planner = func([]calendar.Object, calendar.Listing) ([]Step, error)

// instead breaks Plan in one cell.
func instead(of, do Action, where func(Step) bool) planner {
	return func(local []calendar.Object, seen calendar.Listing) ([]Step, error) {
		steps, err := Plan(local, seen)
		for i, s := range steps {
			if s.Action == of && (where == nil || where(s)) {
				steps[i].Action = do
			}
		}
		return steps, err
	}
}

// blind breaks what Plan gets to see.
func blind(hide func(calendar.Listing) calendar.Listing) planner {
	return func(local []calendar.Object, seen calendar.Listing) ([]Step, error) {
		return Plan(local, hide(seen))
	}
}

// downloadKnown downloads what did not change.
func downloadKnown(local []calendar.Object, seen calendar.Listing) ([]Step, error) {
	steps, err := Plan(local, seen)
	for _, o := range local {
		if _, listed := seen.Members[o.Href]; listed && o.State() == calendar.Unchanged {
			steps = append(steps, Step{Action: Download, Object: o, Href: o.Href})
		}
	}
	return steps, err
}

// removeStale removes what was changed there since it was deleted here.
func removeStale(local []calendar.Object, seen calendar.Listing) ([]Step, error) {
	steps, err := Plan(local, seen)
	for i, s := range steps {
		if s.Action == Restore {
			steps[i].Action, steps[i].ETag = Remove, s.Object.Base.ETag
		}
	}
	return steps, err
}

// TestBreakages breaks the planner, the order of work or the server in one
// place, and expects the simulation to notice. A simulation that passes with
// one of these does not show what it claims to.
func TestBreakages(t *testing.T) {
	breakages := []struct {
		name  string
		rules rules
	}{
		{"forget an edited object the server lost", rules{plan: instead(Recreate, Forget, nil)}},
		{"download over an edit", rules{plan: instead(Merge, Download, func(s Step) bool { return s.Object.Base != nil })}},
		{"create where the server already lists it", rules{plan: instead(Merge, Create, func(s Step) bool { return s.Object.Base == nil })}},
		{"remove with a stale etag", rules{plan: removeStale}},
		{"ignore that a listing is complete", rules{plan: blind(func(l calendar.Listing) calendar.Listing {
			l.Complete = false
			return l
		})}},
		{"ignore deletions", rules{plan: blind(func(l calendar.Listing) calendar.Listing {
			l.Gone = nil
			return l
		})}},
		{"download what is known", rules{plan: downloadKnown}},
		{"move the token before the work", rules{plan: Plan, tokenFirst: true}},
		{"a server without preconditions", rules{plan: Plan, noPreconditions: true}},
		// Beyond the nine: what the simulation of the design could not see.
		{"remove what somebody changed", rules{plan: instead(Restore, Remove, nil)}},
		{"take in what came too late", rules{plan: Plan, lateToo: true}},
		{"take a lost answer for somebody else's change", rules{plan: Plan, noLedger: true}},
	}
	for _, b := range breakages {
		t.Run(b.name, func(t *testing.T) {
			t.Parallel()
			err := search(2_000, b.rules)
			if err == nil {
				t.Fatal("the simulation noticed nothing")
			}
			t.Log(err)
		})
	}
}
