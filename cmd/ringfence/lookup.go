package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"ringfence/internal/private"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
	"ringfence/web/catalogue"
)

// lookupCommand asks a server about one subject, as an app does: by telling which, or without.
type lookupCommand struct {
	Number  string `arg:"" placeholder:"NUMBER" help:"A number with its country code, as +12025550103, or as it is dialled in --region; without --private also a short code, or a domain."`
	Private bool   `env:"-" help:"Do not tell the server the number: fetch what is known of all numbers that share the first 4 digits of a hash, and decide here."`
	Server  string `type:"origin" default:"http://127.0.0.1:8080" placeholder:"URL" env:"-" help:"The server that is asked [${default}]."`
	Region  string `default:"CN" placeholder:"CC" env:"-" help:"Country that a number without country code is dialled in [${default}]."`
	JSON    bool   `name:"json" env:"-" help:"Print the answer as JSON, for programs."`
}

// told is what is printed of an answer.
type told struct {
	Key           subject.Key `json:"key"`
	Verdict       string      `json:"verdict"`
	Score         *int        `json:"score,omitempty"` // absent where a range does not tell
	Listed        *bool       `json:"listed,omitempty"`
	Open          *bool       `json:"block_open,omitempty"`
	Reasons       []reason    `json:"reasons,omitempty"` // of an exact lookup
	AsOf          string      `json:"as_of"`
	Demonstration bool        `json:"demonstration,omitempty"`
	Sent          string      `json:"sent"` // all that the server learnt of the number
}

type reason struct {
	Code string `json:"code"`
	Text string `json:"text"`
}

// Run prints what is known, and what was sent to learn it.
func (c *lookupCommand) Run(ctx context.Context, std streams) error {
	key, err := parseAsked(c.Number, c.Region)
	if err != nil {
		return err
	}
	ask := exactly
	if c.Private {
		ask = privately
	}
	answer, err := ask(ctx, asking{c.Server}, key)
	if err != nil {
		return err
	}
	if c.JSON {
		out := json.NewEncoder(std.out)
		out.SetIndent("", "  ")
		out.SetEscapeHTML(false)
		return out.Encode(answer)
	}
	return answer.print(std.out, c.Private)
}

// parseAsked reads a number as people write it, a key, or a domain.
func parseAsked(text, region string) (subject.Key, error) {
	key, err := subject.Parse(text, region)
	if err == nil {
		return key, nil
	}
	if key, err := subject.ParseKey(text); err == nil {
		return key, nil
	}
	if strings.Contains(text, ".") {
		if key, err := subject.ParseKind(subject.Domain, text, ""); err == nil {
			return key, nil
		}
	}
	var wrong *subject.Error
	if errors.As(err, &wrong) {
		return subject.Key{}, fmt.Errorf("this cannot be looked up: %s Nothing was sent", catalogue.SubjectProblem(catalogue.En, wrong.Problem))
	}
	return subject.Key{}, err
}

// exactly asks about a subject by telling which.
func exactly(ctx context.Context, server asking, key subject.Key) (*told, error) {
	answer := &told{Sent: key.String()}
	body, _, err := server.get(ctx, exactPath(key))
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal(body, answer); err != nil || answer.Key != key {
		return nil, errNoRingfence(server)
	}
	return answer, nil
}

// privately asks for the range of a number, and decides here.
func privately(ctx context.Context, server asking, key subject.Key) (*told, error) {
	place, ok := private.PlaceOf(key)
	if !ok {
		return nil, fmt.Errorf("%s cannot be asked about privately, and nothing was sent: only telephone numbers of 8 digits or more are in ranges. "+
			"There are so few of the others that a hash would give it away. To tell the server what you ask about: ringfence lookup %s", key, key)
	}
	body, header, err := server.get(ctx, "/v1/ranges/"+place.Prefix.String())
	if err != nil {
		return nil, err
	}
	r, err := private.Parse(body, place.Prefix)
	if err != nil {
		return nil, fmt.Errorf("the answer of %s cannot be used: %w", server, err)
	}
	d := r.Decide(place)
	answer := &told{
		Key: key, Verdict: d.Verdict.String(), Listed: &d.Listed, Open: &d.Open, Sent: place.Prefix.String(),
		AsOf: header.Get("Ringfence-As-Of"), Demonstration: header.Get("Ringfence-Demonstration") == "true",
	}
	if d.Listed {
		answer.Score = &d.Score
	}
	return answer, nil
}

// print tells people.
func (a *told) print(out io.Writer, privately bool) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s\n", a.Key.Format(), a.headline())
	for _, sentence := range a.sentences() {
		fmt.Fprintf(&b, "  %s\n", sentence)
	}
	if a.Demonstration {
		b.WriteString("  This server shows a demonstration: reports that are made up, or old ones with their dates moved. Warn nobody by it.\n")
	}
	if asOf, err := time.Parse(time.RFC3339, a.AsOf); err == nil { // not whatever a server may have sent
		fmt.Fprintf(&b, "as of: %s\n", asOf.UTC().Format(time.RFC3339))
	}
	fmt.Fprintf(&b, "sent: %s\n", a.Sent)
	if privately {
		b.WriteString("  which is as much of a hash as one in 65,536 of all numbers share. What was found was compared here.\n")
	}
	_, err := io.WriteString(out, b.String())
	return err
}

func (a *told) headline() string {
	switch {
	case a.Listed != nil && !*a.Listed:
		return "unknown, not listed"
	case a.Listed != nil && *a.Score == private.MaxScore:
		return fmt.Sprintf("%s, score %d or more of 100", a.Verdict, private.MaxScore)
	case a.Score != nil:
		return fmt.Sprintf("%s, score %d of 100", a.Verdict, *a.Score)
	}
	return a.Verdict
}

// meanings are what verdicts of a range mean, which comes without reasons.
var meanings = map[string]string{
	reputation.Suspicious.String(): "It was reported, on several networks, enough to be careful.",
	reputation.Scam.String():       "It was reported as a scam by many who do not know each other, or a moderator confirmed reports.",
}

func (a *told) sentences() (all []string) {
	for _, r := range a.Reasons {
		all = append(all, r.Text)
	}
	if a.Listed == nil {
		return all
	}
	if *a.Listed {
		all = append(all, meanings[a.Verdict])
	} else {
		all = append(all, "That does not mean it is safe. Few reported it, or none; or its owner contests the reports, or a moderator cleared it.")
	}
	if *a.Open {
		all = append(all, "Several numbers that differ in the last two digits alone were reported.")
	}
	return all
}
