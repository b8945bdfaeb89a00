package reference

import (
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"ringfence/web"
)

const (
	mediaJSON    = "application/json"
	mediaProblem = "application/problem+json"
)

func (w *writer) operation(o place) web.Operation {
	all := web.Operation{
		ID: o.OperationID, Method: o.method, Path: o.path, Summary: w.say(o.Summary), About: w.about(o.Description),
		Keyed: keyed(o.Operation), Limit: w.limits[o.method+" "+o.path],
	}
	w.taken = true
	for _, p := range parametersOf(o) {
		all.Parameters = append(all.Parameters, w.parameter(p))
	}
	if o.RequestBody != nil {
		all.Body = &web.Body{About: w.about(o.RequestBody.Value.Description), Contents: w.contents(o.RequestBody.Value.Content)}
		for i := range all.Body.Contents {
			all.Body.Contents[i].Example = "" // a command shows it
		}
	}
	w.taken = false
	all.Trials = w.trials(o)
	all.Answers, all.Failures = w.responses(o)
	return all
}

// responses describes what an operation may answer. Answers that are the same but for their status are told together.
func (w *writer) responses(o place) (answers []web.Answer, failures []web.FailureLink) {
	refs := make(map[string]int) // the places of shared answers among them
	all := o.Responses.Map()
	for _, status := range statusesOf(o) {
		response := all[status]
		if id, ok := failureID(response); ok {
			failures = append(failures, web.FailureLink{ID: id, Status: status, Codes: codeOf(response.Value)})
			continue
		}
		if i, told := refs[response.Ref]; told && response.Ref != "" {
			answers[i].Status += ", " + named(status)
			continue
		}
		refs[response.Ref] = len(answers)
		answer := w.answer(status, response.Value)
		if status == statusOf(o) && len(answer.Contents) > 0 {
			answer.Contents[0].Example = "" // the command shows it
		}
		answers = append(answers, answer)
	}
	return answers, failures
}

// keyed reports whether an operation needs an API key.
func keyed(o *openapi3.Operation) bool {
	return o.Security != nil && len(*o.Security) > 0 && !slices.ContainsFunc(*o.Security, func(r openapi3.SecurityRequirement) bool { return len(r) == 0 })
}

// parametersOf returns those of an operation and of its path, those of the path first.
func parametersOf(o place) (all []*openapi3.Parameter) {
	for _, p := range slices.Concat(o.item.Parameters, o.Parameters) {
		all = append(all, p.Value)
	}
	return all
}

// where are the messages that say where a parameter stands.
var where = map[string]string{
	openapi3.ParameterInPath: "reference.place.path", openapi3.ParameterInQuery: "reference.place.query", openapi3.ParameterInHeader: "reference.place.header",
}

func (w *writer) parameter(p *openapi3.Parameter) web.Member {
	m := w.shape(p.Schema.Value)
	m.Name, m.Place = p.Name, w.lang.Text(where[p.In])
	m.About = append(w.about(p.Description), m.About...)
	if p.Required {
		m.Need = w.lang.Text("reference.required")
	}
	if example, ok := exampleOf(p, ""); ok {
		m.Bounds = append(m.Bounds, w.bound("reference.bound.example", "value", word(example)))
	}
	return m
}

// exampleOf returns the example of a parameter with a name, or the first for "".
func exampleOf(p *openapi3.Parameter, name string) (any, bool) {
	if p.Example != nil && name == "" {
		return p.Example, true
	}
	return chosen(p.Examples, name)
}

func chosen(all openapi3.Examples, name string) (any, bool) {
	names := examplesInOrder(all)
	if name == "" && len(names) > 0 {
		name = names[0]
	}
	if e := all[name]; e != nil {
		return e.Value.Value, true
	}
	return nil, false
}

// contents describes a body in each of its media types.
func (w *writer) contents(all openapi3.Content) (described []web.Content) {
	for _, media := range inOrder(map[string]*openapi3.MediaType(all), func(m *openapi3.MediaType) *openapi3.Origin { return m.Origin }) {
		m := all[media]
		c := web.Content{Media: media}
		if m.Schema != nil {
			c.Shape = w.member("", m.Schema)
			c.Shape.Need = ""
		}
		if example, ok := bodyExample(m, ""); ok {
			c.Example = w.shown(example, m)
		}
		described = append(described, c)
	}
	return described
}

// bodyExample returns the example of a body with a name, or the first for "".
func bodyExample(m *openapi3.MediaType, name string) (any, bool) {
	if m.Example != nil && name == "" {
		return m.Example, true
	}
	return chosen(m.Examples, name)
}

// shown writes an example of a body: JSON for people, other text as it is.
func (w *writer) shown(example any, m *openapi3.MediaType) string {
	if text, ok := example.(string); ok {
		return strings.TrimRight(text, "\n")
	}
	example = w.worded(example)
	if m.Schema == nil {
		return pretty(example, nil, "")
	}
	return pretty(example, m.Schema.Value, "")
}

func (w *writer) answer(status string, r *openapi3.Response) web.Answer {
	a := web.Answer{Status: named(status), About: w.about(*r.Description), Contents: w.contents(r.Content)}
	a.Shared, a.Headers = w.headersOf(r)
	return a
}

// named adds the words of HTTP to a status.
func named(status string) string {
	code, err := strconv.Atoi(status)
	if err != nil {
		return status
	}
	return status + " " + http.StatusText(code)
}

// failureID returns the name of a problem that operations share.
func failureID(r *openapi3.ResponseRef) (string, bool) {
	id, shared := strings.CutPrefix(r.Ref, "#/components/responses/")
	return id, shared && r.Value.Content[mediaProblem] != nil
}

var (
	codeSpan = regexp.MustCompile("`([^`]+)`")
	code     = regexp.MustCompile(`^[a-z]+(_[a-z]+)*$`)
)

// codeOf returns the code of a problem whose description names one alone. Of several, an operation may have few: the description says which.
func codeOf(r *openapi3.Response) (all []string) {
	for _, span := range codeSpan.FindAllStringSubmatch(*r.Description, -1) {
		if code.MatchString(span[1]) {
			all = append(all, span[1])
		}
	}
	if len(all) > 1 {
		return nil
	}
	return all
}

// failures describes the problems that operations share.
func (w *writer) failures() (all []web.Failure) {
	statuses := make(map[string]string)
	for _, o := range places(w.document) {
		for status, r := range o.Responses.Map() {
			if id, ok := failureID(r); ok {
				statuses[id] = status
			}
		}
	}
	responses := w.document.Components.Responses
	for _, id := range inOrder(map[string]*openapi3.ResponseRef(responses), func(r *openapi3.ResponseRef) *openapi3.Origin { return r.Value.Origin }) {
		if statuses[id] == "" {
			continue
		}
		r := responses[id].Value
		f := web.Failure{ID: id, Status: strings.Join(append([]string{named(statuses[id])}, codeOf(r)...), ": "), About: w.about(*r.Description)}
		f.Shared, f.Headers = w.headersOf(r)
		if example, ok := bodyExample(r.Content[mediaProblem], ""); ok {
			f.Example = w.shown(example, r.Content[mediaProblem])
		}
		all = append(all, f)
	}
	slices.SortStableFunc(all, func(a, b web.Failure) int { return strings.Compare(a.Status[:3], b.Status[:3]) })
	return all
}
