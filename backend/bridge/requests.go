package bridge

import "time"

// What the faces ask for. Times are text as the user gave them: "2026-11-22",
// "2026-11-22T09:30" or RFC 3339; what zone they mean is decided where the
// event is known.

// AddAccount asks to sign in to a server.
type AddAccount struct {
	Name     string `json:"name"`
	Address  string `json:"address"` // e-mail address, host or URL; may be "" with Provider
	Provider string `json:"provider"`
	User     string `json:"user"`
	Password string `json:"password"`
	// PasswordCommand prints the password whenever it is needed; only with
	// Secret "command".
	PasswordCommand string `json:"passwordCommand"`
	Secret          string `json:"secret"`     // keyring, file, command or session; "" means keyring
	Passphrase      string `json:"passphrase"` // for Secret "file"
	AllowPlain      bool   `json:"allowPlain"`
}

// Removal says how an account may be removed while edits are unsent.
type Removal struct {
	Discard bool
	// Save receives the account's events as iCalendar before they go.
	Save func(ics []byte) error
}

// AgendaQuery asks what is on in the half-open window [From, To).
type AgendaQuery struct {
	From, To  time.Time
	Calendars []string       // ids, names or ACCOUNT/NAME; empty: those not hidden
	View      *time.Location // the view zone
	AsOf      time.Time      // as it was known then; zero: now
}

// HistoryQuery asks what changed, newest first. Empty fields do not restrict.
type HistoryQuery struct {
	UID      string
	Calendar string // deleted ones too
	Account  string
	Sync     string // what came in with one sync
	Since    time.Time
	Limit    int // 0: 1000
	View     *time.Location
}

// Patch names the fields the user touched, and no others.
type Patch struct {
	Summary      *string   `json:"summary,omitempty"`
	Location     *string   `json:"location,omitempty"`
	Description  *string   `json:"description,omitempty"`
	URL          *string   `json:"url,omitempty"`
	Status       *string   `json:"status,omitempty"`
	Transparency *string   `json:"transparency,omitempty"`
	Class        *string   `json:"class,omitempty"`
	Color        *string   `json:"color,omitempty"` // a name of CSS
	RRule        *string   `json:"rrule,omitempty"`
	TZID         *string   `json:"tzid,omitempty"`
	Categories   *[]string `json:"categories,omitempty"`
	Alarms       *[]string `json:"alarms,omitempty"` // "15m" before the start, "0", "1d"
	Start        *string   `json:"start,omitempty"`
	End          *string   `json:"end,omitempty"` // exclusive
	AllDay       *bool     `json:"allDay,omitempty"`
	Floating     *bool     `json:"floating,omitempty"`
	Clear        []string  `json:"clear,omitempty"` // keys as in the command line
}

// AddEvent asks for a new event.
type AddEvent struct {
	Calendar string // "": the default calendar
	Patch    Patch
	View     *time.Location
}

// EditEvent asks to change an event.
type EditEvent struct {
	UID          string
	Calendar     string // needed where a UID lives twice
	RecurrenceID string // "": the whole object
	Scope        string // this, following, all; "" chooses by RecurrenceID
	Patch        Patch
	MoveTo       string // a calendar to move to; "" stays
	View         *time.Location
}

// DeleteEvent asks to delete an event or some of its occurrences.
type DeleteEvent struct {
	UID          string
	Calendar     string
	RecurrenceID string
	Scope        string
	View         *time.Location
}

// File is a named text.
type File struct {
	Name string
	Text []byte
}
