package bridge

// The window's wire types: strings, numbers and lists, never a nil list, never
// a time.Time.

// Time is a date or a time. Wall and TZID are for writing, Instant
// (milliseconds since 1970) is for drawing.
type Time struct {
	Kind    string `json:"kind"` // date, floating, utc, zoned
	Wall    string `json:"wall"` // 2026-11-22 or 2026-11-22T09:00:00
	TZID    string `json:"tzid"`
	Instant int64  `json:"instant"`
}

// Occurrence is one occurrence, as the grid draws it.
type Occurrence struct {
	Object       string `json:"object"`
	Revision     int64  `json:"revision"`
	UID          string `json:"uid"`
	RecurrenceID string `json:"recurrenceId"` // "" where the object does not recur
	Calendar     string `json:"calendar"`
	Summary      string `json:"summary"`
	Location     string `json:"location"`
	Status       string `json:"status"`
	Transparency string `json:"transparency"`
	Color        string `json:"color"`
	Start        Time   `json:"start"`
	End          Time   `json:"end"` // exclusive
	AllDay       bool   `json:"allDay"`
	Recurs       bool   `json:"recurs"`
	HasAlarm     bool   `json:"hasAlarm"`
	State        string `json:"state"`
	Held         string `json:"held"` // why a change of it is held back, as HeldReason; "" where none is
}

// Shown is the answer to a window's question for a span of time.
type Shown struct {
	Occurrences []Occurrence `json:"occurrences"`
	Problems    []Problem    `json:"problems"`
}

// Attendee is someone invited.
type Attendee struct {
	Name    string `json:"name"`
	Address string `json:"address"`
	Status  string `json:"status"` // PARTSTAT, upper case
}

// Conference is a way to join from afar.
type Conference struct {
	Label string `json:"label"`
	URI   string `json:"uri"`
}

// Details is everything an editor shows of one event or occurrence.
type Details struct {
	Object       string       `json:"object"`
	Revision     int64        `json:"revision"`
	UID          string       `json:"uid"`
	RecurrenceID string       `json:"recurrenceId"`
	Calendar     string       `json:"calendar"`
	Summary      string       `json:"summary"`
	Start        Time         `json:"start"`
	End          Time         `json:"end"`
	AllDay       bool         `json:"allDay"`
	RRule        string       `json:"rrule"`
	RRuleText    string       `json:"rruleText"`
	Location     string       `json:"location"`
	Description  string       `json:"description"`
	URL          string       `json:"url"`
	Status       string       `json:"status"`
	Transparency string       `json:"transparency"`
	Class        string       `json:"class"`
	Color        string       `json:"color"` // a name of CSS; "": the calendar's
	Categories   []string     `json:"categories"`
	Alarms       []string     `json:"alarms"`
	Attendees    []Attendee   `json:"attendees"`
	Organizer    string       `json:"organizer"`
	Conferences  []Conference `json:"conferences"`
	Recurs       bool         `json:"recurs"`
	Writable     bool         `json:"writable"`
	State        string       `json:"state"`
	Held         string       `json:"held"` // as in Occurrence
}

// Saved names what a command of the window changed.
type Saved struct {
	UID      string `json:"uid"`
	Object   string `json:"object"`
	Revision int64  `json:"revision"`
	Calendar string `json:"calendar"`
	Change   string `json:"change"`
	Changes  int    `json:"changes"` // how many there were, where several: the first is named
	Left     int    `json:"left"`    // objects left as they are: changed since, or read-only
	Said     string `json:"said"`    // what became of a whole calendar; "" for events
}

// CalendarInfo is a calendar as the side bar shows it.
type CalendarInfo struct {
	ID         string   `json:"id"`
	Account    string   `json:"account"`
	Name       string   `json:"name"`
	Color      string   `json:"color"`
	Href       string   `json:"href"`
	Writable   bool     `json:"writable"`
	Components []string `json:"components"`
	Objects    int      `json:"objects"`
	Hidden     bool     `json:"hidden"`
	IsDefault  bool     `json:"isDefault"`
	// What is held back of the server's changes: why ("" where nothing is),
	// since when, of how many events, and in a sentence.
	HeldReason  string `json:"heldReason"` // first, removals, emptied, changes, omitted, missing
	HeldAt      string `json:"heldAt"`     // RFC 3339
	Held        int    `json:"held"`
	HeldMessage string `json:"heldMessage"`
}

// AccountInfo is an account and the truth about what is synchronized.
type AccountInfo struct {
	Name      string `json:"name"`
	Provider  string `json:"provider"`
	URL       string `json:"url"`
	User      string `json:"user"`
	Valid     bool   `json:"valid"`
	LastSync  string `json:"lastSync"` // RFC 3339, "" never
	Error     string `json:"error"`
	ErrorCode string `json:"errorCode"`
	Phase     string `json:"phase"`   // idle, syncing, keyring (waits for it), offline, signin, failed, local
	Pending   int    `json:"pending"` // objects whose changes wait to be sent
	Secret    string `json:"secret"`  // where the password is kept: keyring, file, command, session
	// Of the Total events that the sync under way found to need work, so many
	// are done; both 0 where there is none.
	Done  int `json:"done"`
	Total int `json:"total"`
}

// AccountAdded is what signing in found.
type AccountAdded struct {
	Name      string         `json:"name"`
	Calendars []CalendarInfo `json:"calendars"`
	Notes     []string       `json:"notes"`
}

// SettingsInfo is what the window asks for when it starts.
type SettingsInfo struct {
	DefaultCalendar string   `json:"defaultCalendar"`
	WeekStart       int      `json:"weekStart"`   // 0 Sunday, 1 Monday, 6 Saturday
	TimeZone        string   `json:"timeZone"`    // IANA; "" is the system's
	MoreZones       []string `json:"moreZones"`   // those shown besides, two at most
	DateOrder       string   `json:"dateOrder"`   // of 10/11 in a sentence: day or month first; "" asks
	Keys            string   `json:"keys"`        // JSON: by what a key does, the keys that the user chose himself
	LedgerBytes     int64    `json:"ledgerBytes"` // of what nothing but the history needs, as of today
	LedgerDays      int      `json:"ledgerDays"`  // how long history is kept
	LedgerMB        int      `json:"ledgerMB"`    // how large it may grow
	RecordMB        int      `json:"recordMB"`    // how large the sync record may grow; 0: none is kept
	Version         string   `json:"version"`
	Demo            bool     `json:"demo"`
}

// Span is what a notice tells the window: look again between these instants
// (milliseconds since 1970). Both zero: everywhere.
type Span struct {
	From int64 `json:"from"`
	To   int64 `json:"to"`
}
