package handlers_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"ringfence/internal/auditlog"
	"ringfence/internal/casefile"
	"ringfence/internal/dispute"
	"ringfence/internal/ruling"
	"ringfence/internal/subject"
)

// told to whoever has the code.
type standing struct {
	Code, State, Outcome, Step, Words, Digits string
	Notes                                     []string
	Documents                                 int
	Audit                                     []logged
}

// logged is an entry of the audit log, as its owner gets it.
type logged struct {
	Index    uint64
	LeafHash auditlog.Hash `json:"leaf_hash"`
	Entry    []byte
}

// provesEntry does what an owner can: reckons the hash of an entry, and has it proved under the published checkpoint. It returns what the
// entry is about.
func (e *edge) provesEntry(t *testing.T, l logged) string {
	t.Helper()
	keys, err := e.ring.Verifiers(e.clock())
	if err != nil {
		t.Fatal(err)
	}
	head, err := auditlog.Open([]byte(e.do(get("/audit/checkpoint")).body), keys...)
	if err != nil {
		t.Fatal(err)
	}
	var proof struct {
		AuditPath []auditlog.Hash `json:"audit_path"`
	}
	e.ask(get(fmt.Sprintf("/audit/inclusion?index=%d&size=%d", l.Index, head.Size)), http.StatusOK, &proof)
	entry, err := auditlog.ParseLeaf(l.Entry)
	if hash := auditlog.LeafHash(l.Entry); err != nil || hash != l.LeafHash || entry.Salt == [16]byte{} || auditlog.CheckInclusion(proof.AuditPath, l.Index, hash, head) != nil {
		t.Errorf("entry %d is not proved: %v, %s", l.Index, err, l.Entry)
	}
	return entry.Object
}

func contest(body string) request {
	return request{method: http.MethodPost, path: "/v1/disputes", body: body}
}

// owners lets an edge take disputes.
func owners(e *edge, lookups dispute.Lookups) *dispute.Office {
	bench := ruling.New(ruling.Config{Store: e.store.Store, Projector: e.projects, Recorder: e.audit, Clock: e.clock})
	return dispute.New(dispute.Config{
		Store: e.store.Store, Keys: e.ring, Rulings: dispute.Bench{Bench: bench}, Lookups: lookups, Recorder: e.audit, TextTo: []string{"+1 202-555-0199"}, Clock: e.clock,
	})
}

// TestAnOwnerHasANumberTakenOffTheLists goes the whole way of an owner: the number is in a range and in the list of what to block, the
// digits come from it by text, and both are without it, the list with the next that is published.
func TestAnOwnerHasANumberTakenOffTheLists(t *testing.T) {
	e := newEdge(t)
	p := &publisher{edge: e}
	const number = "+13035550143"
	about, err := subject.ParseKey(number)
	if err != nil {
		t.Fatal(err)
	}
	for range 12 { // over seven hours
		p.say(about)
		e.pass(40 * time.Minute)
	}
	projected := func() {
		t.Helper()
		if err := e.projects.ProjectNow(t.Context(), about); err != nil {
			t.Fatal(err)
		}
	}
	projected()
	p.publish()
	listed, _ := p.read("")
	inList := func(l list) bool {
		return slices.ContainsFunc(l.Added, func(e struct{ Key string }) bool { return e.Key == number })
	}
	if !inList(listed) || !e.decided(t, number).Listed {
		t.Fatalf("it is not on the lists to begin with: %+v", listed)
	}

	var s standing
	e.ask(contest(`{"subject":"`+number+`","claim":"wrong","proof":"text_from","words":"We mend bicycles.","lang":"en"}`), http.StatusCreated, &s)
	if s.Step != "text_digits" || len(s.Digits) != 6 || s.State != "waiting" {
		t.Fatalf("opened: %+v", s)
	}
	path := "/v1/disputes/" + s.Code
	if got := e.do(get(path + "/held")); got.status != http.StatusForbidden || !strings.Contains(got.body, "/problems/dispute_unproved") {
		t.Errorf("what is held, to anybody: %d %s", got.status, got.body)
	}
	if got := e.do(request{method: http.MethodPost, path: path + "/send"}); got.status != http.StatusConflict || !strings.Contains(got.body, "/problems/dispute_step") {
		t.Errorf("a text was asked for: %d %s", got.status, got.body)
	}
	e.pass(time.Minute)
	if found, err := e.disputes.Hear(t.Context(), s.Digits, about); err != nil || !found {
		t.Fatalf("the text: %v, %v", found, err)
	}
	projected()
	e.ask(get(path), http.StatusOK, &s)
	if s.State != "in_force" || s.Step != "wait" || !slices.Equal(s.Notes, []string{"in_force"}) {
		t.Errorf("proved: %+v", s)
	}
	if got := e.decided(t, number); got.Listed {
		t.Errorf("its range still says %+v", got)
	}
	p.publish()
	if listed, _ = p.read(""); inList(listed) {
		t.Error("the list still has it")
	}
	var exact known
	e.ask(get("/v1/numbers/"+number), http.StatusOK, &exact)
	if !slices.Contains(exact.States, "disputed") {
		t.Errorf("a lookup says %+v", exact)
	}
	var held struct {
		Statements []struct{ Month, Category string }
		Decisions  []struct {
			ID, Kind, Reason string
			Audit            logged
		}
	}
	e.ask(get(path+"/held"), http.StatusOK, &held)
	if e.provesEntry(t, held.Decisions[0].Audit) != held.Decisions[0].ID || len(s.Audit) != 1 || e.provesEntry(t, s.Audit[0]) != held.Decisions[0].ID {
		t.Errorf("the entries of the decision: %+v and %+v", held.Decisions, s.Audit)
	}
	if len(held.Statements) != 0 || len(held.Decisions) != 1 || held.Decisions[0].Reason != "We mend bicycles." {
		t.Errorf("held: %+v", held)
	}
	e.ask(request{method: http.MethodPost, path: path + "/withdraw"}, http.StatusOK, &s)
	e.pass(time.Minute)
	projected()
	if s.Outcome != string(casefile.Withdrawn) || !e.decided(t, number).Listed {
		t.Errorf("withdrawn: %+v", s)
	}
	reported := e.clock()
	e.pass(time.Date(reported.Year(), reported.Month()+1, 1, 0, 0, 0, 0, time.UTC).Sub(reported))
	e.ask(get(path+"/held"), http.StatusOK, &held) // the month is over
	if len(held.Statements) != 12 || held.Statements[0].Month != reported.Format("2006-01") {
		t.Errorf("held a month later: %+v", held)
	}
	for _, tt := range []struct {
		ask  request
		want string
	}{
		{request{method: http.MethodPost, path: path + "/withdraw"}, "dispute_closed"},
		{get("/v1/disputes/0000-0000-0000-0000-1"), "bad_dispute_code"},
		{get("/v1/disputes/0000-0000-0000-0000-0"), "not_found"},
		{contest(`{"subject":"+13035550144","claim":"wrong","proof":"documents"}`), "dispute_nothing"},
		{contest(`{"subject":"+12025550103","claim":"wrong","proof":"documents"}`), "dispute_sample"},
		{contest(`{"subject":"no number","claim":"wrong","proof":"documents"}`), "bad_subject"},
	} {
		if got := e.do(tt.ask); !strings.Contains(got.body, `"/problems/`+tt.want+`"`) {
			t.Errorf("%s %s: %d %s, want %s", tt.ask.method, tt.ask.path, got.status, got.body, tt.want)
		}
	}
	if strings.Contains(e.log.String(), s.Code) || strings.Contains(e.log.String(), number) {
		t.Error("the log names a code or a number")
	}
}

// byDocuments opens a dispute that documents are to prove.
const byDocuments = `{"subject":"95588","claim":"forged","proof":"documents"}`

// proving returns where documents of such a dispute are sent.
func (e *edge) proving(t *testing.T) (path string) {
	t.Helper()
	about, err := subject.ParseKey("CN/95588")
	if err != nil {
		t.Fatal(err)
	}
	e.reported(t, about)
	if err := e.projects.ProjectNow(t.Context(), about); err != nil {
		t.Fatal(err)
	}
	var opened standing
	e.ask(contest(byDocuments), http.StatusCreated, &opened)
	return "/v1/disputes/" + opened.Code + "/documents"
}

func TestADocumentIsSentAsItIs(t *testing.T) {
	e := newEdge(t)
	path := e.proving(t)
	send := func(media, body string) reply {
		return e.do(request{method: http.MethodPost, path: path, header: map[string]string{"Content-Type": media}, body: body})
	}
	if got := send("image/png", "%PDF-1.7"); got.status != http.StatusBadRequest || !strings.Contains(got.body, "dispute_paper") {
		t.Errorf("a PDF as PNG: %d %s", got.status, got.body)
	}
	if got := send("application/pdf", "%PDF-1.7"+strings.Repeat(" ", dispute.MaxPaper)); got.status != http.StatusRequestEntityTooLarge {
		t.Errorf("more than it may be: %d %s", got.status, got.body)
	}
	if got := send("application/pdf", "%PDF-1.7"); got.status != http.StatusOK || !strings.Contains(got.body, `"state":"submitted"`) || !strings.Contains(got.body, `"documents":1`) {
		t.Errorf("a PDF: %d %s", got.status, got.body)
	}
}
