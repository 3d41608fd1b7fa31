package command

import (
	"fmt"
	"io"
	"runtime"

	"github.com/spf13/cobra"
)

func (l *line) versionCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Print the versions of the program and of what it is made with",
		Args:  takes(),
		RunE: func(*cobra.Command, []string) error {
			v := struct {
				Version string `json:"version"`
				Commit  string `json:"commit"`
				Go      string `json:"go"`
				Wails   string `json:"wails"`
			}{l.host.Version, l.host.Commit, runtime.Version(), l.host.Wails}
			return l.answer(v, func(w io.Writer) {
				fmt.Fprintf(w, "calends %s\n", v.Version)
				table(w, "  ", [][]string{{"commit", v.Commit}, {"go", v.Go}, {"wails", v.Wails}})
			})
		},
	}
}

func (l *line) completionCommand() *cobra.Command {
	shells := []string{"bash", "zsh", "fish"}
	return &cobra.Command{
		Use:       "completion bash|zsh|fish",
		Short:     "Print the script that completes commands in a shell",
		ValidArgs: shells,
		Args:      takes("bash|zsh|fish"),
		RunE: func(cmd *cobra.Command, args []string) error {
			root := cmd.Root()
			switch args[0] {
			case "bash":
				return root.GenBashCompletionV2(l.std.Out, true)
			case "zsh":
				return root.GenZshCompletion(l.std.Out)
			case "fish":
				return root.GenFishCompletion(l.std.Out, true)
			}
			return misuse(cmd, "There is no completion for %q; there is for bash, zsh and fish.", args[0])
		},
	}
}
