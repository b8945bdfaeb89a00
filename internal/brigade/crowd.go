package brigade

import (
	"cmp"
	"math"
	"slices"
	"time"

	"ringfence/internal/report"
	"ringfence/internal/reputation"
)

// lately returns what was said of late and counts, of one reporter the last, ordered by time and report.
func lately(statements []reputation.Statement, polarity report.Polarity, now time.Time) []reputation.Statement {
	var said []reputation.Statement
	for _, s := range statements {
		if s.State == reputation.Live && s.Polarity == polarity && !s.ReceivedAt.Before(now.Add(-Remembered)) && !s.ReceivedAt.After(now) {
			said = append(said, s)
		}
	}
	slices.SortFunc(said, func(a, b reputation.Statement) int {
		return cmp.Or(a.ReceivedAt.Compare(b.ReceivedAt), slices.Compare(a.Report[:], b.Report[:]))
	})
	last := map[reputation.Pseudonym]report.ID{}
	for i := range said {
		last[said[i].Speaks()] = said[i].Report
	}
	return slices.DeleteFunc(said, func(s reputation.Statement) bool { return s.Speaks() != "" && last[s.Speaks()] != s.Report })
}

// network is where a statement came from, as far as can be known: an API key, or a bucket.
type network struct {
	apiKey string
	bucket uint8
}

func networkOf(s *reputation.Statement) network {
	if s.APIKey != "" {
		return network{apiKey: s.APIKey}
	}
	return network{bucket: s.Own}
}

// crowd are those who report within one span, as places in the order of time.
type crowd struct {
	from, to  int       // to is that of the first after it
	newcomers int       // of them
	fresh     []bool    // whether each, in the order of time, is a newcomer
	networks  []network // that nearly all newcomers come from; nil where these are more than a brigade has, or there are too few newcomers
}

// crowds calls visit with those who report within a span, for each report that a span can begin with. Where newcomers are remarkable as such,
// it does not matter from how many networks they come.
func crowds(said []reputation.Statement, heard func(reputation.Pseudonym) time.Time, remarkable bool, visit func(crowd)) {
	fresh := make([]bool, len(said))
	for i := range said {
		by := said[i].Speaks()
		fresh[i] = by == "" || !heard(by).Before(said[i].ReceivedAt.Add(-Known))
	}
	newcomers, from := 0, map[network]int{}
	for first, next := 0, 0; first < len(said); first++ {
		for ; next < len(said) && said[next].ReceivedAt.Sub(said[first].ReceivedAt) <= Span; next++ {
			if fresh[next] {
				from[networkOf(&said[next])]++
				newcomers++
			}
		}
		visit(crowd{from: first, to: next, newcomers: newcomers, fresh: fresh, networks: leading(from, newcomers, remarkable)})
		if fresh[first] {
			from[networkOf(&said[first])]--
			newcomers--
		}
	}
}

// leading returns the networks that nearly all newcomers come from, those of most first; nil where they are more than a brigade has, unless any
// are enough.
func leading(from map[network]int, newcomers int, anyOf bool) []network {
	if newcomers < Least {
		return nil
	}
	var all []network
	for n, of := range from {
		if of > 0 {
			all = append(all, n)
		}
	}
	slices.SortFunc(all, func(a, b network) int {
		return cmp.Or(cmp.Compare(from[b], from[a]), cmp.Compare(a.apiKey, b.apiKey), cmp.Compare(a.bucket, b.bucket))
	})
	atMost := min(len(all), most, newcomers/perNetwork)
	if anyOf {
		atMost = len(all)
	}
	need := int(math.Ceil(nearly * float64(newcomers)))
	for i, n := range all[:atMost] {
		if need -= from[n]; need <= 0 {
			if i >= most || i >= newcomers/perNetwork { // too many to set the others apart
				return all
			}
			return all[:i+1]
		}
	}
	return nil
}

// brigade reports whether c is one: newcomers, from few networks where that matters, and not some among many who are known.
func (c *crowd) brigade() bool {
	return len(c.networks) > 0 && float64(c.newcomers) >= newly*float64(c.to-c.from)
}

// finding says what was found.
func (c *crowd) finding(said []reputation.Statement, now time.Time) Finding {
	f := Finding{Flag: Flag{
		Subject: said[c.from].Subject, Polarity: said[c.from].Polarity, FoundAt: now.UTC().Truncate(time.Second), LastAt: now.UTC().Truncate(time.Second),
		Reports: c.to - c.from, New: c.newcomers, Networks: len(c.networks),
	}}
	for i := c.from; i < c.to; i++ {
		if !c.fresh[i] || !slices.Contains(c.networks, networkOf(&said[i])) {
			continue
		}
		f.Made = append(f.Made, said[i].Report)
		if f.Since.IsZero() {
			f.Since = said[i].ReceivedAt.UTC().Truncate(time.Hour)
		}
		f.Until = said[i].ReceivedAt.UTC().Truncate(time.Hour)
	}
	return f
}

// soiled reports whether so many say of a subject that it is bad that who calls it fine contradicts them.
func soiled(statements []reputation.Statement) bool {
	against := 0
	for i := range statements {
		if s := &statements[i]; s.State == reputation.Live && s.Polarity == report.Bad {
			against++
		}
	}
	return against >= contradicted
}
