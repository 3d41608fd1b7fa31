package caldav

import (
	"fmt"
	"strings"

	"calends/backend/calendar"
)

// provider is a service whose address is known.
type provider struct {
	name    string
	server  string   // "": it cannot be used, see sorry
	domains []string // of mail addresses and web sites
	hint    string   // what signing in takes there
	sorry   string
}

// providers is the table of known services.
var providers = []provider{
	{name: "icloud", server: "https://caldav.icloud.com/", domains: []string{"icloud.com", "me.com", "mac.com", "caldav.icloud.com"},
		hint: "iCloud wants an app-specific password, made at account.apple.com."},
	{name: "fastmail", server: "https://caldav.fastmail.com/", domains: []string{"fastmail.com", "fastmail.fm", "messagingengine.com", "caldav.fastmail.com"},
		hint: "Fastmail wants an app password, made in its settings under Privacy & Security."},
	{name: "yahoo", server: "https://caldav.calendar.yahoo.com/", domains: []string{"yahoo.com", "ymail.com", "rocketmail.com"},
		hint: "Yahoo wants an app password, made in its account security settings."},
	{name: "mailbox.org", server: "https://dav.mailbox.org/", domains: []string{"mailbox.org"}},
	{name: "posteo", server: "https://posteo.de:8443/", domains: []string{"posteo.de", "posteo.net", "posteo.org"}},
	{name: "gmx", server: "https://caldav.gmx.net/", domains: []string{"gmx.net", "gmx.de", "gmx.at", "gmx.ch"}},
	{name: "web.de", server: "https://caldav.web.de/", domains: []string{"web.de"}},
	{name: "zoho", server: "https://calendar.zoho.com/", domains: []string{"zoho.com", "zohomail.com"}},
	{name: "google", domains: []string{"gmail.com", "googlemail.com", "google.com", "calendar.google.com", "www.google.com", "apidata.googleusercontent.com"},
		sorry: "Google's calendars can be reached only through Google's own sign-in, which Calends does not have."},
	{name: "outlook", domains: []string{"outlook.com", "hotmail.com", "live.com", "office365.com"},
		sorry: "Microsoft's calendars do not speak CalDAV."},
}

// findProvider knows a provider by its name, or by the domain of an address.
func findProvider(nameOrDomain string) *provider {
	s := strings.ToLower(nameOrDomain)
	for i, p := range providers {
		if p.name == s {
			return &providers[i]
		}
		for _, d := range p.domains {
			if d == s {
				return &providers[i]
			}
		}
	}
	return nil
}

// CheckProvider returns an error that wraps calendar.ErrInvalid where a name is
// that of no service known; "" names none.
func CheckProvider(name string) error {
	if name == "" || findProvider(name) != nil {
		return nil
	}
	var names []string
	for _, p := range providers {
		if p.server != "" {
			names = append(names, p.name)
		}
	}
	return &calendar.Explained{Message: fmt.Sprintf("There is no provider %q.", name), Field: "provider", Err: calendar.ErrInvalid,
		Hint: "Known are " + strings.Join(names, ", ") + "; for any other server give its address."}
}
