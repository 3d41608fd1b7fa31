package command

import (
	"regexp"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// Cobra takes what stands in backquotes of a flag's text for the name of its
// value: `calends restore --calendar` became one. A switch has none, and every
// other flag has a word in capitals.
func TestHelpNamesTheValueOfEveryFlag(t *testing.T) {
	word := regexp.MustCompile(`^[A-Z]+(=[A-Z]+)?$`)
	n := 0
	var check func(cmd *cobra.Command)
	check = func(cmd *cobra.Command) {
		cmd.LocalFlags().VisitAll(func(f *pflag.Flag) {
			n++
			name, text := pflag.UnquoteUsage(f)
			if isSwitch := f.Value.Type() == "bool"; isSwitch && name != "" || !isSwitch && !word.MatchString(name) {
				t.Errorf("%s --%s: its value is called %q", cmd.CommandPath(), f.Name, name)
			}
			if text == "" || strings.Contains(text, "`") {
				t.Errorf("%s --%s: says %q", cmd.CommandPath(), f.Name, text)
			}
		})
		for _, c := range cmd.Commands() {
			check(c)
		}
	}
	check((&line{}).tree())
	if n < 60 {
		t.Fatalf("looked at only %d flags", n)
	}
}
