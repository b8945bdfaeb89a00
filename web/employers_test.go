package web

import "ringfence/internal/reputation"

func employersExamples(s sample) map[string]Page {
	asked := Employers{Frame: s.Frame, Query: attack, Asked: true}
	found, similar, unread, chosen := asked, asked, asked, Employers{Frame: s.Frame}
	found.Found = &Employer{attack, reputation.BandOf(4)}
	similar.Suggested = []Employer{{attack, reputation.BandOf(30)}}
	unread.Unread = true
	chosen.Chosen = true
	return map[string]Page{
		"employers": Employers{Frame: s.Frame}, "employers, none": asked, "employers, found": found, "employers, similar": similar,
		"employers, unread": unread, "employers, chosen": chosen,
	}
}
