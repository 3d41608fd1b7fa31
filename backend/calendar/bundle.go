package calendar

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"time"
	"unicode/utf8"
)

// A bundle is a part of the sync record in a file of its own: lines of JSON,
// of which the first says so and every other one is an exchange, oldest first.
// A body that is text stands there as text, another one in base64. It holds
// events, and nothing secret; caldavserver can play it again.

// bundleVersion is the version of the format.
const bundleVersion = 1

// maxBundleLine bounds a line of a bundle, in bytes: two bodies, escaped.
const maxBundleLine = 128 << 20

type bundleHead struct {
	Calends string `json:"calends"`
	Version int    `json:"version"`
}

const bundleName = "sync record"

type bundleLine struct {
	ID         string        `json:"id"`
	Session    string        `json:"session"`
	At         time.Time     `json:"at"`
	Account    string        `json:"account"`
	Method     string        `json:"method"`
	URL        string        `json:"url"`
	Status     int           `json:"status"`
	Err        string        `json:"error,omitempty"`
	Sent       int64         `json:"bytes_sent"`
	Received   int64         `json:"bytes"`
	DurationMS int64         `json:"duration_ms"`
	Decision   string        `json:"decision"`
	UIDs       []UID         `json:"objects,omitempty"`
	Request    bundleMessage `json:"request"`
	Answer     bundleMessage `json:"answer"`
}

type bundleMessage struct {
	Header map[string]string `json:"header,omitempty"`
	Text   string            `json:"text,omitempty"`
	Base64 []byte            `json:"base64,omitempty"`
	Sum    string            `json:"sha256,omitempty"`
}

// WriteBundle writes exchanges as a bundle.
func WriteBundle(w io.Writer, list []Exchange) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(bundleHead{bundleName, bundleVersion}); err != nil {
		return fmt.Errorf("write a bundle: %w", err)
	}
	for _, x := range list {
		line := bundleLine{ID: x.ID.String(), Session: x.Session.String(), At: x.At, Account: string(x.Account), Method: x.Method,
			URL: x.URL, Status: x.Status, Err: x.Err, Sent: x.Sent, Received: x.Received, DurationMS: x.Duration.Milliseconds(),
			Decision: x.Decision, Request: bundled(x.Request), Answer: bundled(x.Answer)}
		for _, c := range x.Contacts {
			line.UIDs = append(line.UIDs, c.UID)
		}
		if err := enc.Encode(line); err != nil {
			return fmt.Errorf("write a bundle: %w", err)
		}
	}
	return nil
}

func bundled(m Message) bundleMessage {
	if utf8.Valid(m.Body) {
		return bundleMessage{Header: m.Header, Text: string(m.Body), Sum: m.Sum}
	}
	return bundleMessage{Header: m.Header, Base64: m.Body, Sum: m.Sum}
}

func (m bundleMessage) message() Message {
	out := Message{Header: m.Header, Body: m.Base64, Sum: m.Sum}
	if m.Text != "" {
		out.Body = []byte(m.Text)
	}
	return out
}

// ReadBundle reads what WriteBundle wrote; of the objects it reads nothing.
// [ErrInvalid]: it is no bundle, or one of a newer Calends.
func ReadBundle(r io.Reader) ([]Exchange, error) {
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, maxBundleLine)
	var head bundleHead
	if !lines.Scan() || json.Unmarshal(lines.Bytes(), &head) != nil || head.Calends != bundleName {
		return nil, fmt.Errorf("%w: not a sync record", errors.Join(ErrInvalid, lines.Err()))
	}
	if head.Version > bundleVersion {
		return nil, fmt.Errorf("%w: a sync record of version %d; %d is known", ErrInvalid, head.Version, bundleVersion)
	}
	var list []Exchange
	for lines.Scan() {
		var l bundleLine
		if err := json.Unmarshal(lines.Bytes(), &l); err != nil {
			return nil, fmt.Errorf("%w: exchange %d: %w", ErrInvalid, len(list)+1, err)
		}
		list = append(list, Exchange{ID: bundledID(l.ID), Session: bundledID(l.Session), Account: AccountID(l.Account), At: l.At,
			Duration: time.Duration(l.DurationMS) * time.Millisecond, Method: l.Method, URL: l.URL, Status: l.Status, Err: l.Err,
			Sent: l.Sent, Received: l.Received, Decision: l.Decision, Request: l.Request.message(), Answer: l.Answer.message()})
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrInvalid, err)
	}
	return list, nil
}

func bundledID(s string) ExchangeID {
	n, _ := strconv.ParseUint(s, 10, 64) // 0 names none
	return ExchangeID(n)
}
