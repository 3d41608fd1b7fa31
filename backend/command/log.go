package command

import (
	"context"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"calends/backend/bridge"
)

func (l *line) logCommand() *cobra.Command {
	var q bridge.LogQuery
	var since, file string
	cmd := &cobra.Command{
		Use: "log", Short: "Show what was asked of the servers, and what came of it, newest last", Args: takes(),
		Long: "Shows the sync record, request by request, newest last. It holds no password and no\n" +
			"user name of an address. --object shows what was about one event: why it is here, and\n" +
			"why it changed. --export writes the record, with requests and answers, as lines of JSON\n" +
			"that hold events and can be replayed.",
		RunE: func(cmd *cobra.Command, _ []string) error {
			view, err := l.view()
			if err != nil {
				return err
			}
			q.View = view
			if q.Since, err = l.past(cmd, "since", since, view); err != nil {
				return err
			}
			for name, empty := range map[string]bool{"export": file == "", "object": q.Object == "", "limit": q.Limit <= 0} {
				if empty && cmd.Flags().Changed(name) {
					return misuse(cmd, "--%s needs a value.", name)
				}
			}
			return l.hold(cmd.Context(), func(ctx context.Context, p Program) error {
				if file != "" {
					return l.exportLog(ctx, p, q, file)
				}
				list, err := p.Log(ctx, q)
				if err != nil {
					return err
				}
				return l.answer(rows(list), func(w io.Writer) { logTable(w, list, view) })
			})
		},
	}
	f := cmd.Flags()
	f.StringVar(&q.Object, "object", "", "only what was about the event with this `UID`")
	f.StringVar(&q.Account, "account", "", "only the account `NAME`")
	f.StringVar(&since, "since", "", "only what happened since that `TIME`")
	f.IntVar(&q.Limit, "limit", 0, "only the newest `N`")
	f.StringVar(&file, "export", "", "write it, with requests and answers, to `FILE` (- is standard output)")
	return cmd
}

func (l *line) exportLog(ctx context.Context, p Program, q bridge.LogQuery, file string) error {
	bundle, err := p.ExportLog(ctx, q)
	if err != nil {
		return err
	}
	if file == "-" {
		return l.write(bundle)
	}
	if err := l.desk.Write(file, bundle); err != nil {
		return err
	}
	written := struct {
		File      string `json:"file"`
		Bytes     int    `json:"bytes"`
		Exchanges int    `json:"exchanges"`
	}{file, len(bundle), strings.Count(string(bundle), "\n") - 1}
	return l.answer(written, func(w io.Writer) {
		fmt.Fprintf(w, "%s written to %s. It holds events; it holds no password.\n", plural(written.Exchanges, "exchange"), plain(file))
	})
}

func logTable(w io.Writer, list []bridge.LogRow, view *time.Location) {
	if len(list) == 0 {
		fmt.Fprintln(w, "Nothing is recorded yet.")
		return
	}
	var t [][]string
	session := ""
	for _, x := range list {
		if x.Session != session && session != "" {
			t = append(t, nil)
		}
		session = x.Session
		at := x.At
		if when, err := time.Parse(time.RFC3339, x.At); err == nil {
			at = when.In(view).Format("2006-01-02 15:04:05")
		}
		status := strconv.Itoa(x.Status)
		if x.Status == 0 {
			status = "–"
		}
		t = append(t, []string{at, plain(x.Account), x.Method, status, fmt.Sprintf("%d ms", x.DurationMS), plain(where(x.URL)), plain(x.Decision)})
	}
	table(w, "", t)
}

// where is an address without its scheme and host.
func where(address string) string {
	if _, rest, ok := strings.Cut(address, "://"); ok {
		if i := strings.IndexByte(rest, '/'); i >= 0 {
			return rest[i:]
		}
	}
	return address
}
