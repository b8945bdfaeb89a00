package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"golang.org/x/term"

	"ringfence/internal/smstext"
	"ringfence/internal/subject"
)

// smsCommand is what an operator tries out of text messages.
type smsCommand struct {
	Simulate simulateCommand `cmd:"" help:"Text with a running server in this terminal, as a phone does through Twilio."`
}

// simulateCommand is a phone and Twilio in one: it signs each line as Twilio would, and shows what comes back.
type simulateCommand struct {
	Server    string      `type:"origin" default:"http://127.0.0.1:8080" placeholder:"URL" env:"-" help:"Where the server is reached [${default}]."`
	PublicURL string      `name:"public-url" type:"origin" placeholder:"URL" help:"The server's own --public-url, which Twilio signs [none]."`
	From      subject.Key `default:"+12025550188" placeholder:"NUMBER" env:"-" help:"The number that texts [${default}]."`
	Token     secret      `name:"sms-twilio-auth-token" placeholder:"TOKEN" help:"The server's own --sms-twilio-auth-token; give it as RINGFENCE_SMS_TWILIO_AUTH_TOKEN."`
}

// Run sends each line of the input and prints the replies, until the input or ctx ends.
func (c *simulateCommand) Run(ctx context.Context, std streams) error {
	if c.Token == "" {
		return errors.New("a simulated phone texts through Twilio: start the server with RINGFENCE_SMS_TWILIO_AUTH_TOKEN set, to any secret while nobody else reaches it, and give simulate the same")
	}
	typed := isTerminal(std.in)
	if typed {
		fmt.Fprintf(std.err, "Texting from %s. Each line is a message; \\n in it is a line break. HELP tells what can be sent; Ctrl-D ends.\n", c.From)
	}
	lines, failed := read(ctx, std.in)
	for {
		prompt(std.out, typed)
		select {
		case <-ctx.Done():
			return nil
		case line, more := <-lines:
			if !more {
				return <-failed
			}
			body := strings.ReplaceAll(line, `\n`, "\n")
			if !typed {
				fmt.Fprintln(std.out, "> "+body)
			}
			replies, err := c.text(ctx, body)
			switch {
			case errors.Is(err, context.Canceled):
				return nil
			case err != nil:
				return err
			}
			show(std.out, replies)
		}
	}
}

// read returns the lines of an input until it or ctx ends, and then why it ended. Reading a terminal is ended by nothing else, so
// it is left where it waits.
func read(ctx context.Context, in io.Reader) (<-chan string, <-chan error) {
	lines, failed := make(chan string), make(chan error, 1)
	go func() {
		defer close(lines)
		scan := bufio.NewScanner(in)
		for scan.Scan() {
			select {
			case lines <- scan.Text():
			case <-ctx.Done():
				failed <- nil
				return
			}
		}
		failed <- scan.Err()
	}()
	return lines, failed
}

func isTerminal(in io.Reader) bool {
	file, ok := in.(*os.File)
	return ok && term.IsTerminal(int(file.Fd()))
}

func prompt(out io.Writer, typed bool) {
	if typed {
		fmt.Fprint(out, "> ")
	}
}

func show(out io.Writer, replies []string) {
	if len(replies) == 0 {
		fmt.Fprintln(out, "  (no reply)")
	}
	for _, text := range replies {
		fmt.Fprintf(out, "  %s\n", text)
		if n := smstext.Segments(text); n > 1 {
			fmt.Fprintf(out, "  (%d segments)\n", n)
		}
	}
}
