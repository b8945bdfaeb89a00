package reputation

import (
	"math"
	"slices"
)

// tolerance is the relative difference of sums that adding in another order can make.
const tolerance = 1e-9

// Differ says in which part two tallies of one subject differ by more than rounding, or "".
func Differ(a, b *Tally) string {
	for _, part := range []struct {
		name string
		same bool
	}{
		{"established bad sums", nearSums(&a.Bad, &b.Bad)},
		{"anonymous bad sums", nearSums(&a.Anon, &b.Anon)},
		{"established fine sums", nearSums(&a.Fine, &b.Fine)},
		{"anonymous fine sums", nearSums(&a.FineAnon, &b.FineAnon)},
		{"sums of an API key", slices.EqualFunc(a.Keyed, b.Keyed, nearKeyed)},
		{"categories", slices.EqualFunc(a.Categories, b.Categories, nearCategory)},
		{"days", slices.EqualFunc(a.Days, b.Days, sameDay)},
		{"networks", slices.Equal(a.Networks, b.Networks)},
		{"provinces", slices.Equal(a.Provinces, b.Provinces)},
		{"first or last report", a.FirstSeen.Equal(b.FirstSeen) && a.LastSeen.Equal(b.LastSeen)},
		{"number of live statements", a.Live == b.Live},
		{"share in the block", near(a.Child.Bad, b.Child.Bad) && near(a.Child.Fine, b.Child.Fine) && nearSums(&a.Child.Networks, &b.Child.Networks)},
		{"decisions", sameStanding(a.Standing, b.Standing)},
	} {
		if !part.same {
			return part.name
		}
	}
	return ""
}

func near(a, b float64) bool { return math.Abs(a-b) <= tolerance*math.Max(math.Abs(a), math.Abs(b)) }

func nearSums(a, b *Sums) bool {
	for i := range a {
		if !near(a[i], b[i]) {
			return false
		}
	}
	return true
}

func nearKeyed(a, b KeyTally) bool {
	return a.APIKey == b.APIKey && nearSums(&a.Bad, &b.Bad) && nearSums(&a.Fine, &b.Fine)
}

func nearCategory(a, b CategoryMass) bool { return a.Category == b.Category && near(a.Mass, b.Mass) }

func sameDay(a, b Day) bool {
	return a.Date == b.Date && a.Reports == b.Reports && a.First.Equal(b.First) && a.Last.Equal(b.Last)
}

func sameStanding(a, b Standing) bool {
	return a.Ruling == b.Ruling && a.RuledAt.Equal(b.RuledAt) && a.RuledFor == b.RuledFor && a.Official == b.Official && a.DisputedAt.Equal(b.DisputedAt) &&
		a.Claimed == b.Claimed && a.RecycledAt.Equal(b.RecycledAt) && a.ForgottenAt.Equal(b.ForgottenAt)
}
