package bridge

// The rows of the command line, as docs and scripts know them: names, keys and
// meaning are a public contract.

// AgendaRow is an occurrence.
type AgendaRow struct {
	UID          string  `json:"uid"`
	RecurrenceID *string `json:"recurrence_id"` // the original slot; nil: does not recur
	Summary      string  `json:"summary"`
	Start        string  `json:"start"`
	End          string  `json:"end"` // exclusive
	AllDay       bool    `json:"all_day"`
	Calendar     *string `json:"calendar"` // nil with --file
	Status       *string `json:"status"`
	Transparency *string `json:"transparency"`
	Location     string  `json:"location"`
	TZID         *string `json:"tzid"`
	// Held says why a change of it is held back: first, removals, emptied,
	// changes, omitted, missing; "" where none is.
	Held string `json:"held,omitempty"`
	// Problem is why it cannot be read when it is: Start and End are "" then. A
	// search finds such an event all the same.
	Problem string `json:"problem,omitempty"`
}

// CalendarRow is a calendar.
type CalendarRow struct {
	ID         string   `json:"id"`
	Account    string   `json:"account"`
	Name       string   `json:"name"`
	Color      string   `json:"color"`
	Href       string   `json:"href"`
	Writable   bool     `json:"writable"`
	Components []string `json:"components"`
	Objects    int      `json:"objects"`
	Hidden     bool     `json:"hidden"`
	// Held says what is held back of its server's changes; nil where nothing is.
	Held *HeldChange `json:"held,omitempty"`
}

// AccountRow is an account.
type AccountRow struct {
	Name     string  `json:"name"`
	Provider string  `json:"provider"`
	URL      string  `json:"url"`
	User     string  `json:"user"`
	Valid    bool    `json:"valid"`
	LastSync *string `json:"last_sync"`
	Error    *Fault  `json:"error"`
}

// AccountReport is what signing in, or checking, found.
type AccountReport struct {
	Name         string           `json:"name"`
	Principal    string           `json:"principal"`
	Home         string           `json:"home"`
	Calendars    []CalendarRow    `json:"calendars"`
	Capabilities map[string]*bool `json:"capabilities"` // null is unknown
	Notes        []string         `json:"notes"`
}

// Fault is an error as machines read it.
type Fault struct {
	Code    string `json:"code"`
	Message string `json:"message"`
	Hint    string `json:"hint,omitempty"`
	Field   string `json:"field,omitempty"`
}

// Counts counts objects in one direction.
type Counts struct {
	Created int `json:"created"`
	Updated int `json:"updated"`
	Deleted int `json:"deleted"`
}

// SyncFailure is an object that could not be synchronized.
type SyncFailure struct {
	Href    string `json:"href"`
	Code    string `json:"code"`
	Message string `json:"message"`
	Hint    string `json:"hint,omitempty"` // what becomes of it, and what can be done
}

// SyncCalendar is what a sync did in one calendar.
type SyncCalendar struct {
	ID        string `json:"id"`
	Name      string `json:"name"`
	Href      string `json:"href"`
	Received  Counts `json:"received"`
	Sent      Counts `json:"sent"`
	Merged    int    `json:"merged"`
	Returned  int    `json:"returned"` // deleted here, and edited or moved there meanwhile: those stay
	Conflicts int    `json:"conflicts"`
	HeldBack  int    `json:"held_back"`
	// Held says what is held back; nil where nothing is.
	Held   *HeldChange   `json:"held,omitempty"`
	Failed []SyncFailure `json:"failed"`
	// Unreadable came in with this sync and is kept, but cannot be read.
	Unreadable []SyncFailure `json:"unreadable"`
	Method     string        `json:"method"`
	Error      *Fault        `json:"error,omitempty"`
}

// SyncAccount is what a sync did for one account.
type SyncAccount struct {
	Name      string         `json:"name"`
	Requests  int            `json:"requests"`
	Error     *Fault         `json:"error"`
	Calendars []SyncCalendar `json:"calendars"`
}

// SyncResult is a whole sync.
type SyncResult struct {
	Started       string        `json:"started"`
	DurationMS    int64         `json:"duration_ms"`
	Requests      int           `json:"requests"`
	BytesReceived int64         `json:"bytes_received"`
	BytesSent     int64         `json:"bytes_sent"`
	Accounts      []SyncAccount `json:"accounts"`
	// Plan is there, if empty, where only that was asked for.
	Plan []PlanRow `json:"plan,omitzero"`
}

// ChangeRef names what a command changed.
type ChangeRef struct {
	UID      string `json:"uid"`
	Calendar string `json:"calendar"`
	Change   string `json:"change"`
	// Summary is the title of the event, or the name of the calendar.
	Summary string `json:"summary,omitempty"`
	// Changes is how many events were changed, where that was several: the first
	// is named. Left is how many objects were left as they are, because they
	// changed since or cannot be written to.
	Changes int `json:"changes,omitempty"`
	Left    int `json:"left,omitempty"`
	// About is "calendar" where it was about a whole one, which may be Gone
	// now; "" for events. Said says what became of it.
	About string `json:"about,omitempty"`
	Gone  bool   `json:"gone,omitempty"`
	Said  string `json:"said,omitempty"`
}

// aboutCalendar says that a change was about a calendar as a whole.
const aboutCalendar = "calendar"

// ShowRow is one object in full.
type ShowRow struct {
	UID         string      `json:"uid"`
	Calendar    string      `json:"calendar"`
	Href        string      `json:"href"`
	ETag        string      `json:"etag"`
	State       string      `json:"state"`
	ICS         string      `json:"ics"`
	Occurrences []AgendaRow `json:"occurrences"`
	Held        string      `json:"held,omitempty"`    // as in agenda
	Problem     string      `json:"problem,omitempty"` // what the user should know of it, in a sentence
	// Differs lists what differs from the server's copy, for --diff; Fields is
	// the object as people read it; Local says that it is on this computer
	// alone, where nothing waits to be sent. None is in the JSON.
	Differs []FieldRow `json:"-"`
	Fields  []FieldRow `json:"-"`
	Local   bool       `json:"-"`
	// Over says that it is an event, and that its last occurrence has been.
	Over bool `json:"-"`
}

// FieldRow is one field before and after a change.
type FieldRow struct {
	Name   string `json:"name"`
	Before string `json:"before"`
	After  string `json:"after"`
}

// ChangeRow is one row of the ledger.
type ChangeRow struct {
	Change   string     `json:"change"`
	At       string     `json:"at"`
	Origin   string     `json:"origin"`
	Account  string     `json:"account"`
	Calendar string     `json:"calendar"`
	UID      string     `json:"uid"`
	Summary  string     `json:"summary"`
	Kind     string     `json:"kind"`
	Fields   []FieldRow `json:"fields"`
	Batch    string     `json:"batch"` // shared by what one request, or one step of a sync, changed
	Sync     string     `json:"sync"`  // shared by what one sync changed; "" for any other
	Note     string     `json:"note"`  // a sentence on what merged, or won; "" for most
	// Clashes are the fields that both sides had changed: the server's stand.
	Clashes []string `json:"clashes,omitempty"`
	// Decided is accept or push-back where it was held back until the user said
	// so; "" for most.
	Decided string `json:"decided,omitempty"`
	// Receipt says that it is what the server made of what was sent: its doing,
	// whatever the origin.
	Receipt bool `json:"receipt,omitempty"`
	// Back says that it takes back a move of the user's that its server does not
	// let be made.
	Back bool `json:"back,omitempty"`
}

// DeletedCalendar is a calendar that can be brought back.
type DeletedCalendar struct {
	ID      string `json:"id"`
	Account string `json:"account"`
	Name    string `json:"name"`
	Color   string `json:"color"`
	Objects int    `json:"objects"`
	At      string `json:"at"`      // RFC 3339; "" where it is gone from its server
	Missing bool   `json:"missing"` // it is gone from its server, and still shown here
}

// LedgerReport is how much history is kept, and what bounds it.
type LedgerReport struct {
	Bytes     int64  `json:"bytes"` // of what nothing but the history needs
	Changes   int    `json:"changes"`
	FileBytes int64  `json:"file_bytes"`
	Oldest    string `json:"oldest"` // the time of the oldest change; "" where there is none
	Since     string `json:"since"`  // where it begins; "" where it was never cut
	Days      int    `json:"days"`
	MB        int    `json:"mb"`
}

// ImportResult counts what an import did, or would do.
type ImportResult struct {
	New        int              `json:"new"`
	Changed    int              `json:"changed"`
	Same       int              `json:"same"`
	Older      int              `json:"older"` // than what is there, which stays
	Unreadable []UnreadablePart `json:"unreadable"`
}

// UnreadablePart is a part of a file that could not be read.
type UnreadablePart struct {
	Line    int    `json:"line"`
	Message string `json:"message"`
}

// ConflictRow is a collision that waits for the user.
type ConflictRow struct {
	ID       string          `json:"id"`
	UID      string          `json:"uid"`
	Summary  string          `json:"summary"`
	Calendar string          `json:"calendar"`
	Object   string          `json:"object"`
	At       string          `json:"at"`
	Reason   string          `json:"reason"` // changed on both sides; refused by the server; gone there
	Fields   []ConflictField `json:"fields"`
}

// ConflictField is one field of a collision: for people, and, where it is known,
// as the content lines it is about.
type ConflictField struct {
	Name      string `json:"name"`
	Base      string `json:"base"`
	Ours      string `json:"ours"`
	Theirs    string `json:"theirs"`
	BaseRaw   string `json:"base_raw"`
	OursRaw   string `json:"ours_raw"`
	TheirsRaw string `json:"theirs_raw"`
}

// Problem is something that failed while the rest succeeded.
type Problem struct {
	File     string `json:"file,omitempty"`
	Account  string `json:"account,omitempty"`
	Calendar string `json:"calendar,omitempty"`
	Object   string `json:"object,omitempty"`
	Code     string `json:"code"`
	Message  string `json:"message"`
}
