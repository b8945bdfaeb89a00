package storetest

import (
	"errors"
	"slices"
	"sync"
	"time"

	"ringfence/internal/fault"
	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
)

// vouching is what a report says, as by somebody who is known.
func vouching(t reputation.SealedTestimony, by reputation.Pseudonym) []reputation.Statement {
	said := slices.Clone(t.Statements)
	for i := range said {
		s := &said[i]
		s.Tier, s.Mass, s.Reporter, s.Person = reputation.Verified, reputation.Mass(reputation.Verified.Weight(), s.Polarity, s.At), by, "of before"
		s.Own, s.Block = (s.Own+3)%reputation.Buckets, (s.Block+5)%reputation.Buckets
	}
	return said
}

// vouched is the same once it is kept.
func vouched(t reputation.SealedTestimony, by reputation.Pseudonym) []reputation.Statement {
	said := vouching(t, by)
	for i := range said {
		said[i].Version = 2
	}
	return said
}

// says expects a report to have these statements, wherever one looks.
func (s *stage) says(receipt report.ReceiptHash, want ...reputation.Statement) {
	s.t.Helper()
	got, err := s.store.Testimony(s.ctx, receipt)
	s.ok(err)
	same(s.t, "statements of the report", got.Statements, want)
	for _, one := range want {
		all, err := s.store.Statements(s.ctx, one.Subject)
		s.ok(err)
		if !slices.Contains(all, one) {
			s.t.Errorf("about %s:\n%v\nwithout\n%v", one.Subject, all, one)
		}
	}
}

var vouchSentences = []sentence{
	{"each live statement becomes that of whoever vouches, in a higher version, and awaits projection", func(s *stage) {
		r := s.file(about(5), about(6))
		s.project(about(5), 1, time.Time{})
		s.project(about(6), 1, time.Time{})
		s.ok(s.store.Vouch(s.ctx, r.Receipt, vouching(r, "somebody")))
		s.says(r.Receipt, vouched(r, "somebody")...)
		s.unprojected(about(5), about(6))
		history, err := s.store.History(s.ctx, "somebody", 10)
		s.ok(err)
		same(s.t, "history", history, vouched(r, "somebody"))
		for i, of := range []subject.Key{about(5), about(6)} {
			same(s.t, "tally", s.reading(of).Tally, reputation.Fold(vouched(r, "somebody")[i:i+1], nil, noon))
		}
	}},
	{"all else about it stays", func(s *stage) {
		r := s.file(about(5))
		s.ok(s.store.Vouch(s.ctx, r.Receipt, vouching(r, "somebody")))
		got, err := s.store.Testimony(s.ctx, r.Receipt)
		s.ok(err)
		r.Statements = vouched(r, "somebody")
		same(s.t, "report", got, r)
		s.unfinished()
		s.fails(s.store.File(s.ctx, r), fault.Exists)
	}},
	{"a projection made before settles nothing of it", func(s *stage) {
		r := s.file(about(5))
		before := s.reading(about(5))
		s.ok(s.store.Vouch(s.ctx, r.Receipt, vouching(r, "somebody")))
		s.saves(projected(before, 1, time.Time{}))
		s.unprojected(about(5))
		s.project(about(5), 2, time.Time{})
		s.unprojected()
	}},
	{"vouching again changes nothing, whoever does", func(s *stage) {
		r := s.file(about(5))
		s.ok(s.store.Vouch(s.ctx, r.Receipt, vouching(r, "somebody")))
		s.project(about(5), 1, time.Time{})
		s.ok(s.store.Vouch(s.ctx, r.Receipt, vouching(r, "somebody")))
		s.ok(s.store.Vouch(s.ctx, r.Receipt, vouching(r, "another")))
		s.says(r.Receipt, vouched(r, "somebody")...)
		s.unprojected()
		s.unfinished()
	}},
	{"what is somebody's, of an API key or overturned stays as it is", func(s *stage) {
		theirs := s.fileBy("another", about(5))
		s.ok(s.store.Vouch(s.ctx, theirs.Receipt, vouching(theirs, "somebody")))
		s.says(theirs.Receipt, theirs.Statements...)
		unsigned := s.saidBy("another", about(5)) // through a gateway that proves nothing
		unsigned.Statements[0].Tier = reputation.Anonymous
		keyed := s.said(about(5))
		keyed.Statements[0].APIKey = "app"
		for _, r := range []reputation.SealedTestimony{unsigned, keyed} {
			s.ok(s.store.File(s.ctx, r))
			s.ok(s.store.Vouch(s.ctx, r.Receipt, vouching(r, "somebody")))
			s.says(r.Receipt, r.Statements...)
		}
		part := s.said(about(6), about(7))
		overturned := part.Statements[0]
		overturned.State, overturned.Version = reputation.Overturned, 2
		_, err := s.store.Add(s.ctx, []reputation.Statement{overturned})
		s.ok(errors.Join(err, s.store.File(s.ctx, part)))
		s.ok(s.store.Vouch(s.ctx, part.Receipt, vouching(part, "somebody")))
		s.says(part.Receipt, overturned, vouched(part, "somebody")[1])
	}},
	{"a statement that nothing is given about stays as it is, and what is given about another subject is passed over", func(s *stage) {
		r := s.file(about(5), about(6))
		s.file(about(7))
		by := vouching(r, "somebody")
		by[0].Subject = about(7)
		s.ok(s.store.Vouch(s.ctx, r.Receipt, by))
		s.says(r.Receipt, r.Statements[0], vouched(r, "somebody")[1])
		same(s.t, "statements", len(s.pages(10)), 3)
		history, err := s.store.History(s.ctx, "somebody", 10)
		s.ok(err)
		same(s.t, "history", len(history), 1)
	}},
	{"of one person's reports about a subject the last alone counts, this one among them", func(s *stage) {
		before := s.fileBy("somebody", about(5))
		r := s.file(about(5))
		s.ok(s.store.Vouch(s.ctx, r.Receipt, slices.Clone(r.Statements[:0])))
		same(s.t, "counting", s.reading(about(5)).Tally.Live, 2)
		by := vouching(r, "somebody")
		by[0].Person = before.Statements[0].Person
		s.ok(s.store.Vouch(s.ctx, r.Receipt, by))
		same(s.t, "counting", s.reading(about(5)).Tally.Live, 1)
		s.ok(s.store.Withdraw(s.ctx, r.Receipt))
		same(s.t, "tally", s.reading(about(5)).Tally, reputation.Fold(before.Statements, nil, noon))
	}},
	{"a report that is unknown or withdrawn is NotFound, and nothing is written", func(s *stage) {
		unknown, withdrawn := s.said(about(5)), s.file(about(6))
		s.ok(s.store.Withdraw(s.ctx, withdrawn.Receipt))
		s.project(about(6), 1, time.Time{})
		for _, r := range []reputation.SealedTestimony{unknown, withdrawn} {
			s.fails(s.store.Vouch(s.ctx, r.Receipt, vouching(r, "somebody")), fault.NotFound)
		}
		s.keeps(about(6))
		s.unprojected()
		s.nobody(withdrawn)
	}},
	{"withdrawn or replaced afterwards, it is nobody's again and counts no more", func(s *stage) {
		withdrawn, replaced, replacement := s.file(about(5), about(6)), s.file(about(5)), s.said(about(5))
		for _, r := range []reputation.SealedTestimony{withdrawn, replaced} {
			s.ok(s.store.Vouch(s.ctx, r.Receipt, vouching(r, "somebody")))
		}
		s.ok(s.store.Withdraw(s.ctx, withdrawn.Receipt))
		replacement.Replaces = replaced.Receipt
		s.ok(s.store.File(s.ctx, replacement))
		s.nobody(withdrawn, replaced)
		same(s.t, "tally", s.reading(about(5)).Tally, reputation.Fold(replacement.Statements, nil, noon))
	}},
	{"a replacement that minds is NotFound where somebody vouched, and nothing is written", func(s *stage) {
		confirmed, plain := s.file(about(5)), s.file(about(6))
		s.ok(s.store.Vouch(s.ctx, confirmed.Receipt, vouching(confirmed, "somebody")))
		s.ok(s.store.Vouch(s.ctx, plain.Receipt, nil))
		r := s.said(about(7))
		r.Replaces, r.Unvouched = confirmed.Receipt, true
		s.fails(s.store.File(s.ctx, r), fault.NotFound)
		s.says(confirmed.Receipt, vouched(confirmed, "somebody")...)
		_, err := s.store.Testimony(s.ctx, r.Receipt)
		s.fails(err, fault.NotFound)
		s.keeps(about(5), about(6))
		r.Replaces = plain.Receipt
		s.ok(s.store.File(s.ctx, r))
		s.ok(s.store.Withdraw(s.ctx, confirmed.Receipt))
		again := s.said(about(8))
		again.Replaces, again.Unvouched = confirmed.Receipt, true
		s.fails(s.store.File(s.ctx, again), fault.NotFound)
		s.nobody(confirmed, plain)
	}},
	{"nobody who is known, or a bucket past the last, vouches for nothing", func(s *stage) {
		r := s.file(about(5))
		for name, spoil := range map[string]func(*reputation.Statement){
			"an anonymous visitor":   func(by *reputation.Statement) { by.Tier = reputation.Anonymous },
			"nobody":                 func(by *reputation.Statement) { by.Reporter = "" },
			"a bucket past the last": func(by *reputation.Statement) { by.Own = reputation.Buckets },
			"another past the last":  func(by *reputation.Statement) { by.Block = reputation.Buckets },
		} {
			by := vouching(r, "somebody")
			if spoil(&by[0]); s.store.Vouch(s.ctx, r.Receipt, by) == nil {
				s.t.Errorf("%s vouched", name)
			}
		}
		s.says(r.Receipt, r.Statements...)
	}},
}

// nobody expects these reports to be withdrawn, with no word of who made them, and that somebody made none.
func (s *stage) nobody(reports ...reputation.SealedTestimony) {
	s.t.Helper()
	history, err := s.store.History(s.ctx, "somebody", 1000)
	s.ok(err)
	same(s.t, "history", history, nil)
	for _, r := range reports {
		got, err := s.store.Testimony(s.ctx, r.Receipt)
		s.ok(err)
		for _, said := range got.Statements {
			if said.State != reputation.Withdrawn || said.Speaks() != "" {
				s.t.Errorf("a withdrawn report says %v", said)
			}
		}
		if !got.Withdrawn || len(got.Statements) != len(r.Statements) {
			s.t.Errorf("the report is %+v", got)
		}
	}
}

// vouchTimes is how often vouching races.
const vouchTimes = 30

// vouchAgainst vouches for reports while they are withdrawn or replaced, and twice at once: none is ever brought back,
// and what counts in the end is the last.
func vouchAgainst(s *stage) {
	var gone, counting []reputation.SealedTestimony
	for n := range vouchTimes {
		r, replacement := s.file(about(5), about(6)), s.said(about(5), about(6))
		replacement.Replaces = r.Receipt
		rivals := []func() error{
			func() error { return s.store.Withdraw(s.ctx, r.Receipt) },
			func() error { return s.store.File(s.ctx, replacement) },
			func() error { return s.store.Complete(s.ctx, r.Receipt) },
		}
		var group sync.WaitGroup
		for range 2 {
			group.Go(func() {
				if err := s.store.Vouch(s.ctx, r.Receipt, vouching(r, "somebody")); err != nil && !errors.Is(err, fault.NotFound) {
					s.t.Errorf("vouch: %v", err)
				}
			})
		}
		group.Go(func() { check(s, rivals[n%len(rivals)]()) })
		group.Go(func() { check(s, reproject(s, about(5))) })
		group.Wait()
		switch n % len(rivals) {
		case 0:
			gone = append(gone, r)
		case 1:
			gone, counting = append(gone, r), append(counting, replacement)
		case 2:
			s.says(r.Receipt, vouched(r, "somebody")...)
			s.ok(s.store.Withdraw(s.ctx, r.Receipt))
			gone = append(gone, r)
		}
	}
	s.nobody(gone...)
	s.unfinished()
	for _, of := range []subject.Key{about(5), about(6)} {
		same(s.t, "counting", s.reading(of).Tally.Live, len(counting))
		check(s, reproject(s, of))
	}
	s.unprojected()
}

// replaceUnvouched vouches for reports while they are replaced by others that mind: of each pair one alone goes through, and what
// somebody vouched for is never withdrawn.
func replaceUnvouched(s *stage) {
	confirmed, replaced := 0, 0
	for range vouchTimes {
		r, replacement := s.file(about(5)), s.said(about(5))
		replacement.Replaces, replacement.Unvouched = r.Receipt, true
		var group sync.WaitGroup
		var vouch, file error
		group.Go(func() { vouch = s.store.Vouch(s.ctx, r.Receipt, vouching(r, "somebody")) })
		group.Go(func() { file = s.store.File(s.ctx, replacement) })
		group.Wait()
		switch {
		case vouch == nil && errors.Is(file, fault.NotFound):
			s.says(r.Receipt, vouched(r, "somebody")...)
			s.ok(s.store.Withdraw(s.ctx, r.Receipt))
			confirmed++
		case file == nil && errors.Is(vouch, fault.NotFound):
			s.says(replacement.Receipt, replacement.Statements...)
			s.nobody(r)
			replaced++
		default:
			s.t.Fatalf("vouched: %v; replaced: %v", vouch, file)
		}
	}
	s.t.Logf("%d were vouched for first, %d replaced", confirmed, replaced)
	s.unfinished()
	same(s.t, "counting", s.reading(about(5)).Tally.Live, replaced)
}
