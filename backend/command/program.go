package command

import (
	"context"
	"time"

	"calends/backend/bridge"
)

// Program is what the command line asks of the program. A calendar is named
// by its id, its name where only one has it, or ACCOUNT/NAME. Every error has
// a code: see bridge.Explain.
type Program interface {
	Accounts
	Calendars
	Events
	Files
	Ledger
	Flight
	Conflicts
}

// Accounts signs in to servers and synchronizes with them.
type Accounts interface {
	AddAccount(ctx context.Context, ask bridge.AddAccount) (bridge.AccountReport, error)
	CheckAccount(ctx context.Context, name string) (bridge.AccountReport, error)
	AccountRows(ctx context.Context) ([]bridge.AccountRow, error)
	SetPassword(ctx context.Context, name, password string) (bridge.PasswordSet, error)
	RemoveAccount(ctx context.Context, name string, r bridge.Removal) (bridge.AccountRemoved, error)
	// Sync reports what failed within its result; its error is about the
	// request or the store.
	Sync(ctx context.Context, r bridge.SyncRequest) (bridge.SyncResult, error)
}

// Calendars lists, makes and changes calendars.
type Calendars interface {
	CalendarRows(ctx context.Context) ([]bridge.CalendarRow, error)
	CreateCalendar(ctx context.Context, name, account, color string) (bridge.CalendarRow, error)
	RenameCalendar(ctx context.Context, ref, name string) (bridge.CalendarRow, error)
	ColorCalendar(ctx context.Context, ref, color string) (bridge.CalendarRow, error)
	HideCalendar(ctx context.Context, ref string, hidden bool) (bridge.CalendarRow, error)
	DeleteCalendar(ctx context.Context, ref string) error
}

// Events finds and changes events.
type Events interface {
	Agenda(ctx context.Context, q bridge.AgendaQuery) ([]bridge.AgendaRow, []bridge.Problem, error)
	Search(ctx context.Context, query string, view *time.Location) ([]bridge.AgendaRow, error)
	Show(ctx context.Context, uid, calendar string, view *time.Location) (bridge.ShowRow, error)
	Receipt(ctx context.Context, uid, calendar string) (bridge.Receipt, error)
	Add(ctx context.Context, ask bridge.AddEvent) (bridge.ChangeRef, error)
	QuickAdd(ctx context.Context, ask bridge.Sentence, view *time.Location) (bridge.QuickDraft, error)
	AddSentence(ctx context.Context, ask bridge.Sentence, beside bridge.Patch, view *time.Location) (bridge.ChangeRef, error)
	Edit(ctx context.Context, ask bridge.EditEvent) (bridge.ChangeRef, error)
	Delete(ctx context.Context, ask bridge.DeleteEvent) (bridge.ChangeRef, error)
	PreviewEdit(ctx context.Context, ask bridge.EditEvent, from, to time.Time) (bridge.PreviewRow, error)
	PreviewDelete(ctx context.Context, ask bridge.DeleteEvent, from, to time.Time) (bridge.PreviewRow, error)
}

// Files brings whole calendars in and out.
type Files interface {
	Import(ctx context.Context, r bridge.ImportRequest) (bridge.ImportResult, error)
	Export(ctx context.Context, calendars []string) ([]byte, error)
}

// Ledger reads every version of everything, and goes back to it.
type Ledger interface {
	History(ctx context.Context, q bridge.HistoryQuery) ([]bridge.ChangeRow, error)
	Restore(ctx context.Context, change string) (bridge.ChangeRef, error)
	RestoreSync(ctx context.Context, sync string) (bridge.ChangeRef, error)
	RestoreCalendar(ctx context.Context, ref string) (bridge.ChangeRef, error)
	DeletedCalendars(ctx context.Context) ([]bridge.DeletedCalendar, error)
	UndoReceived(ctx context.Context) (bridge.ChangeRef, error)
	LedgerReport(ctx context.Context) (bridge.LedgerReport, error)
	KeepLedger(ctx context.Context, days, mb int) (bridge.LedgerReport, error)
	Undo(ctx context.Context) (bridge.ChangeRef, error)
	Redo(ctx context.Context) (bridge.ChangeRef, error)
}

// Conflicts lists the collisions that wait for the user, and settles them.
type Conflicts interface {
	Conflicts(ctx context.Context, view *time.Location) ([]bridge.ConflictRow, error)
	Conflict(ctx context.Context, id string, view *time.Location) (bridge.ConflictDetail, error)
	Resolve(ctx context.Context, r bridge.Resolution) (bridge.ChangeRef, error)
}

// Flight reads the sync record.
type Flight interface {
	Log(ctx context.Context, q bridge.LogQuery) ([]bridge.LogRow, error)
	ExportLog(ctx context.Context, q bridge.LogQuery) ([]byte, error)
}
