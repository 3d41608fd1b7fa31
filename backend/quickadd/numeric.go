package quickadd

import "time"

// numeric reads a date in digits: 2026-12-24, 24.12., 24.12.2026, 12/24,
// 24/12/26.
func (p *parser) numeric(i int, after time.Time) (found, bool) {
	sep, n := p.joined(i)
	switch {
	case n == 3 && sep == "-" && len(p.toks[i].fold) == 4:
		if d, ok := valid(p.toks[i].n, time.Month(p.toks[i+2].n), p.toks[i+4].n); ok {
			return sure(d, i+5)
		}
	case sep == ".":
		return p.dotted(i, n, after)
	case sep == "/" && n <= 3, sep == "-" && n == 3:
		return p.slashed(i, n, after)
	}
	return found{}, false
}

// joined counts the numbers that stand at i with one sign between them.
func (p *parser) joined(i int) (sep string, n int) {
	for n = 1; ; n++ {
		j := i + 2*n - 1
		if j+1 >= len(p.toks) || p.toks[j].sort != symbol || !p.toks[j].glued || p.toks[j+1].sort != number || !p.toks[j+1].glued {
			return sep, n
		}
		if s := p.toks[j].fold; sep == "" && (s == "." || s == "/" || s == "-") {
			sep = s
		} else if s != sep {
			return sep, n
		}
	}
}

// dotted reads 24.12. and 24.12.2026, and of 10.11 says that it can be a date
// only where a dot follows, or nothing else fits.
func (p *parser) dotted(i, n int, after time.Time) (found, bool) {
	if n < 2 || n > 3 {
		return found{}, false
	}
	d, m := p.toks[i].n, time.Month(p.toks[i+2].n)
	if n == 3 {
		y, ok := fullYear(p.toks[i+4])
		if t, fits := valid(y, m, d); ok && fits {
			return sure(t, i+5)
		}
		return found{}, false
	}
	t, ok := p.coming(d, m, 0, after)
	if !ok {
		return found{}, false
	}
	if e := i + 3; p.dot(e) > e {
		y, end := p.year(e + 1)
		if y == 0 {
			return sure(t, e+1)
		}
		if t, ok = valid(y, m, d); ok {
			return sure(t, end)
		}
		return found{}, false
	}
	if len(p.toks[i+2].fold) != 2 || p.clockMark(i+3) {
		return found{}, false
	}
	if _, _, is := p.unitAt(i + 3); is {
		return found{}, false
	}
	f := found{can: []stretch{oneDay(t)}, end: i + 3}
	if d < 24 {
		f.why = DateOrTime
	}
	return f, true
}

// slashed reads 12/24 and 24/12/2026, in both orders where both can be.
func (p *parser) slashed(i, n int, after time.Time) (found, bool) {
	if n < 2 {
		return found{}, false
	}
	a, b, y, end := p.toks[i], p.toks[i+2], 0, i+3
	if n == 3 {
		full, ok := fullYear(p.toks[i+4])
		if !ok {
			return found{}, false
		}
		y, end = full, i+5
	}
	if len(a.fold) > 2 || len(b.fold) > 2 {
		return found{}, false
	}
	dayFirst, ok1 := p.coming(a.n, time.Month(b.n), y, after)
	monthFirst, ok2 := p.coming(b.n, time.Month(a.n), y, after)
	switch {
	case ok1 && ok2 && p.opt.Order == AnyOrder && a.n != b.n:
		return found{can: []stretch{oneDay(dayFirst), oneDay(monthFirst)}, why: DateOrder, end: end}, true
	case ok1 && (p.opt.Order != MonthFirst || !ok2):
		return sure(dayFirst, end)
	case ok2:
		return sure(monthFirst, end)
	}
	return found{}, false
}

// fullYear is a year of four digits, or of two in this century.
func fullYear(t token) (int, bool) {
	switch {
	case len(t.fold) == 4 && t.n >= 1900 && t.n < 2200:
		return t.n, true
	case len(t.fold) == 2:
		return 2000 + t.n, true
	}
	return 0, false
}
