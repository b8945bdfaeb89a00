// Command ringfence runs the service and everything an operator does with it.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"

	"github.com/alecthomas/kong"
)

// commands is the command line. A setting can also be given by its environment variable. A flag that belongs to
// one call has none, env:"-": what was left in the environment would take part in every later call.
type commands struct {
	Version kong.VersionFlag `env:"-" help:"Print the version."`

	Serve     serveCommand     `cmd:"" help:"Run the service."`
	Ready     awaitCommand     `cmd:"" help:"Ask the server that runs here whether it takes reports and answers lookups."`
	Retention retentionCommand `cmd:"" help:"Print what was erased because its time was over, by day."`
	Verify    verifyCommand    `cmd:"" help:"Add up every report again and compare with what is shown."`
	Rebuild   rebuildCommand   `cmd:"" help:"Compute everything that is shown again from the reports."`
	Moderator moderatorCommand `cmd:"" help:"Rule on a number, approve texts that everybody sees, and see to who works at the desk."`
	Registry  registryCommand  `cmd:"" help:"Propose numbers for the registry of official ones."`
	Audit     auditCommand     `cmd:"" help:"Look into the log of everything that was decided and read, and prove that nobody changed it."`
	Key       keyCommand       `cmd:"" help:"Issue, list and revoke API keys, which raise the limits, and see to the keys that sign lists."`
	Webhook   webhookCommand   `cmd:"" help:"Tell campuses and others of what was found: at addresses of theirs, after the Standard Webhooks specification."`
	Evaluate  evaluateCommand  `cmd:"" help:"Replay a stream of complaints in memory: what would have been flagged, and when?"`
	Import    importCommand    `cmd:"" help:"Bring reports in from elsewhere."`
	Attack    attackCommand    `cmd:"" help:"Try in memory what attackers may try, and say what became of it: what a scam verdict costs, and who is told."`
	Demo      demoCommand      `cmd:"" help:"Fill an empty data folder with a year that is made up, so that every page has something to show."`
	Doctor    doctorCommand    `cmd:"" help:"Look at everything that is configured, and say what is wrong and how to mend it."`
	Export    exportCommand    `cmd:"" help:"Write everything but the secret keys to one file, for another store."`
	Backup    backupCommand    `cmd:"" help:"Copy the embedded store, also while it is served."`
	SMS       smsCommand       `cmd:"" name:"sms" help:"Try out text messages."`
	Lookup    lookupCommand    `cmd:"" help:"Ask a server about a number, also without telling it which."`
	Redact    redactCommand    `cmd:"" help:"Print the lines of standard input, with the personal data that is recognised masked."`
}

// streams are where a command reads and writes.
type streams struct {
	in       io.Reader
	out, err io.Writer
}

// log is where a command that serves nobody tells of what its workers meet.
func (s streams) log() *slog.Logger { return slog.New(slog.NewTextHandler(s.err, nil)) }

// collectAt is how much the heap grows, in percent, before it is collected, unless GOGC says otherwise. Most of a
// server's heap is an index without pointers, which costs little to collect and little to wait with.
const collectAt = 200

func main() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(collectAt)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	err := run(ctx, os.Args[1:], streams{os.Stdin, os.Stdout, os.Stderr})
	if err != nil && !errors.Is(err, errFound) {
		fmt.Fprintln(os.Stderr, "ringfence:", explain(err))
	}
	if err != nil {
		stop()
		os.Exit(1) //nolint:gocritic // stop was called
	}
}

// run parses the command line and runs the command.
func run(ctx context.Context, args []string, std streams) error {
	var c commands
	exited := false
	parser, err := kong.New(&c, append([]kong.Option{
		kong.Name("ringfence"),
		kong.Description("Scam calls, spam texts and fake job offers: reports in, explained reputations of numbers out."),
		kong.DefaultEnvars("RINGFENCE"),
		kong.Writers(std.out, std.err),
		kong.Exit(func(int) { exited = true }),
		kong.BindTo(ctx, (*context.Context)(nil)),
		kong.Bind(std),
		kong.Vars{"version": version()},
		kong.ExplicitGroups([]kong.Group{{Key: "sms", Title: "Text messages:", Description: "Each gateway is on when it is given what its requests are told by."}}),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, NoExpandSubcommands: false}),
	}, flagTypes...)...)
	if err != nil {
		return err
	}
	parsed, err := parser.Parse(args)
	if exited { // help was asked for and printed
		return nil
	}
	if err != nil {
		return fmt.Errorf("%w; see ringfence --help", err)
	}
	return parsed.Run()
}
