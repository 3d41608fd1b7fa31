package caldavserver

import (
	"fmt"
	"time"
)

// DemoUser and DemoPassword sign in to the server Demo makes.
const (
	DemoUser     = "demo"
	DemoPassword = "demo"
)

// Demo returns a server with a user whose three calendars are full of life, from
// about six weeks before now to six weeks after. Times are those of local; one
// without an IANA name (nil, time.Local, time.UTC) gives times in UTC. The same
// arguments give the same texts.
func Demo(now time.Time, local *time.Location) *Server {
	if local == nil {
		local = time.UTC
	}
	s := New(Options{Users: []User{{
		Name: DemoUser, Password: DemoPassword, FullName: "Demo", Email: "demo@example.com",
	}}})
	a := newAlmanac(now, local)
	s.Seed(DemoUser,
		a.calendar("home", "Home", "#2E8B57", 1, demoHome(a)),
		a.calendar("work", "Work", "#3A6FD8", 2, demoWork(a)),
		a.calendar("family", "Family", "#C2487E", 3, append(demoFamily(a), demoTravel(a)...)),
	)
	return s
}

// calendar writes the drafts of a calendar.
func (a *almanac) calendar(path, name, color string, order int, drafts []draft) Calendar {
	c := Calendar{
		Path: path, Name: name, Color: color, Order: order,
		Components: []string{"VEVENT"}, Objects: make(map[string]string, len(drafts)),
	}
	for _, d := range drafts {
		c.Objects[d.slug+".ics"] = a.text(d)
	}
	return c
}

func demoWork(a *almanac) []draft {
	const weeks = 7
	standUp := a.at(-6*weeks, 9, 15)
	wednesday := a.at(2, 9, 15)
	tokyo, newYork := zoneOf("Asia/Tokyo"), zoneOf("America/New_York")
	ds := []draft{
		{slug: "stand-up", summary: "Stand-up", start: standUp, length: 15 * time.Minute, rule: "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR",
			except: []time.Time{a.at(weeks+4, 9, 15), a.at(-3*weeks+1, 9, 15)}, alarm: "-PT5M", location: "Room 2",
			lines: []string{"X-MICROSOFT-CDO-BUSYSTATUS:BUSY"},
			overrides: []draft{
				{instance: wednesday, summary: "Stand-up, with Tom's demo", start: a.at(2, 9, 45), length: 45 * time.Minute, location: "Big room"},
				{instance: a.at(-weeks+3, 9, 15), summary: "Stand-up", start: a.at(-weeks+3, 11, 0), length: 15 * time.Minute, location: "Room 2"},
			}},
		{slug: "planning", summary: "Planning", start: a.at(-5*weeks, 10, 0), length: time.Hour, rule: "FREQ=WEEKLY;BYDAY=MO", location: "Room 1",
			description: "What we said we would do, what we did, what is next.\n\nBring coffee."},
		{slug: "one-to-one", summary: "One to one with Nadia", start: a.at(-4*weeks+3, 15, 0), length: 30 * time.Minute, rule: "FREQ=WEEKLY;INTERVAL=2;BYDAY=TH",
			lines: []string{"CLASS:PRIVATE"}},
		{slug: "design-review", summary: "Design review", start: a.at(1, 14, 0), length: 90 * time.Minute, alarm: "-PT15M", location: "Studio, 3rd floor",
			description: "1. The new calendar page\n2. Colours; again\n3. Anything else, if there is time",
			lines:       append(guests("Ann", "Tom", "Priya"), "CATEGORIES:Design,Review", "URL:https://design.example.com/review/42")},
		{slug: "interview", summary: "Interview", start: a.at(1, 14, 30), length: time.Hour, location: "Room 3"},
		{slug: "support-rota", summary: "Support rota", start: a.at(1, 15, 0), length: 2 * time.Hour, lines: []string{"TRANSP:TRANSPARENT", "STATUS:TENTATIVE"}},
		{slug: "tokyo", summary: "Call with the Tokyo office", start: a.in(tokyo, -3*weeks+3, 17, 0), length: 45 * time.Minute, rule: "FREQ=WEEKLY;BYDAY=TH;COUNT=10", alarm: "-PT10M",
			description: "Dial in: https://meet.example.com/tokyo", lines: []string{"X-GOOGLE-CONFERENCE:https://meet.example.com/tokyo"}},
		{slug: "new-york", summary: "Budget call (New York)", start: a.in(newYork, 2, 10, 0), length: time.Hour, lines: append(guests("Maya", "Luis"), "CLASS:CONFIDENTIAL")},
		{slug: "conference", summary: "Calendar conference", start: a.day(2*weeks + 1), days: 3, location: "Congress Centre, Hall B", description: "Talks on Tuesday and Wednesday, workshops on Thursday."},
		{slug: "release", summary: "Release day", start: a.day(weeks + 2), days: 1, lines: []string{"TRANSP:TRANSPARENT", "COLOR:crimson", "CATEGORIES:Milestone"}, alarm: "-P1D"},
		{slug: "month-end", summary: "Month-end report", start: a.monthly(-1, time.Friday, 16, 0), length: time.Hour, rule: "FREQ=MONTHLY;BYDAY=-1FR"},
		{slug: "now", summary: "Review the draft", start: a.now.Truncate(30 * time.Minute).Add(-30 * time.Minute), length: 2 * time.Hour, alarm: "-PT10M", location: "Desk"},
		{slug: "cancelled-workshop", summary: "Workshop", start: a.at(weeks+1, 13, 0), length: 3 * time.Hour, lines: []string{"STATUS:CANCELLED"}},
	}
	return append(ds, a.sprinkle("work", 9, []string{
		"Code review with Tom", "Customer call", "Prepare slides", "Roadmap", "Write the minutes", "Lunch talk: maps", "Fix the printer", "Talk to Priya about the offer",
	})...)
}

func demoHome(a *almanac) []draft {
	const weeks = 7
	ds := []draft{
		{slug: "lunch", summary: "Lunch with Ann", start: a.today(12, 30), length: time.Hour, location: "Café Mozart, Market Square 4", alarm: "-PT30M",
			lines: []string{`X-APPLE-STRUCTURED-LOCATION;VALUE=URI;X-ADDRESS="Market Square 4";X-APPLE-RADIUS=49;X-TITLE="Café Mozart":geo:48.2066,16.3707`, "GEO:48.2066;16.3707"}},
		{slug: "running", summary: "Running club", start: a.at(-6*weeks+1, 18, 30), length: time.Hour, rule: "FREQ=WEEKLY;BYDAY=TU,TH", location: "Park gate",
			except:    []time.Time{a.at(-weeks+1, 18, 30)},
			overrides: []draft{{instance: a.at(3, 18, 30), summary: "Running club: hills!", start: a.at(3, 18, 0), length: 90 * time.Minute, location: "Forest car park"}}},
		{slug: "market", summary: "Farmers' market", start: a.at(-6*weeks+5, 9, 0), length: 90 * time.Minute, rule: "FREQ=WEEKLY;BYDAY=SA"},
		{slug: "paper", summary: "Paper collection", start: a.day(-5 * weeks), days: 1, rule: "FREQ=WEEKLY;INTERVAL=2", alarm: "-PT6H", lines: []string{"TRANSP:TRANSPARENT"}},
		{slug: "book-club", summary: "Book club", start: a.monthly(2, time.Thursday, 20, 0), length: 2 * time.Hour, rule: "FREQ=MONTHLY;BYDAY=2TH", description: "This time: short stories. Everybody brings one."},
		{slug: "dentist", summary: "Dentist", start: a.at(weeks+2, 8, 0), length: 45 * time.Minute, alarm: "-P1D", location: "Mill Lane 12", lines: []string{"X-MOZ-LASTACK:20260101T000000Z"}},
		{slug: "guitar", summary: "Guitar lesson", start: a.at(-4*weeks+2, 17, 0), length: 50 * time.Minute, rule: "FREQ=WEEKLY;BYDAY=WE;COUNT=12"},
		{slug: "plumber", summary: "Plumber", start: a.at(4, 8, 0), length: 4 * time.Hour, description: "Between eight and twelve. Somebody must be in.", lines: []string{"STATUS:TENTATIVE"}},
		{slug: "concert", summary: "Concert: string quartet 🎻", start: a.at(5, 19, 30), length: 150 * time.Minute, location: "Old Town Hall", lines: []string{"URL:https://tickets.example.com/quartet"}},
		{slug: "late-film", summary: "Late film", start: a.at(weeks+4, 22, 45), length: 2*time.Hour + 15*time.Minute, location: "Cinema"},
	}
	return append(ds, a.sprinkle("home", 18, []string{
		"Dinner with Sam", "Call the bank", "Laundry", "Yoga", "Repair the bicycle", "Cook for Priya", "Library", "Tax papers",
	})...)
}

func demoFamily(a *almanac) []draft {
	const weeks = 7
	ds := []draft{
		{slug: "birthday-mia", summary: "Mia's birthday", start: a.day(weeks+3).AddDate(-8, 0, 0), days: 1, rule: "FREQ=YEARLY", alarm: "-P3D", lines: []string{"TRANSP:TRANSPARENT", "CATEGORIES:Birthday"}},
		{slug: "party", summary: "Birthday party", start: a.at(weeks+5, 15, 0), length: 3 * time.Hour, location: "At home", description: "Cake, treasure hunt, pick-up at six.\nAllergies: Leo (nuts).", lines: guests("Ann", "Sam")},
		{slug: "grandma", summary: "Lunch at Grandma's", start: a.at(-6*weeks+6, 12, 0), length: 3 * time.Hour, rule: "FREQ=WEEKLY;INTERVAL=2;BYDAY=SU",
			overrides: []draft{{instance: a.at(6, 12, 0), summary: "Lunch at Grandma's (at ours)", start: a.at(6, 13, 0), length: 3 * time.Hour, location: "At home"}}},
		{slug: "swimming", summary: "Swimming lesson, Leo", start: a.at(-5*weeks+5, 10, 0), length: 45 * time.Minute, rule: "FREQ=WEEKLY;BYDAY=SA", location: "Pool"},
		{slug: "holidays", summary: "School holidays", start: a.day(4*weeks - 2), days: 9, lines: []string{"TRANSP:TRANSPARENT"}},
		{slug: "parents", summary: "Parents' evening", start: a.at(3, 19, 0), length: 90 * time.Minute, location: "School, room 12", alarm: "-PT1H"},
		{slug: "visit", summary: "Aunt Clara visits", start: a.day(3), days: 3},
		{slug: "pick-up", summary: "Pick up Leo", start: a.at(-3*weeks, 16, 0), length: 30 * time.Minute, rule: "FREQ=WEEKLY;BYDAY=MO,WE"},
	}
	return append(ds, a.sprinkle("family", 16, []string{"Playground", "Doctor, Mia", "Music school", "Zoo", "Board games", "Shoes for Leo"})...)
}

func demoTravel(a *almanac) []draft {
	const weeks = 7
	london, newYork := zoneOf("Europe/London"), zoneOf("America/New_York")
	flight := a.in(london, 3*weeks+1, 10, 20)
	return []draft{
		{slug: "trip", summary: "New York", start: a.day(3*weeks + 1), days: 5, location: "New York", lines: []string{"CATEGORIES:Trip"}},
		{slug: "flight-out", summary: "Flight London – New York", start: flight, end: flight.Add(8*time.Hour + 5*time.Minute).In(newYork), alarm: "-PT3H", location: "Heathrow, Terminal 5",
			description: "Booking X7K2QP, seat 23A", lines: []string{"X-APPLE-TRAVEL-ADVISORY-BEHAVIOR:AUTOMATIC", "X-APPLE-TRAVEL-DURATION;VALUE=DURATION:PT1H30M"}},
		{slug: "hotel", summary: "Hotel on 23rd Street", start: a.in(newYork, 3*weeks+1, 15, 0), end: a.in(newYork, 3*weeks+5, 11, 0)},
		{slug: "train", summary: "Train to Aunt Clara", start: a.at(-2*weeks+4, 17, 4), length: 2*time.Hour + 51*time.Minute, location: "Platform 7", lines: []string{"URL:https://trains.example.com/t/1704"}},
		{slug: "weekend", summary: "Weekend by the lake", start: a.day(-2*weeks + 4), days: 3, location: "Lake house", description: fmt.Sprintf("Keys: with the neighbours.\nCode of the gate: %d", 2468)},
		{slug: "passport", summary: "Fetch the passport", start: a.at(weeks+1, 11, 30), length: 30 * time.Minute, alarm: "-PT2H", location: "Town hall, desk 5"},
		{slug: "sailing", summary: "Sailing", start: a.day(-5 * weeks), days: 5, lines: []string{"COLOR:steelblue"}},
	}
}
