//go:build service

package mongo

import (
	"errors"
	"testing"

	"ringfence/internal/casefile"
	"ringfence/internal/conversation"
	"ringfence/internal/fault"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
	"ringfence/internal/transfer"
)

// TestOperatorsAreValues asks under names that the server would take for operators, were they not texts: beside what is kept, each finds nothing.
func TestOperatorsAreValues(t *testing.T) {
	s := openAt(t, database(t))
	ctx := t.Context()
	said := made(1, number(1))
	said.Statements[0].Reporter = "somebody"
	check(t, s.File(ctx, said))
	check(t, s.PutCase(ctx, casefile.Case{ID: "kept", Revision: 1, Subject: number(1), Claim: casefile.Wrong, Proof: casefile.TextFrom, Lang: "en", State: casefile.Waiting, OpenedAt: noon}))
	won, err := s.Converse(ctx, conversation.Record{Name: "0123456789abcdef0123456789abcdef", Revision: 1, Until: noon})
	check(t, err)
	if !won {
		t.Fatal("nothing is kept")
	}
	check(t, s.Distrust(ctx, transfer.Distrusted{By: "somebody", On: 20000}))
	for _, operator := range []string{`{"$ne":null}`, `{"$gt":""}`, "$gt", "$where", `{"$regex":".*"}`, "_id", "a.b", "$$ROOT", "\x00"} {
		if found, err := s.History(ctx, reputation.Pseudonym(operator), 10); err != nil || len(found) > 0 {
			t.Errorf("the history of %q: %v, %v", operator, found, err)
		}
		if _, err := s.Case(ctx, operator); !errors.Is(err, fault.NotFound) {
			t.Errorf("the case %q: %v", operator, err)
		}
		if c, err := s.Conversation(ctx, conversation.Name(operator)); err == nil {
			t.Errorf("the conversation %q is %+v", operator, c)
		}
		if found, err := s.Distrusted(ctx, reputation.Pseudonym(operator)); err != nil || len(found) > 0 {
			t.Errorf("%q is distrusted: %v, %v", operator, found, err)
		}
		if err := s.RevokeKey(ctx, operator); !errors.Is(err, fault.NotFound) {
			t.Errorf("the API key %q: %v", operator, err)
		}
		if holder, turn, err := s.Lease(ctx, operator); err != nil || holder != "" || turn != 0 {
			t.Errorf("the lease %q: %q, %d, %v", operator, holder, turn, err)
		}
		if cases, err := s.Cases(ctx, "kept"+operator, 10); err != nil || len(cases) > 0 {
			t.Errorf("cases after %q: %v, %v", operator, cases, err)
		}
	}
	if all, err := s.Subjects(ctx, subject.Key{}, 10); err != nil || len(all) != 1 {
		t.Errorf("subjects are %v, %v", all, err)
	}
}
