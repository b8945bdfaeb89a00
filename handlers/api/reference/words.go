package reference

import (
	"maps"
	"strings"

	"ringfence/handlers/api"
	"ringfence/handlers/route"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
	"ringfence/web/catalogue"
)

// worded returns an example in which problems and reasons have the words that the service has for their codes, in the language of the writer.
func (w *writer) worded(v any) any {
	switch v := v.(type) {
	case []any:
		all := make([]any, len(v))
		for i, entry := range v {
			all[i] = w.worded(entry)
		}
		return all
	case map[string]any:
		all := maps.Clone(v)
		for name, member := range v {
			all[name] = w.worded(member)
		}
		w.reword(all)
		return all
	}
	return v
}

// reword puts the words into an object, if it is one of those.
func (w *writer) reword(object map[string]any) {
	kind, _ := object["type"].(string)
	code, _ := object["code"].(string)
	if problem, ok := strings.CutPrefix(kind, "/problems/"); ok {
		p := route.NewProblem(w.lang, 0, problem, "limit", api.MaxReport, "count", 1, "names", w.lang.List(api.FeedNames()), "advice", w.lang.Text("advice.key"))
		object["title"], object["detail"] = p.Title, p.Detail
		return
	}
	if object["text"] != nil && code != "" {
		of := reputation.Judgement{Reports: reputation.BandOf(3), Networks: reputation.BandOf(3)}
		object["text"] = catalogue.Reason(w.lang, reputation.Reason{Code: reputation.ReasonCode(code)}, of)
	}
	if object["detail"] != nil && code != "" {
		object["detail"] = catalogue.SubjectProblem(w.lang, subject.Problem(code))
	}
}
