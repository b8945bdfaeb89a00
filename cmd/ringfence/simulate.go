package main

import (
	"bufio"
	"context"
	"crypto/hmac"
	"crypto/sha1" //nolint:gosec // what Twilio signs with
	"encoding/base64"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"
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

const twilioPath = "/sms/twilio"

// Run sends each line of the input and prints the replies.
func (c *simulateCommand) Run(ctx context.Context, std streams) error {
	if c.Token == "" {
		return errors.New("a simulated phone texts through Twilio: start the server with RINGFENCE_SMS_TWILIO_AUTH_TOKEN set, to any secret while nobody else reaches it, and give simulate the same")
	}
	typed := isTerminal(std.in)
	if typed {
		fmt.Fprintf(std.err, "Texting from %s. Each line is a message; \\n in it is a line break. HELP tells what can be sent; Ctrl-D ends.\n", c.From)
	}
	lines := bufio.NewScanner(std.in)
	for prompt(std.out, typed); lines.Scan(); prompt(std.out, typed) {
		body := strings.ReplaceAll(lines.Text(), `\n`, "\n")
		if !typed {
			fmt.Fprintln(std.out, "> "+body)
		}
		replies, err := c.text(ctx, body)
		if err != nil {
			return err
		}
		show(std.out, replies)
	}
	return lines.Err()
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

// text delivers a message and returns the replies.
func (c *simulateCommand) text(ctx context.Context, body string) ([]string, error) {
	form := url.Values{"MessageSid": {"SM" + strings.ReplaceAll(uuid.NewString(), "-", "")}, "From": {c.From.String()}, "Body": {body}}
	known := c.Server
	if c.PublicURL != "" {
		known = c.PublicURL
	}
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.Server+twilioPath, strings.NewReader(form.Encode()))
	if err != nil {
		return nil, err
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("X-Twilio-Signature", signAsTwilio(string(c.Token), known+twilioPath, form))
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil, fmt.Errorf("no server answers at %s: start one, or name it with --server", c.Server)
	}
	defer func() { _ = res.Body.Close() }()
	switch res.StatusCode {
	case http.StatusOK:
		return repliesIn(res.Body)
	case http.StatusNotFound, http.StatusMethodNotAllowed:
		return nil, fmt.Errorf("the server at %s takes no messages from Twilio: start it with RINGFENCE_SMS_TWILIO_AUTH_TOKEN", c.Server)
	case http.StatusUnauthorized, http.StatusForbidden:
		return nil, fmt.Errorf("the server at %s has another token, or a --public-url that simulate was not given", c.Server)
	}
	return nil, fmt.Errorf("the server at %s answered %s: send the message again", c.Server, res.Status)
}

// repliesIn reads TwiML (https://www.twilio.com/docs/messaging/twiml).
func repliesIn(answer io.Reader) ([]string, error) {
	var twiml struct {
		Messages []string `xml:"Message"`
	}
	if err := xml.NewDecoder(io.LimitReader(answer, maxHealth)).Decode(&twiml); err != nil {
		return nil, fmt.Errorf("the answer is no TwiML: %w", err)
	}
	return twiml.Messages, nil
}

// signAsTwilio returns the signature of a form that is posted to an address
// (https://www.twilio.com/docs/usage/webhooks/webhooks-security).
func signAsTwilio(token, to string, form url.Values) string {
	h := hmac.New(sha1.New, []byte(token))
	h.Write([]byte(to))
	for _, name := range slices.Sorted(maps.Keys(form)) {
		h.Write([]byte(name + form.Get(name)))
	}
	return base64.StdEncoding.EncodeToString(h.Sum(nil))
}
