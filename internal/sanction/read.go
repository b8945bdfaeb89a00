package sanction

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"slices"
	"strconv"
	"time"

	"ringfence/internal/auditlog"
	"ringfence/internal/brigade"
	"ringfence/internal/fault"
	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/internal/ruling"
	"ringfence/internal/subject"
)

// MostSaid is how many statements a moderator is shown at a time.
const MostSaid = 500

// Said is one statement as a moderator sees it: enough to judge whether it is part of something, and nothing by which its reporter could be
// found, or followed to another subject.
type Said struct {
	Handle     string    // by which a moderator points at it; of this subject alone
	Month      time.Time // in which it was received
	Polarity   report.Polarity
	Category   report.Category
	Tier       reputation.Tier
	State      reputation.State
	Network    string // A for the network that most of these came from, B, C ...; it stands for nothing elsewhere
	APIKey     string // public name of the key it came through
	Known      bool   // its sender can be recognised, and so distrusted
	Distrusted bool   // its sender is, by this report; that they are by one about another subject is not said
	Made       bool   // it is part of the brigade that is found now
}

// View is what a moderator sees who looks at what was said about a subject.
type View struct {
	Said  []Said        // those of a brigade first, then by network; within one not in the order in which they came
	Left  int           // further ones that are not shown
	Flag  *brigade.Flag // nil for none
	Found bool          // a brigade is found now, which Break would take out
}

// Read shows the statements about a subject, and has it stand in the audit log before.
func (b *Bench) Read(ctx context.Context, about subject.Key, by string) (View, error) {
	if !ruling.Named(by) {
		return View{}, ruling.ErrBy
	}
	if _, err := b.Recorder.Record(ctx, auditlog.Entry{By: by, Action: auditlog.ReadSubject, Subject: about}); err != nil {
		return View{}, err
	}
	said, err := b.Store.Statements(ctx, about)
	if err != nil {
		return View{}, err
	}
	if err := b.ledger.catchUp(ctx, b.Recorder); err != nil {
		return View{}, err
	}
	found, ok, err := b.Brigades.Find(ctx, about)
	if err != nil {
		return View{}, err
	}
	v := View{Found: ok}
	switch flag, err := b.Store.Flag(ctx, about); {
	case err == nil:
		v.Flag = &flag
	case !errors.Is(err, fault.NotFound):
		return View{}, err
	}
	letters, handles := networks(said), map[report.ID]string{}
	for i := range said {
		handles[said[i].Report] = b.Keys.Handle(about, said[i].Report)
	}
	slices.SortFunc(said, func(a, b reputation.Statement) int {
		first := func(s *reputation.Statement) int {
			if slices.Contains(found.Made, s.Report) {
				return 0
			}
			return 1
		}
		return cmp.Or(cmp.Compare(first(&a), first(&b)), cmp.Compare(len(letters[a.Own]), len(letters[b.Own])),
			cmp.Compare(letters[a.Own], letters[b.Own]), cmp.Compare(handles[a.Report], handles[b.Report])) // an order that is of this subject alone
	})
	shown := said[:min(len(said), MostSaid)]
	v.Left = len(said) - len(shown)
	for i := range shown {
		one := &shown[i]
		distrusted, err := b.distrusted(ctx, one)
		if err != nil {
			return View{}, err
		}
		v.Said = append(v.Said, Said{
			Handle: handles[one.Report], Month: month(one.ReceivedAt), Polarity: one.Polarity, Category: one.Category, Tier: one.Tier, State: one.State,
			Network: letters[one.Own], APIKey: one.APIKey, Known: one.Speaks() != "", Distrusted: distrusted, Made: slices.Contains(found.Made, one.Report),
		})
	}
	return v, nil
}

func month(t time.Time) time.Time {
	year, month, _ := t.UTC().Date()
	return time.Date(year, month, 1, 0, 0, 0, 0, time.UTC)
}

// networks returns a letter for each bucket that something came from, A for that of most.
func networks(said []reputation.Statement) map[uint8]string {
	count := map[uint8]int{}
	for i := range said {
		count[said[i].Own]++
	}
	buckets := slices.SortedFunc(maps.Keys(count), func(a, b uint8) int {
		return cmp.Or(cmp.Compare(count[b], count[a]), cmp.Compare(a, b))
	})
	letters := map[uint8]string{}
	for i, bucket := range buckets {
		letters[bucket] = string(rune('A' + i%26))
		if i >= 26 {
			letters[bucket] += strconv.Itoa(i/26 + 1)
		}
	}
	return letters
}
