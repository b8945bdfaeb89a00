package main

import (
	"context"
	"errors"
	"fmt"
	"math/bits"
	"strconv"
	"time"

	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
)

// synthetic is a store of as many subjects as are asked for, made up while they are read: distinct numbers
// of North America in assigned ranges, spread evenly, reported as often as those of the real stream.
//
// The n-th subject is number n*stride mod the numbers there are, which is a bijection, since stride has no
// divisor in common with them: so the n-th can be named, and the numbers of a block found, without a list.
type synthetic struct {
	subjects uint64
	areas    []uint64
	tallies  [100]reputation.Tally // the n-th subject has the one at n mod 100
	made     time.Time
}

// perArea is how many numbers an area code has: the digit after it is 2 to 9.
const perArea = 8_000_000

const stride = 1_000_000_007 // prime, and no area count has it

func newSynthetic(subjects uint64, now time.Time) (*synthetic, error) {
	s := &synthetic{subjects: subjects, made: now}
	for area := uint64(200); area < 1000; area++ {
		if assigned(area) {
			s.areas = append(s.areas, area)
		}
	}
	if subjects == 0 || subjects > s.space() {
		return nil, fmt.Errorf("there are %d numbers to choose from, not %d", s.space(), subjects)
	}
	for i := range s.tallies {
		s.tallies[i] = talliedAt(now, reportsOf(i), i)
	}
	return s, nil
}

// assigned reports whether all numbers of an area code are ordinary ones in assigned ranges, going by one for each first
// digit that may come after it.
func assigned(area uint64) bool {
	for exchange := uint64(2); exchange < 10; exchange++ {
		key, err := subject.ParseKey("+1" + strconv.FormatUint(area*10_000_000+exchange*1_000_000, 10))
		if region := key.CountryRegion(); err != nil || key.Line() != subject.FixedLineOrMobile || region != "US" && region != "CA" {
			return false
		}
	}
	return true
}

// reportsOf is how often numbers of the stream of 2020 were reported: of a hundred 86 once, 8 twice, 4
// three to nine times, two more often.
func reportsOf(i int) int {
	switch {
	case i < 86:
		return 1
	case i < 94:
		return 2
	case i < 98:
		return 3 + 2*(i-94)
	}
	return 12 + 20*(i-98)
}

func talliedAt(now time.Time, reports, salt int) reputation.Tally {
	statements := make([]reputation.Statement, reports)
	for i := range statements {
		received := now.Add(-time.Duration(1+(7*i+salt)%80) * 24 * time.Hour)
		statements[i] = reputation.Statement{
			Report: report.ID{byte(i), byte(salt)}, ReceivedAt: received, At: received,
			Mass:     reputation.Mass(reputation.Partner.Weight(), report.Bad, received),
			Polarity: report.Bad, Category: "other", Tier: reputation.Partner,
			Own: uint8((i + salt) % reputation.Buckets), Block: uint8((i + salt) % reputation.Buckets), State: reputation.Live,
		}
	}
	return reputation.Fold(statements, nil, now)
}

func (s *synthetic) space() uint64 { return uint64(len(s.areas)) * perArea }

// place returns which number the n-th subject is.
func (s *synthetic) place(n uint64) uint64 {
	high, low := bits.Mul64(n, stride)
	_, place := bits.Div64(high, low, s.space())
	return place
}

// number returns the key of the number at a place.
func (s *synthetic) number(place uint64) string {
	return "+1" + strconv.FormatUint(s.areas[place/perArea]*10_000_000+2_000_000+place%perArea, 10)
}

// nth returns what a store keeps of the n-th subject.
func (s *synthetic) nth(n uint64) (reputation.Projection, error) {
	key, err := subject.ParseKey(s.number(s.place(n)))
	return reputation.Projection{
		Subject: key, Revision: 1, Formula: reputation.FormulaVersion, AsOf: s.made, Line: key.Line(), Tally: s.tallies[n%100],
	}, err
}

// Known returns so many numbers of the store, drawn evenly from all of it.
func (s *synthetic) Known(count int) []string {
	all := make([]string, count)
	for i := range all {
		all[i] = s.number(s.place(uint64(i) * s.subjects / uint64(count)))
	}
	return all
}

// Changed is that of index.Store: the cursor is how many were read.
func (s *synthetic) Changed(ctx context.Context, after reputation.Cursor, limit int) ([]reputation.Projection, reputation.Cursor, error) {
	var from uint64
	if after != "" {
		var err error
		if from, err = strconv.ParseUint(string(after), 10, 64); err != nil {
			return nil, "", err
		}
	}
	to := min(from+uint64(limit), s.subjects)
	page := make([]reputation.Projection, 0, limit)
	for n := from; n < to; n++ {
		p, err := s.nth(n)
		if err != nil {
			return nil, "", err
		}
		page = append(page, p)
	}
	return page, reputation.Cursor(strconv.FormatUint(to, 10)), ctx.Err()
}

// Blocks is that of index.Store.
func (s *synthetic) Blocks(_ context.Context, blocks ...string) (found []reputation.Neighbour, err error) {
	for _, block := range blocks {
		numbers, err := s.block(block)
		if err != nil {
			return nil, err
		}
		found = append(found, numbers...)
	}
	return found, nil
}

func (s *synthetic) block(block string) ([]reputation.Neighbour, error) {
	first, err := strconv.ParseUint(block[len("+1"):]+"00", 10, 64)
	if err != nil || len(block) != len("+120255501") {
		return nil, errors.New("no block of North America")
	}
	inverse := s.inverse()
	var found []reputation.Neighbour
	for i, area := range s.areas {
		if area != first/10_000_000 {
			continue
		}
		for number := first; number < first+100; number++ {
			place := uint64(i)*perArea + number%10_000_000 - 2_000_000
			high, low := bits.Mul64(place, inverse)
			if _, n := bits.Div64(high, low, s.space()); n < s.subjects {
				p, err := s.nth(n)
				if err != nil {
					return nil, err
				}
				found = append(found, p.Neighbour())
			}
		}
	}
	return found, nil
}

// inverse returns what undoes stride: stride*inverse is 1 mod space, by Euclid's algorithm.
func (s *synthetic) inverse() uint64 {
	m := int64(s.space())
	a, b, x, y := int64(stride)%m, m, int64(1), int64(0)
	for a > 1 {
		q := a / b
		a, b = b, a%b
		x, y = y, x-q*y
	}
	return uint64((x%m + m) % m)
}
