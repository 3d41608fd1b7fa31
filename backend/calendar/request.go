package calendar

import "context"

// Act says what a request of the user's did, where that is more than its
// changes.
type Act string

// The acts. Undo takes each of them back, or says why it cannot.
const (
	// ActChange: objects were changed, and no more.
	ActChange Act = ""
	// ActRemove: a collection was removed, by the user or because he let the
	// server's loss of it through.
	ActRemove Act = "remove"
	// ActRestore: a removed collection was brought back.
	ActRestore Act = "restore"
	// ActRemake: a collection that was missing on its server was made there
	// again.
	ActRemake Act = "remake"
	// ActAccept: what was held back of a collection was let through.
	ActAccept Act = "accept"
	// ActPushBack: this device's copies were sent over what was held back.
	ActPushBack Act = "push-back"
	// ActSignOff: an account was removed.
	ActSignOff Act = "sign-off"
	// ActSignIn: an account was added.
	ActSignIn Act = "sign-in"
	// ActCreate: a collection was made.
	ActCreate Act = "create"
	// ActLook: a collection was given another look.
	ActLook Act = "look"
)

// Look is what the user chooses of a collection.
type Look struct {
	Name   string
	Color  string // #RRGGBB; "" where none is known
	Hidden bool
}

// Look is how the collection looks.
func (c Collection) Look() Look { return Look{c.Name, c.Color, c.Hidden} }

// Request is what the user did at once, and what undo or redo is to take back.
type Request struct {
	Name string // of its batch
	Act  Act
	// About is the id of the collection, or the name of the account, that the
	// act was about; "" for [ActChange].
	About string
	// Was and Is are the looks before and after an [ActLook].
	Was, Is Look
	// Changes are what it did to objects, oldest first; none for an act that is
	// taken back as a whole, or that changed no text.
	Changes []Change
}

// decided is the key of Deciding.
type decided struct{}

// Deciding says with the context what the user decided of what is held back of
// each collection: [ActAccept], [ActPushBack] or nothing.
func Deciding(ctx context.Context, of func(CollectionID) Act) context.Context {
	return context.WithValue(ctx, decided{}, of)
}

// Decision is what Deciding said of a collection; [ActChange] where it said
// nothing.
func Decision(ctx context.Context, c CollectionID) Act {
	of, _ := ctx.Value(decided{}).(func(CollectionID) Act)
	if of == nil {
		return ActChange
	}
	return of(c)
}
