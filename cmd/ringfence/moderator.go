package main

import (
	"context"
	"errors"
	"fmt"
	"os/user"

	"ringfence/handlers/control"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
	"ringfence/web/catalogue"
)

type moderatorCommand struct {
	Confirm confirmCommand `cmd:"" help:"Rule that a number is a scam, for 180 days."`
	Clear   clearCommand   `cmd:"" help:"Rule that a number is none, for 180 days."`

	Decisions decisionsCommand `cmd:"" help:"Print what was decided about a number, with the IDs by which it is taken back."`
	Undo      undoCommand      `cmd:"" help:"Take back a decision; what took it back can be taken back too."`

	Texts         textsCommand         `cmd:"" help:"Print what reporters allowed to be shown and nobody has approved yet."`
	PublishText   publishTextCommand   `cmd:"" help:"Have everybody see a text, on the page of its category and in material for teachers."`
	UnpublishText unpublishTextCommand `cmd:"" help:"Have nobody see an approved text any more."`

	Add     addAccountCommand     `cmd:"" help:"Make an account for the desk, and print an invitation to it, once."`
	List    listAccountsCommand   `cmd:"" help:"List the accounts, without what opens any."`
	Disable disableAccountCommand `cmd:"" help:"Have an account open nothing any more, at once. What it decided stands."`
	Enable  enableAccountCommand  `cmd:"" help:"Have a disabled account open the desk again."`
	Reset   resetAccountCommand   `cmd:"" help:"Take password and second factor from an account, and print another invitation to it."`
	Role    roleAccountCommand    `cmd:"" help:"Give an account another role."`
}

type confirmCommand struct{ rulingFlags }

// Run confirms.
func (c *confirmCommand) Run(ctx context.Context, std streams) error {
	return c.rule(ctx, std, reputation.Confirm)
}

type clearCommand struct{ rulingFlags }

// Run clears.
func (c *clearCommand) Run(ctx context.Context, std streams) error {
	return c.rule(ctx, std, reputation.Clear)
}

type rulingFlags struct {
	lockedPlace // what is decided is sealed by the keys in the audit log before
	numberFlags
	signature
	Reason string `env:"-" required:"" placeholder:"TEXT" help:"Why; it is shown to the public."`
}

// numberFlags say whom a command is about.
type numberFlags struct {
	Number string `arg:"" help:"The number in any spelling, or a key such as wechat/name."`
	Region string `placeholder:"CC" help:"Country of a number written without its country code [none: such a number is refused]."`
}

// signature says who does it.
type signature struct {
	By string `placeholder:"NAME" help:"Public name of who does it, kept with what is done and in the audit log [shell: and the user's name]."`
}

// by returns who does it: whoever gives no name is known by that of the shell's user.
func (s signature) by() string {
	if s.By != "" {
		return s.By
	}
	u, err := user.Current()
	if err != nil || u.Username == "" {
		return "shell"
	}
	return "shell:" + u.Username
}

func (f *rulingFlags) rule(ctx context.Context, std streams, kind reputation.DecisionKind) error {
	about, err := f.about()
	if err != nil {
		return err
	}
	return f.withKeys(ctx, std, func(op control.Operator) error {
		ruled, err := op.Rule(ctx, control.Order{Kind: kind, About: about.String(), By: f.by(), Reason: f.Reason})
		if err == nil {
			fmt.Fprintf(std.out, "%s is now %s, score %d; the ruling holds until %s\n", about, ruled.Verdict, ruled.Score, ruled.Until.Format("2006-01-02"))
		}
		return err
	})
}

// about reads whom the ruling is about. It must not be a guess: what is ruled on the number of another country is public.
func (f *numberFlags) about() (subject.Key, error) {
	if _, ok := subject.ParseRegion(f.Region); !ok && f.Region != "" {
		return subject.Key{}, fmt.Errorf("--region is a country with telephones, written in two letters (ISO 3166-1) as CN or US, not %q", f.Region)
	}
	if key, err := subject.ParseKey(f.Number); err == nil {
		return key, nil
	}
	key, err := subject.Parse(f.Number, f.Region)
	var e *subject.Error
	if errors.As(err, &e) {
		return key, fmt.Errorf("the number cannot be read: %s", catalogue.SubjectProblem(catalogue.En, e.Problem))
	}
	if elsewhere, other := subject.Parse(f.Number, "US"); err == nil && f.Region == "" && (other != nil || elsewhere != key) {
		return key, fmt.Errorf("this is %s in China and may be another number elsewhere: write it with its country code, as +86 or +1, or give --region", key)
	}
	return key, err
}
