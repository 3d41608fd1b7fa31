package agenda

import (
	"cmp"
	"crypto/sha256"
	"fmt"
	"strings"

	"calends/backend/ical"
)

// binaryText is what people are told of a value that is data (RFC 5545 §3.3.1),
// as of an attachment that is kept within the event: its name, its type and its
// size, and the beginning of its sum, by which one is told from another. "" for
// any other value.
func binaryText(line *ical.Line) string {
	if !strings.EqualFold(line.Param("VALUE"), "BINARY") && !strings.EqualFold(line.Param("ENCODING"), "BASE64") {
		return ""
	}
	name := cmp.Or(line.Param("FILENAME"), line.Param("X-FILENAME"), line.Param("X-APPLE-FILENAME"), "data")
	kind := cmp.Or(line.Param("FMTTYPE"), "of no type")
	data := strings.TrimRight(line.Value, "=")
	sum := sha256.Sum256([]byte(data))
	return fmt.Sprintf("%s (%s, %s, %x)", name, kind, size(len(data)*3/4), sum[:3])
}

// size is a number of bytes for people.
func size(bytes int) string {
	switch {
	case bytes < 1<<10:
		return fmt.Sprintf("%d bytes", bytes)
	case bytes < 1<<20:
		return fmt.Sprintf("%d kB", bytes>>10)
	}
	return fmt.Sprintf("%.1f MB", float64(bytes)/(1<<20))
}
