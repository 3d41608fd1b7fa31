package bridge

// The window's size where the screen has room for it, and the least it begins
// with, in logical pixels.
const (
	FrameWidth, FrameHeight           = 1280, 860
	leastFrameWidth, leastFrameHeight = 900, 600
)

// panel is what the screen needs for itself above and below a window: its
// panel and the window's title bar, in logical pixels.
const panel = 64

// Frame is the size that the window begins with on a screen of that size, in
// logical pixels: as large as there is room for, and never so small that it
// cannot be used.
func Frame(screenWidth, screenHeight int) (width, height int) {
	return max(min(FrameWidth, screenWidth), leastFrameWidth), max(min(FrameHeight, screenHeight-panel), leastFrameHeight)
}
