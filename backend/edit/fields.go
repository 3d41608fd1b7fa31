package edit

import (
	"slices"
	"strings"

	"calends/backend/ical"
)

// field is one touched field but for times and the rule: how to change it in a
// component, and whether two components say the same of it.
type field struct {
	apply func(c *ical.Component)
	same  func(a, b *ical.Component) bool
	// private fields are the user's own: changing them does not make a new
	// revision of a meeting (RFC 6638 §3.2.2.1 lets attendees change them).
	private bool
}

// fields lists what the patch touches.
func (p Patch) fields() ([]field, error) {
	var all []field
	for _, t := range []struct {
		value *string
		name  string
		stale []string // renderings of the old text by other programs
	}{
		{p.Summary, "SUMMARY", nil},
		{p.Location, "LOCATION", []string{"X-APPLE-STRUCTURED-LOCATION"}},
		{p.Description, "DESCRIPTION", []string{"X-ALT-DESC"}},
	} {
		if t.value != nil {
			all = append(all, textField(t.name, *t.value, t.stale))
		}
	}
	for _, w := range []struct {
		value   *string
		name    string
		allowed []string
		private bool
	}{
		{p.Status, "STATUS", []string{"TENTATIVE", "CONFIRMED", "CANCELLED"}, false},
		{p.Transparency, "TRANSP", []string{"OPAQUE", "TRANSPARENT"}, true},
		{p.Class, "CLASS", []string{"PUBLIC", "PRIVATE", "CONFIDENTIAL"}, false},
		{p.URL, "URL", nil, false},
	} {
		if w.value == nil {
			continue
		}
		v := strings.TrimSpace(*w.value)
		if w.allowed != nil {
			v = strings.ToUpper(v)
			if v != "" && !slices.Contains(w.allowed, v) {
				return nil, invalid(strings.ToLower(w.name), "It can be "+strings.ToLower(strings.Join(w.allowed, ", "))+".",
					"%q is no %s", *w.value, strings.ToLower(w.name))
			}
		}
		all = append(all, wordField(w.name, v, w.private))
	}
	if p.Color != nil {
		name, err := colorName(*p.Color)
		if err != nil {
			return nil, err
		}
		all = append(all, wordField("COLOR", name, true))
	}
	if p.Categories != nil {
		all = append(all, categoriesField(*p.Categories))
	}
	if p.Alarms != nil {
		f, err := alarmsField(*p.Alarms)
		if err != nil {
			return nil, err
		}
		all = append(all, f)
	}
	return all, nil
}

// textField sets a TEXT property. Its LANGUAGE and foreign parameters stay;
// what pointed to or encoded the old text goes.
func textField(name, text string, stale []string) field {
	same := func(a, b *ical.Component) bool { return a.Text(name) == b.Text(name) }
	return field{same: same, apply: func(c *ical.Component) {
		if c.Text(name) == text {
			return
		}
		for _, s := range stale {
			c.Remove(s)
		}
		if text == "" {
			c.Remove(name)
			return
		}
		if l := c.Get(name); l != nil {
			l.SetParam("ALTREP")
			l.SetParam("ENCODING")
			l.SetParam("CHARSET")
		}
		c.SetText(name, text)
	}}
}

// wordField sets a property whose value is written as it is.
func wordField(name, value string, private bool) field {
	of := func(c *ical.Component) string {
		if l := c.Get(name); l != nil {
			return l.Value
		}
		return ""
	}
	return field{
		private: private,
		same:    func(a, b *ical.Component) bool { return of(a) == of(b) },
		apply: func(c *ical.Component) {
			switch l := c.Get(name); {
			case value == "":
				c.Remove(name)
			case l == nil:
				c.Set(name, value)
			case !strings.EqualFold(l.Value, value) || name == "URL":
				l.SetValue(value)
			}
		},
	}
}

func categories(c *ical.Component) []string {
	var all []string
	for _, l := range c.All("CATEGORIES") {
		all = append(all, ical.SplitList(l.Value)...)
	}
	return all
}

func categoriesField(names []string) field {
	var wanted, escaped []string
	for _, n := range names {
		if n = strings.TrimSpace(n); n != "" && !slices.Contains(wanted, n) {
			wanted = append(wanted, n)
			escaped = append(escaped, ical.Escape(n))
		}
	}
	return field{
		private: true,
		same:    func(a, b *ical.Component) bool { return slices.Equal(categories(a), categories(b)) },
		apply: func(c *ical.Component) {
			if slices.Equal(categories(c), wanted) {
				return
			}
			lines := c.All("CATEGORIES")
			for i, l := range lines {
				if i > 0 || len(wanted) == 0 {
					c.RemoveLine(l)
				}
			}
			switch value := strings.Join(escaped, ","); {
			case len(wanted) == 0:
			case len(lines) == 0:
				c.Set("CATEGORIES", value)
			default:
				lines[0].SetValue(value)
			}
		},
	}
}
