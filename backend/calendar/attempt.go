package calendar

import "time"

// Attempt is how the last try to send an object ended, where the server is not
// known to have taken it. It says what happened, not what is to be done: what
// an object differs from its Base in is sent by the next sync whatever is said
// here.
type Attempt struct {
	Href Href      // the object's, as it was tried
	At   time.Time // when
	// Doubtful says that no answer came, or none that tells: the server may have
	// taken it. The next sync looks before it sends anything.
	Doubtful bool
	// Code, Message and Hint are the reason, as people and programs are told it.
	Code, Message, Hint string
}
