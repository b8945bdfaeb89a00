package web

import (
	"slices"
	"testing"

	"ringfence/internal/reputation"
	"ringfence/web/catalogue"
)

func TestAdvice(t *testing.T) {
	const stop, never, verify, paid = "Hang up, and do not call back", "Pay nothing and pass on no code", "Check for yourself", "Paid, or gave away a code? Act at once"
	about := func(verdict reputation.Verdict, shares ...reputation.CategoryShare) reputation.Judgement {
		return reputation.Judgement{Verdict: verdict, Categories: shares}
	}
	loan := reputation.CategoryShare{Category: "loan", Share: .5}
	for _, c := range []struct {
		name, key string
		j         reputation.Judgement
		want      []string
	}{
		{"nobody reported it", "+447700900123", about(reputation.Unknown), []string{never, verify, paid}},
		{"a moderator cleared it", "+447700900123", about(reputation.Cleared, loan), []string{never, verify, paid}},
		{"a warning without a category", "+447700900123", about(reputation.Suspicious), []string{stop, never, verify, paid}},
		{"half of the reports agree", "+447700900123", about(reputation.Scam, loan), []string{stop, "Know the trick: Fake loan", never, verify, paid}},
		{"most reports differ", "+447700900123", about(reputation.Scam, reputation.CategoryShare{Category: "loan", Share: .49}), []string{stop, never, verify, paid}},
		{"nothing to explain", "+447700900123", about(reputation.Scam, reputation.CategoryShare{Category: "other", Share: 1}), []string{stop, never, verify, paid}},
		{"an account", "wechat/some_one", about(reputation.Scam), []string{"Break off contact", never, verify, paid}},
		{"a website", "domain/example.com", about(reputation.Scam), []string{"Leave this website", never, verify, paid}},
	} {
		var got []string
		for _, step := range NewSubject(Frame{Lang: catalogue.En}, key(t, c.key), c.j, noon).Advice() {
			got = append(got, step.Name)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// TestAdviceLeadsOn checks what the steps link to: with the language that was chosen.
func TestAdviceLeadsOn(t *testing.T) {
	for category, want := range map[string]string{"fake_job": "/offers?lang=en", "card_rental": "/offers/lent?lang=en"} {
		j := reputation.Judgement{Verdict: reputation.Scam, Categories: []reputation.CategoryShare{{Category: category, Share: 1}}}
		trick, ok := NewSubject(Frame{Lang: catalogue.En, Chosen: true}, key(t, "+447700900123"), j, noon).trick()
		if !ok || len(trick.Links) != 1 || trick.Links[0].Path != want {
			t.Errorf("%s: %+v, want %s", category, trick.Links, want)
		}
	}
}
