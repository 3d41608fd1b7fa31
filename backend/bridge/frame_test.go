package bridge_test

import (
	"testing"

	"calends/backend/bridge"
)

// The window begins as large as its screen has room for, and never so small
// that it cannot be used.
func TestWindowFitsItsScreen(t *testing.T) {
	for _, c := range []struct{ screenWidth, screenHeight, width, height int }{
		{1920, 1080, 1280, 860},
		{1280, 924, 1280, 860},
		{1280, 800, 1280, 736},
		{1366, 768, 1280, 704},
		{1024, 600, 1024, 600},
		{640, 480, 900, 600},
	} {
		if w, h := bridge.Frame(c.screenWidth, c.screenHeight); w != c.width || h != c.height {
			t.Errorf("on %d×%d: %d×%d, want %d×%d", c.screenWidth, c.screenHeight, w, h, c.width, c.height)
		}
	}
}
