package reputation

import (
	"slices"
	"time"

	"ringfence/internal/report"
)

// Packed is a judgement in 8 bytes: what a lookup index keeps of it, and what must change for a projection
// to be due. From the lowest bit: verdict 2, score 7, category 5, reports band 3, conditions 5, shown 1,
// listed 1, last-seen day 16, reported from several networks 1, networks band 3.
type Packed uint64

// packedEpoch is day 1 of the last-seen field; 0 means never.
var packedEpoch = DateOf(time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)) - 1

var packedConditions = [...]Condition{Disputed, SpoofSuspected, Recycled, Official, Imitated}

// Pack keeps of j what fits.
func Pack(j Judgement) Packed {
	leading := report.Category("")
	if len(j.Categories) > 0 {
		leading = report.Category(j.Categories[0].Category)
	}
	several := slices.ContainsFunc(j.Reasons, func(r Reason) bool { return r.Code == ReasonNetworks })
	return pack(&j, leading, several)
}

// packed is Pack of the Judgement of w, which is not made for it.
func (w *weighed) packed() Packed {
	j := w.outline()
	leading := report.Category("")
	if !j.MonthOnly {
		leading = w.tally.leading()
	}
	return pack(&j, leading, w.severally() != 0)
}

// leading returns the category that categoryShares would put first.
func (t *Tally) leading() (leading report.Category) {
	most, total := 0.0, t.categoryMass()
	for _, c := range t.Categories {
		if share := c.Mass / total; share > most {
			leading, most = c.Category, share
		}
	}
	return leading
}

func pack(j *Judgement, leading report.Category, several bool) Packed {
	p := Packed(j.Verdict) | Packed(j.Score)<<2 | Packed(j.Reports)<<14 | Packed(j.Networks)<<41
	p |= Packed(leading.Place()+1) << 9
	for i, c := range packedConditions {
		if slices.Contains(j.Conditions, c) {
			p |= 1 << (17 + i)
		}
	}
	if j.Shown {
		p |= 1 << 22
	}
	if j.Listed {
		p |= 1 << 23
	}
	if several {
		p |= 1 << 40
	}
	if !j.LastSeen.IsZero() {
		p |= Packed(min(max(DateOf(j.LastSeen)-packedEpoch, 1), 1<<16-1)) << 24
	}
	return p
}

// Verdict returns the verdict.
func (p Packed) Verdict() Verdict { return Verdict(p & 3) }

// Score returns the score, 0 to 100.
func (p Packed) Score() int { return int(p >> 2 & 127) }

// Category returns the leading category, or "" when none is told.
func (p Packed) Category() report.Category {
	return report.CategoryAt(int(p>>9&31) - 1)
}

// Reports returns the band of the reports of the last 90 days.
func (p Packed) Reports() Band { return Band(p >> 14 & 7) }

// Networks returns the band of the independent networks among them.
func (p Packed) Networks() Band { return Band(p >> 41 & 7) }

// Listed reports whether the subject is in ranges and lists.
func (p Packed) Listed() bool { return p>>23&1 == 1 }

// Exported reports whether the subject is in feeds of numbers to block.
func (p Packed) Exported() bool { return p.Listed() && p.Verdict() == Scam }

// MonthOnly reports whether LastSeen is a month, since there are too few reports to tell the day.
func (p Packed) MonthOnly() bool { return p.Reports() < BandOf(tellable) }

// Sound reports whether there are such a category and such bands as p has: whether Pack can have made it.
func (p Packed) Sound() bool {
	return (p>>9&31 == 0 || p.Category() != "") && int(p.Reports()) < len(bands) && int(p.Networks()) < len(bands)
}

// Told returns what feeds tell of a subject: its verdict, leading category, bands and last day. The score is left out, since
// it moves with every report and nobody who blocks by a list goes by it.
func (p Packed) Told() Packed {
	const verdict, category, reports, listed, lastSeen, networks = 3, 31 << 9, 7 << 14, 1 << 23, (1<<16 - 1) << 24, 7 << 41
	return p & (verdict | category | reports | listed | lastSeen | networks)
}
