package command

import "github.com/spf13/cobra"

// mayBeClicked lets the program be started by a double click: cobra takes
// that for a mistake.
func mayBeClicked() { cobra.MousetrapHelpText = "" }
