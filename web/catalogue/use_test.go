package catalogue

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"ringfence/internal/report"
	"ringfence/internal/subject"
)

// families are messages whose ids programs put together; the tests above and those of web go through them.
var families = []string{
	"why.", "band.", "entry.", "headline.", "meaning.", "note.", "trick.", "reply.", "silent.", "advice.stop.", "component.", "error.", "offers.", "check.", "lent.", "caller.", "figure.key.", "count.", "trends.way.", "data.table.", "figure.words.final.", "figure.words.most.",
	"lesson.", "helpline.", "question.", "kit.", "signin.cancelled", "signin.expired", "signin.unreachable",
	"desk.role.", "desk.claim.", "desk.proof.", "desk.state.", "desk.outcome.", "desk.answer.", "desk.says.", "desk.tier.", "desk.stated.", "desk.decision.", "desk.action.", "desk.people.", "desk.sector.", "desk.done.", "desk.problem.",
	"contest.step.", "dispute.claim.", "dispute.proof.", "dispute.refused.", "review.next.", "case.title.", "case.lead.", "case.state.", "case.note.", "case.refused.", "held.said.", "held.state.", "decision.", "open.act.", "official.sector.",
}

// deskPages are the pages of the desk, which web names.
var deskPages = []string{"signin", "welcome", "account", "queue", "case", "subjects", "texts", "registry", "log"}

// TestEveryMessageIsUsed looks for the ids in templates and sources.
func TestEveryMessageIsUsed(t *testing.T) {
	sources := readSources(t)
	values := map[string]bool{"region.division": true}
	for _, page := range deskPages {
		values["desk."+page+".title"], values["desk."+page+".description"] = true, true
	}
	for _, part := range []string{"disputes", "registry", "flags", "bursts", "texts"} {
		values["desk.queue."+part], values["desk.queue."+part+".text"] = true, true
	}
	for vocabulary, all := range vocabularies() {
		for _, v := range all {
			values[vocabulary+"."+v] = true
		}
	}
	for id := range messages(t, En) {
		inFamily := slices.ContainsFunc(families, func(f string) bool { return strings.HasPrefix(id, f) })
		code, problem := strings.CutPrefix(id, "problem.")
		if problem {
			id = strings.TrimSuffix(strings.TrimSuffix(code, ".title"), ".detail")
		}
		if !inFamily && !values[id] && !strings.Contains(sources, fmt.Sprintf("%q", id)) {
			t.Errorf("%s is used nowhere", id)
		}
	}
}

// readSources returns the templates, and the sources of whatever speaks to people.
func readSources(t *testing.T) string {
	t.Helper()
	var sources strings.Builder
	for _, root := range []string{"..", "../../handlers"} {
		err := filepath.WalkDir(root, func(path string, _ fs.DirEntry, err error) error {
			page, source := strings.HasSuffix(path, ".html"), strings.HasSuffix(path, ".go") && !strings.HasSuffix(path, "_test.go")
			if err != nil || !page && !source {
				return err
			}
			content, err := os.ReadFile(path)
			sources.Write(content)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return sources.String()
}

// TestEveryMessageThatIsUsedExists looks for what reads like an id of a message in templates and sources.
func TestEveryMessageThatIsUsedExists(t *testing.T) {
	known, parts := messages(t, En), map[string]bool{}
	for id := range known {
		part, _, _ := strings.Cut(id, ".")
		parts[part] = true
	}
	used := 0
	for _, m := range regexp.MustCompile(`"([a-z]+)(\.[a-z0-9_.]*[a-z0-9_])"`).FindAllStringSubmatch(readSources(t), -1) {
		id := m[1] + m[2]
		if !parts[m[1]] || slices.Contains([]string{".html", ".css", ".js", ".svg"}, filepath.Ext(id)) {
			continue
		}
		used++
		if known[id] == nil {
			t.Errorf("there is no message %s", id)
		}
	}
	if used < 300 {
		t.Errorf("only %d ids found", used)
	}
}

// TestFamiliesHaveNoStrangers checks the ids that programs put together from the other side.
func TestFamiliesHaveNoStrangers(t *testing.T) {
	known := map[string][]string{
		"why.":  append(words(reasonCodes), "reports.old", "networks.few"),
		"band.": {"0", "1-2", "3-5", "6-10", "11-20", "21+"},
		"note.": words(conditions),
		"entry.": append(words(problemCodes), "forms", "required.kind", "required.subjects", "too_many.subjects",
			"account.wechat", "account.qq", "account.domain", "account.sender"),
		"headline.":    {"unknown", "undecided", "vouched", "suspicious", "scam", "confirmed", "clear", "official"},
		"advice.stop.": {"number", "number.name", "text", "text.name", "account", "account.name", "domain", "domain.name"},
		"meaning.":     {"unknown", "undecided", "vouched", "suspicious", "scam", "confirmed", "clear", "official"},
	}
	for _, c := range report.Categories() {
		if c != "other" {
			known["trick."] = append(known["trick."], string(c))
		}
	}
	for _, c := range report.Categories() {
		for _, part := range []string{"headline", "how.1", "how.2", "how.3", "sign.1", "sign.2", "sign.3", "say", "done"} {
			known["lesson."] = append(known["lesson."], string(c)+"."+part)
		}
	}
	for _, line := range []string{"110", "12321", "12348", "96110"} {
		known["helpline."] = append(known["helpline."], line, "call."+line)
	}
	for _, p := range subject.Problems() {
		known["entry."] = append(known["entry."], "subject."+string(p))
	}
	for id := range messages(t, En) {
		for family, members := range known {
			if member, ok := strings.CutPrefix(id, family); ok && !slices.Contains(members, member) {
				t.Errorf("%s: no program asks for it", id)
			}
		}
	}
}
