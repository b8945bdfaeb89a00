package record

import (
	"strconv"

	"ringfence/internal/report"
	"ringfence/internal/reputation"
)

// words are texts of which most documents have some: read from here, they take no memory of their own.
var words = func() map[string]string {
	all := map[string]string{"": ""}
	add := func(word string) { all[word] = word }
	for _, c := range report.Categories() {
		add(string(c))
	}
	for _, t := range []reputation.Tier{reputation.Anonymous, reputation.Verified, reputation.Partner, reputation.Trusted} {
		add(string(t))
	}
	for _, s := range []reputation.State{
		reputation.Live, reputation.Withdrawn, reputation.Overturned, reputation.Superseded, reputation.Closed,
	} {
		add(string(s))
	}
	add(string(report.Bad))
	add(string(report.Fine))
	for bucket := range reputation.Buckets {
		add(strconv.Itoa(100 + bucket)[1:]) // two digits, as in LastSeen
	}
	return all
}()
