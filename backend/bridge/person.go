package bridge

import "context"

// Person is who waits for what is done under a context: the user at the
// terminal a command was typed in, whichever process carries it out. The zero
// Person can be asked nothing and is told nothing.
type Person struct {
	// Passphrase asks for what opens the file of passwords; nil: nobody can
	// be asked. What it returns is kept in memory only.
	Passphrase func() (string, error)
	// Waits is told when the system's keyring keeps us waiting, which it does
	// while it asks its user to unlock it, and when it does no more. It may be
	// called from any goroutine; nil: nobody listens.
	Waits func(waiting bool)
}

type personKey struct{}

// WithPerson says on whose behalf the context is used.
func WithPerson(ctx context.Context, p Person) context.Context {
	return context.WithValue(ctx, personKey{}, p)
}

// PersonOf is what [WithPerson] left in the context.
func PersonOf(ctx context.Context) Person {
	p, _ := ctx.Value(personKey{}).(Person)
	return p
}

// tell tells the person, where one listens.
func (p Person) tell(waiting bool) {
	if p.Waits != nil {
		p.Waits(waiting)
	}
}
