package command

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"calends/backend/bridge"
)

// sentenceFlags are those of add that say what the words say: the title and
// when.
var sentenceFlags = [...]string{"summary", "start", "end", "all-day", "rrule", "floating"}

// addSentence carries out add where it was given words: they say what and when,
// flags say the rest. What was understood is told on standard error, so that
// standard output is the UID alone.
func (l *line) addSentence(cmd *cobra.Command, args []string, language string, dryRun bool, ask bridge.AddEvent) error {
	for _, name := range sentenceFlags {
		if cmd.Flags().Changed(name) {
			return misuse(cmd, "Say what and when either in words or with --%s.", name)
		}
	}
	if language != "" && !slices.Contains(bridge.Languages(), language) {
		return misuse(cmd, "--language is one of %s, and not %q.", strings.Join(bridge.Languages(), ", "), language)
	}
	words := bridge.Sentence{Text: strings.Join(args, " "), Calendar: ask.Calendar, Language: language}
	if strings.TrimSpace(words.Text) == "" {
		return misuse(cmd, "Say what and when: calends add 'Lunch tomorrow 13:00'.")
	}
	if dryRun {
		return l.hold(cmd.Context(), func(ctx context.Context, p Program) error {
			d, err := p.QuickAdd(ctx, words, ask.View)
			if err != nil {
				return err
			}
			return l.answer(d, func(w io.Writer) { understood(w, d) })
		})
	}
	return l.change(cmd, "", func(ctx context.Context, p Program) (bridge.ChangeRef, error) {
		ref, err := p.AddSentence(ctx, words, ask.Patch, ask.View)
		if err != nil || l.json || l.quiet {
			return ref, err
		}
		if d, err := p.QuickAdd(ctx, words, ask.View); err == nil {
			fmt.Fprintln(l.std.Err, plain(d.Understood))
		}
		return ref, nil
	})
}

// understood shows what each part of a sentence was taken for, and what it
// leaves open.
func understood(w io.Writer, d bridge.QuickDraft) {
	fmt.Fprintln(w, plain(d.Understood))
	var t [][]string
	for _, c := range d.Chips {
		if c.Kind != "blank" {
			t = append(t, []string{c.Kind, plain(c.Text), plain(c.Means)})
		}
	}
	table(w, "  ", t)
	for _, b := range d.Doubts {
		fmt.Fprintln(w, plain(b.Message))
		for _, r := range b.Readings {
			fmt.Fprintf(w, "  %s\n", plain(r.Sentence))
		}
	}
	if d.Missing != "" && len(d.Doubts) == 0 {
		fmt.Fprintln(w, plain(d.Missing))
	}
}
