package bridge

import (
	"context"
	"fmt"
	"strings"
	"time"

	"calends/backend/calendar"
	"calends/backend/ical"
	"calends/backend/quickadd"
	"calends/backend/recur"
	"calends/backend/words"
)

// Sentence is a line of text to read as an event.
type Sentence struct {
	Text     string `json:"text"`
	Calendar string `json:"calendar"` // where it goes if the text does not say
	Slot     string `json:"slot"`     // where the user is in the calendar: a date, or a date and time; "" nowhere
	Language string `json:"language"` // a tag such as "de"; "" is English
}

// QuickDraft is what a sentence was understood as.
type QuickDraft struct {
	Title      string       `json:"title"`
	Start      string       `json:"start"` // a date or a time as in Patch; "" where none was said
	End        string       `json:"end"`   // exclusive
	AllDay     bool         `json:"allDay"`
	TZID       string       `json:"tzid"` // "" is the view zone
	RRule      string       `json:"rrule"`
	RRuleText  string       `json:"rruleText"`
	Location   string       `json:"location"`
	People     []string     `json:"people"`
	Calendar   string       `json:"calendar"` // an id; "" where none was said
	Alarms     []string     `json:"alarms"`
	Transp     string       `json:"transparency"`
	Call       string       `json:"call"`
	URL        string       `json:"url"`
	Note       string       `json:"note"`
	Task       bool         `json:"task"`
	Chips      []QuickChip  `json:"chips"`   // together they are the sentence
	Doubts     []QuickDoubt `json:"doubts"`  // with any, it is not saved
	Missing    string       `json:"missing"` // why it cannot be saved although nothing is in doubt; "" where it can
	Understood string       `json:"understood"`
}

// QuickChip is a part of the sentence, and what it was taken for.
type QuickChip struct {
	Text  string `json:"text"`
	Kind  string `json:"kind"`  // as quickadd.Kind has them: blank, title, date, time, …
	Means string `json:"means"` // in words; "" for those that speak for themselves, and in doubt
}

// QuickDoubt is something that the sentence leaves open.
type QuickDoubt struct {
	Why      string         `json:"why"`
	Text     string         `json:"text"`    // the words it is about
	Message  string         `json:"message"` // for people
	Readings []QuickReading `json:"readings"`
}

// QuickReading is one thing the words can mean.
type QuickReading struct {
	Text     string `json:"text"`     // how to write it
	Means    string `json:"means"`    // in words
	Sentence string `json:"sentence"` // the whole sentence with it
}

// QuickAdd tells how a sentence is understood, its times in view; nothing is
// written.
func (p *Program) QuickAdd(ctx context.Context, ask Sentence, view *time.Location) (QuickDraft, error) {
	s, err := p.shelf(ctx)
	if err != nil {
		return QuickDraft{}, err
	}
	o := quickadd.Options{Language: ask.Language, WeekStart: time.Monday, Slot: ask.Slot, Zones: p.Zones}
	for _, c := range s.collections {
		o.Calendars = append(o.Calendars, quickadd.Known{ID: string(c.ID), Account: s.accountName(c.Account), Name: c.Name})
	}
	if start, err := p.Store.Setting(ctx, settingWeekStart); err != nil {
		return QuickDraft{}, err
	} else if start == "0" {
		o.WeekStart = time.Sunday
	}
	order, err := p.Store.Setting(ctx, settingDateOrder)
	if err != nil {
		return QuickDraft{}, err
	}
	o.Order = dateOrders[order]
	d := quickadd.Parse(ask.Text, p.Now().In(view), o)
	return reader{words.In(ask.Language), s}.draft(d), nil
}

// Languages are the tags of those that a sentence can be read in.
func Languages() []string { return quickadd.Languages() }

// dateOrders are the values of the setting that says how 10/11 is read.
var dateOrders = map[string]quickadd.Order{"": quickadd.AnyOrder, "day": quickadd.DayFirst, "month": quickadd.MonthFirst}

// AddSentence makes an event of a sentence; what beside says wins. Where
// something is in doubt it makes none: the error, which wraps
// calendar.ErrAmbiguous, tells the readings.
func (p *Program) AddSentence(ctx context.Context, ask Sentence, beside Patch, view *time.Location) (ChangeRef, error) {
	changes, err := p.addSentence(ctx, ask, beside, view)
	return ref(changes), err
}

func (p *Program) addSentence(ctx context.Context, ask Sentence, beside Patch, view *time.Location) ([]calendar.Change, error) {
	d, err := p.QuickAdd(ctx, ask, view)
	if err != nil {
		return nil, err
	}
	if err := d.problem(); err != nil {
		return nil, err
	}
	in := d.Calendar
	if in == "" {
		in = ask.Calendar
	}
	return p.add(ctx, AddEvent{Calendar: in, Patch: beside.over(d), View: view})
}

// problem says why a draft cannot be saved.
func (d QuickDraft) problem() error {
	if len(d.Doubts) > 0 {
		b := d.Doubts[0]
		if b.Why == string(quickadd.NoCalendar) {
			return calendar.Explain(calendar.ErrNotFound, "`calends calendar list` shows the calendars.", "%s", b.Message)
		}
		var ways []string
		for _, r := range b.Readings {
			ways = append(ways, "“"+r.Text+"”")
		}
		hint := "Say it in other words."
		if len(ways) > 0 {
			hint = "Write " + strings.Join(ways, " or ") + " instead."
		}
		return calendar.Explain(calendar.ErrAmbiguous, hint, "%s", b.Message)
	}
	if d.Missing != "" {
		return calendar.Explain(calendar.ErrInvalid, d.Missing, "%q says not enough to make an event", d.sentence())
	}
	return nil
}

// sentence is what was read.
func (d QuickDraft) sentence() string {
	var b strings.Builder
	for _, c := range d.Chips {
		b.WriteString(c.Text)
	}
	return strings.TrimSpace(b.String())
}

// over lays what is said beside a sentence over what it says.
func (p Patch) over(d QuickDraft) Patch {
	say := func(field **string, value string) {
		if *field == nil && value != "" {
			*field = &value
		}
	}
	say(&p.Summary, d.Title)
	say(&p.Start, d.Start)
	say(&p.End, d.End)
	say(&p.TZID, d.TZID)
	say(&p.RRule, d.RRule)
	say(&p.Location, d.Location)
	say(&p.Description, d.Note)
	say(&p.URL, d.URL)
	say(&p.Transparency, d.Transp)
	if p.Alarms == nil && len(d.Alarms) > 0 {
		p.Alarms = &d.Alarms
	}
	return p
}

// reader says in words what was understood.
type reader struct {
	speaker words.Speaker
	shelf   shelf
}

func (r reader) draft(d quickadd.Draft) QuickDraft {
	out := QuickDraft{Title: d.Title, Start: d.Start, End: d.End, AllDay: d.AllDay, TZID: d.TZID, RRule: d.RRule, Location: d.Place,
		People: d.People, Calendar: d.Calendar, Alarms: d.Alarms, Transp: d.Busy, Call: d.Call, URL: d.Link, Note: d.Note, Task: d.Task,
		Chips: []QuickChip{}, Doubts: []QuickDoubt{}}
	if out.People == nil {
		out.People = []string{}
	}
	if out.Alarms == nil {
		out.Alarms = []string{}
	}
	if d.RRule != "" {
		out.RRuleText = r.means(quickadd.Repeat, d.RRule)
	}
	for _, s := range d.Spans {
		out.Chips = append(out.Chips, QuickChip{Text: s.Text, Kind: string(s.Kind), Means: r.means(s.Kind, s.Value)})
	}
	for _, b := range d.Doubts {
		out.Doubts = append(out.Doubts, r.doubt(b))
	}
	switch {
	case d.Start == "":
		out.Missing = "Say when: tomorrow 13:00, 24 December, every Monday 9:00."
	case d.Title == "":
		out.Missing = "Say what it is."
	case d.Task:
		out.Missing = "To-dos are kept but not made yet. For an event, put “todo” in quotation marks."
	case d.Call != "" && d.Link == "":
		out.Missing = "Paste the link of the call behind +" + d.Call + "."
	}
	out.Understood = r.understood(out)
	return out
}

func (r reader) doubt(b quickadd.Doubt) QuickDoubt {
	out := QuickDoubt{Why: string(b.Why), Text: b.Text, Readings: []QuickReading{}}
	var can []string
	for _, x := range b.Readings {
		means := r.means(x.Kind, x.Value)
		if means == "" {
			means = "words of the title"
		}
		can = append(can, means)
		out.Readings = append(out.Readings, QuickReading{Text: x.Text, Means: means, Sentence: x.Sentence})
	}
	switch {
	case b.Why == quickadd.NoCalendar:
		out.Message = fmt.Sprintf("There is no calendar called %q.", strings.TrimPrefix(b.Text, "/"))
	case b.Why == quickadd.NoTime:
		out.Message = fmt.Sprintf("%q needs a start.", b.Text)
	case b.Why == quickadd.NoEnd:
		out.Message = fmt.Sprintf("%q ends it before it starts.", b.Text)
	case b.Why == quickadd.NoSuchDay && len(can) < 2:
		out.Message = fmt.Sprintf("There is no day %q.", b.Text)
	case b.Why == quickadd.SaidTwice:
		out.Message = fmt.Sprintf("%q comes on top of what was said before.", b.Text)
	default:
		out.Message = fmt.Sprintf("%q can mean: %s.", b.Text, strings.Join(can, ", or "))
	}
	return out
}

// means is the value of a span in words.
func (r reader) means(k quickadd.Kind, value string) string {
	if value == "" {
		return ""
	}
	switch k {
	case quickadd.Date:
		first, last, several := strings.Cut(value, "/")
		if !several {
			return r.day(first)
		}
		return r.day(first) + " – " + r.day(last)
	case quickadd.Clock:
		return strings.Replace(value, "/", "–", 1)
	case quickadd.Repeat:
		return r.repeats(value)
	case quickadd.Calendar:
		return r.shelf.byID(calendar.CollectionID(value)).Name
	case quickadd.Alarm:
		return value + " before"
	case quickadd.Busy:
		return map[string]string{"TRANSPARENT": "free", "OPAQUE": "busy"}[value]
	case quickadd.Title, quickadd.Note, quickadd.Blank:
		return ""
	}
	return value
}

func (r reader) day(text string) string {
	day, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return text
	}
	return r.speaker.Day(day)
}

// repeats says a rule, or its end alone.
func (r reader) repeats(value string) string {
	whole := value
	if !strings.HasPrefix(value, "FREQ=") {
		whole = "FREQ=DAILY;" + value
	}
	rule, err := recur.ParseRule(whole)
	switch {
	case err != nil:
		return value
	case whole == value:
		return r.speaker.Rule(rule, ical.Moment{}, nil)
	}
	return r.speaker.End(rule, ical.Moment{}, nil)
}

// understood is the draft in a line, for people.
func (r reader) understood(d QuickDraft) string {
	parts := []string{d.Title}
	if d.Start != "" {
		day, at, timed := strings.Cut(d.Start, "T")
		endDay, endAt, _ := strings.Cut(d.End, "T")
		switch {
		case !timed:
			if last, err := time.Parse(time.DateOnly, endDay); err == nil {
				endDay = last.AddDate(0, 0, -1).Format(time.DateOnly)
			}
			if parts = append(parts, r.day(day)); endDay != day {
				parts[len(parts)-1] += " – " + r.day(endDay)
			}
		case endDay == day:
			parts = append(parts, r.day(day)+" "+at+"–"+endAt)
		default:
			parts = append(parts, r.day(day)+" "+at+" – "+r.day(endDay)+" "+endAt)
		}
	}
	for _, text := range []string{d.TZID, d.RRuleText, d.Location, r.shelf.byID(calendar.CollectionID(d.Calendar)).Name} {
		if text != "" {
			parts = append(parts, text)
		}
	}
	return strings.Join(parts, " · ")
}

// QuickAdd tells, as one types, how a sentence is understood; tz is the zone
// its times are in.
func (e *Events) QuickAdd(ask Sentence, tz string) (out QuickDraft, err error) {
	defer settle(&err)
	p := e.life.Program()
	view, err := p.viewZone(tz)
	if err != nil {
		return QuickDraft{}, err
	}
	return p.QuickAdd(e.life.Context(), ask, view)
}

// AddSentence makes an event of a sentence in which nothing is in doubt.
func (e *Events) AddSentence(ask Sentence, tz string) (out Saved, err error) {
	defer settle(&err)
	p := e.life.Program()
	view, err := p.viewZone(tz)
	if err != nil {
		return Saved{}, err
	}
	return p.saved(p.addSentence(e.life.Context(), ask, Patch{}, view))
}
