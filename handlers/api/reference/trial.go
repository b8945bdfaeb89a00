package reference

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"ringfence/handlers/route"
	"ringfence/web"
	"ringfence/web/catalogue"
)

// attempt is an entry of x-curl, a list that an operation may have beside its examples: which of them a command is made
// of. An operation without has one command, of its required parameters and its first example of a body.
type attempt struct {
	About string            `json:"about"` // what the command shows; "" for what its example of a body is about
	Use   map[string]string `json:"use"`   // the names of parameters that are given, and of the examples that they take; "" for the first
	Shell map[string]string `json:"shell"` // parameters that take what a shell makes of this
	Feed  map[string]string `json:"feed"`  // parameters whose example stands for a member of what an earlier command answered
	Body  string            `json:"body"`  // the name of the example of the body; "" for the first
	Media string            `json:"media"` // its media type; "" for the first
	// Answer is the name of the example of the answer; "" for the first, which stands below the first command alone.
	Answer string `json:"answer"`
}

// attemptsOf reads x-curl.
func attemptsOf(o *openapi3.Operation) ([]attempt, error) {
	given, ok := o.Extensions["x-curl"]
	if !ok {
		return []attempt{{}}, nil
	}
	written, err := json.Marshal(given)
	if err != nil {
		return nil, err
	}
	var all []attempt
	d := json.NewDecoder(strings.NewReader(string(written)))
	d.DisallowUnknownFields()
	if err := d.Decode(&all); err != nil {
		return nil, fmt.Errorf("x-curl of %s: %w", o.OperationID, err)
	}
	return all, nil
}

// trials makes the commands of an operation. The first shows what it may print.
func (w *writer) trials(o place) (all []web.Trial) {
	attempts, err := attemptsOf(o.Operation)
	w.wrong = errors.Join(w.wrong, err)
	for i, a := range attempts {
		t, err := w.trial(o, a)
		w.wrong = errors.Join(w.wrong, err)
		if i == 0 || a.Answer != "" {
			t.Answer = w.answerExample(o, a.Answer)
		}
		t.Status = statusOf(o)
		all = append(all, t)
	}
	return all
}

// trial makes one command.
func (w *writer) trial(o place, a attempt) (t web.Trial, err error) {
	t.About = w.say(a.About)
	c := command{method: o.method, path: o.path}
	if keyed(o.Operation) {
		c.header("Authorization", "Bearer $RINGFENCE_KEY", true)
	}
	for _, p := range parametersOf(o) {
		name, used := a.Use[p.Name]
		value, shell := a.Shell[p.Name]
		member, fed := a.Feed[p.Name]
		_, chosen := a.Use["lang"]
		if p.Name == route.AcceptLanguage && w.lang != catalogue.En && !chosen {
			c.parameter(p, string(w.lang), false)
			continue
		}
		if !used && !shell && !fed && !p.Required {
			continue
		}
		if !shell {
			example, ok := exampleOf(p, name)
			if !ok {
				return t, fmt.Errorf("%s: the parameter %s has no example %q", o.OperationID, p.Name, name)
			}
			value = word(example)
		}
		if fed {
			t.Fed = &web.Fed{Member: member, Shown: value}
		}
		c.parameter(p, value, shell)
	}
	if o.RequestBody != nil {
		about, err := w.send(&c, o.RequestBody.Value.Content, a)
		if err != nil {
			return t, fmt.Errorf("%s: %w", o.OperationID, err)
		}
		t.About = cmp.Or(t.About, about)
	}
	t.Text = c.String()
	return t, nil
}

// send adds a body to a command, and returns what its example is about.
func (w *writer) send(c *command, all openapi3.Content, a attempt) (about string, err error) {
	media := a.Media
	if media == "" {
		media = inOrder(map[string]*openapi3.MediaType(all), func(m *openapi3.MediaType) *openapi3.Origin { return m.Origin })[0]
	}
	if all[media] == nil {
		return "", fmt.Errorf("there is no body of %s", media)
	}
	example, ok := bodyExample(all[media], a.Body)
	if !ok {
		return "", fmt.Errorf("the body has no example %q", a.Body)
	}
	if e := all[media].Examples[a.Body]; e != nil {
		about = w.say(e.Value.Summary)
	}
	c.header("Content-Type", media, false)
	c.body, c.lines = w.shown(example, all[media]), media != mediaJSON
	return about, nil
}

// statusesOf returns what an operation may be answered with, in the order of the document.
func statusesOf(o place) []string {
	return inOrder(o.Responses.Map(), func(r *openapi3.ResponseRef) *openapi3.Origin { return r.Origin })
}

// statusOf is the status that a command is answered with: that of success, which the document has first where there is any.
func statusOf(o place) string { return statusesOf(o)[0] }

// answerExample returns what an operation may print: the example with a name, or the first for "".
func (w *writer) answerExample(o place, name string) string {
	content := o.Responses.Map()[statusOf(o)].Value.Content
	for _, media := range inOrder(map[string]*openapi3.MediaType(content), func(m *openapi3.MediaType) *openapi3.Origin { return m.Origin }) {
		if example, ok := bodyExample(content[media], name); ok {
			return w.shown(example, content[media])
		}
	}
	return ""
}

// command is one of curl.
type command struct {
	method, path string
	query        []string
	headers      []string // quoted
	body         string
	lines        bool // the body has lines that must stay
}

func (c *command) parameter(p *openapi3.Parameter, value string, shell bool) {
	switch p.In {
	case openapi3.ParameterInPath:
		c.path = strings.Replace(c.path, "{"+p.Name+"}", url.PathEscape(value), 1)
	case openapi3.ParameterInQuery:
		c.query = append(c.query, url.QueryEscape(p.Name)+"="+url.QueryEscape(value))
	case openapi3.ParameterInHeader:
		c.header(p.Name, value, shell)
	}
}

// header adds one, in which a shell puts values where shell is true.
func (c *command) header(name, value string, shell bool) {
	line := name + ": " + value
	if shell {
		c.headers = append(c.headers, `"`+line+`"`)
		return
	}
	c.headers = append(c.headers, quoted(line))
}

// plainURL is an address that a shell takes as it is.
var plainURL = regexp.MustCompile(`^[A-Za-z0-9/+%._-]*$`)

// String writes it over as many lines as it has parts.
func (c *command) String() string {
	address := "ORIGIN" + c.path
	if len(c.query) > 0 {
		address += "?" + strings.Join(c.query, "&")
	}
	if !plainURL.MatchString(address) {
		address = quoted(address)
	}
	parts := []string{"curl -s " + address}
	if usual := map[bool]string{true: "POST", false: "GET"}[c.body != ""]; c.method != usual {
		parts[0] = "curl -s -X " + c.method + " " + address
	}
	for _, h := range c.headers {
		parts = append(parts, "-H "+h)
	}
	if c.body != "" {
		flag := "-d "
		if c.lines {
			flag = "--data-binary "
		}
		parts = append(parts, flag+quoted(c.body))
	}
	return strings.Join(parts, " \\\n  ")
}

// quoted makes a shell take a text as it is.
func quoted(text string) string { return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'" }
