package record

import (
	"math"
	"time"

	"pgregory.net/rapid"

	"ringfence/internal/brigade"
	"ringfence/internal/casefile"
	"ringfence/internal/conversation"
	"ringfence/internal/moderator"
	"ringfence/internal/registry"
	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
	"ringfence/internal/trend"
	"ringfence/internal/webhook"
)

// Generators of whatever the types can hold at the resolutions that are kept.

var keys = func() (keys []subject.Key) {
	for _, s := range []string{
		"+12025550105", "+12025550199", "CN/95588", "CN/106900000000", "CN/sender/SOME BANK", "wechat/wxid_fiction", "qq/10000", "domain/example.com",
	} {
		k, err := subject.ParseKey(s)
		if err != nil {
			panic(err)
		}
		keys = append(keys, k)
	}
	return keys
}()

func drawKey(t *rapid.T) subject.Key { return rapid.SampledFrom(keys).Draw(t, "subject") }

// drawTime draws a whole number of units since 1970, past and future, or the zero time.
func drawTime(t *rapid.T, unit time.Duration) time.Time {
	span := int64(200 * 365 * 24 * time.Hour / unit)
	n := rapid.Int64Range(-span, span).Draw(t, "time")
	if n == 0 {
		return time.Time{}
	}
	return time.Unix(0, 0).Add(time.Duration(n) * unit).UTC()
}

// drawMass draws any float64 but NaN, which equals nothing.
func drawMass(t *rapid.T) float64 { return rapid.Float64().Draw(t, "mass") }

func drawBytes(t *rapid.T) []byte {
	if b := rapid.SliceOf(rapid.Byte()).Draw(t, "bytes"); len(b) > 0 {
		return b
	}
	return nil
}

func drawArray(t *rapid.T, to []byte) {
	copy(to, rapid.SliceOfN(rapid.Byte(), len(to), len(to)).Draw(t, "bytes"))
}

func drawText(t *rapid.T) string { return rapid.String().Draw(t, "text") }

func drawList[E any](t *rapid.T, draw func(*rapid.T) E) (list []E) {
	for range rapid.IntRange(0, 5).Draw(t, "length") {
		list = append(list, draw(t))
	}
	return list
}

func drawStatement(t *rapid.T) reputation.Statement {
	s := reputation.Statement{
		Subject:    drawKey(t),
		ReceivedAt: drawTime(t, time.Minute),
		At:         drawTime(t, time.Hour),
		Mass:       drawMass(t),
		Polarity:   rapid.SampledFrom([]report.Polarity{report.Bad, report.Fine}).Draw(t, "polarity"),
		Category:   rapid.SampledFrom(append(report.Categories(), "")).Draw(t, "category"),
		Tier:       rapid.SampledFrom([]reputation.Tier{reputation.Anonymous, reputation.Trusted}).Draw(t, "tier"),
		Own:        rapid.Uint8Range(0, reputation.Buckets-1).Draw(t, "own"),
		Block:      rapid.Uint8Range(0, reputation.Buckets-1).Draw(t, "block"),
		Province:   drawText(t),
		Reporter:   reputation.Pseudonym(drawText(t)),
		Person:     reputation.Pseudonym(drawText(t)),
		APIKey:     drawText(t),
		State:      rapid.SampledFrom([]reputation.State{reputation.Live, reputation.Withdrawn}).Draw(t, "state"),
		Version:    rapid.Uint32().Draw(t, "version"),
	}
	drawArray(t, s.Report[:])
	return s
}

func drawDecision(t *rapid.T) reputation.Decision {
	return reputation.Decision{
		ID:      drawText(t),
		Subject: drawKey(t),
		Kind:    rapid.SampledFrom([]reputation.DecisionKind{reputation.Confirm, reputation.Register, reputation.Forget}).Draw(t, "kind"),
		At:      drawTime(t, time.Nanosecond),
		By:      drawText(t),
		Name:    drawText(t),
		Reason:  drawText(t),
		Undoes:  drawText(t),
	}
}

func drawConversation(t *rapid.T) conversation.Record {
	r := conversation.Record{
		Name:     conversation.Name(rapid.StringMatching(`[0-9a-f]{32}`).Draw(t, "name")),
		Revision: rapid.Uint64Range(1, math.MaxInt64).Draw(t, "revision"),
		Until:    time.Unix(rapid.Int64Range(1, 1<<40).Draw(t, "until"), 0).UTC(),
		SealedOn: reputation.Date(rapid.Int32().Draw(t, "day")),
	}
	if sealed := rapid.SliceOf(rapid.Byte()).Draw(t, "sealed"); len(sealed) > 0 {
		r.Sealed = sealed
	}
	return r
}

func drawTestimony(t *rapid.T) reputation.SealedTestimony {
	s := reputation.SealedTestimony{
		ReceivedAt: drawTime(t, time.Minute),
		Digest:     drawBytes(t),
		Statements: drawList(t, drawStatement),
		SealedOn:   reputation.Date(rapid.Int32().Draw(t, "sealed on")),
		Sealed:     drawBytes(t),
		Withdrawn:  rapid.Bool().Draw(t, "withdrawn"),
	}
	drawArray(t, s.Receipt[:])
	drawArray(t, s.Report[:])
	if rapid.Bool().Draw(t, "replaces") {
		drawArray(t, s.Replaces[:])
	}
	return s
}

func drawProjection(t *rapid.T) reputation.Projection {
	return reputation.Projection{
		Subject:    drawKey(t),
		Revision:   rapid.Uint64Range(0, 1<<63-1).Draw(t, "revision"),
		Formula:    rapid.Int().Draw(t, "formula"),
		AsOf:       drawTime(t, time.Nanosecond),
		Due:        drawTime(t, time.Second),
		Line:       subject.Line(rapid.Uint8().Draw(t, "line")),
		Neighbours: drawMass(t),
		Tally:      drawTally(t),
	}
}

func drawTally(t *rapid.T) reputation.Tally {
	return reputation.Tally{
		Bad:      drawSums(t),
		Anon:     drawSums(t),
		Fine:     drawSums(t),
		FineAnon: drawSums(t),
		Keyed: drawList(t, func(t *rapid.T) reputation.KeyTally {
			return reputation.KeyTally{APIKey: drawText(t), Bad: drawSums(t), Fine: drawSums(t)}
		}),
		Categories: drawList(t, func(t *rapid.T) reputation.CategoryMass {
			return reputation.CategoryMass{Category: rapid.SampledFrom(report.Categories()).Draw(t, "category"), Mass: drawMass(t)}
		}),
		Days: drawList(t, func(t *rapid.T) reputation.Day {
			return reputation.Day{
				Date: drawDate(t), Reports: rapid.Int().Draw(t, "reports"), First: drawTime(t, time.Minute), Last: drawTime(t, time.Minute),
			}
		}),
		Networks:  drawList(t, drawLastSeen),
		Provinces: drawList(t, drawLastSeen),
		FirstSeen: drawTime(t, time.Minute),
		LastSeen:  drawTime(t, time.Minute),
		Live:      rapid.Int().Draw(t, "live"),
		Child:     reputation.Child{Bad: drawMass(t), Fine: drawMass(t), Networks: drawSums(t)},
		Standing: reputation.Standing{
			Ruling: reputation.Clear, RuledAt: drawTime(t, time.Nanosecond), RuledFor: "three victims", Official: rapid.Bool().Draw(t, "official"),
			DisputedAt: drawTime(t, time.Nanosecond), Claimed: rapid.Bool().Draw(t, "claimed"), RecycledAt: drawTime(t, time.Nanosecond),
		},
	}
}

func drawDate(t *rapid.T) reputation.Date { return reputation.Date(rapid.Int32().Draw(t, "date")) }

func drawLastSeen(t *rapid.T) reputation.LastSeen {
	return reputation.LastSeen{Name: drawText(t), Date: drawDate(t)}
}

func drawSums(t *rapid.T) (s reputation.Sums) {
	for i := range s {
		if rapid.IntRange(0, 4).Draw(t, "empty") == 0 {
			s[i] = drawMass(t)
		}
	}
	return s
}

// drawSecond draws a whole second since 1970, past none.
func drawSecond(t *rapid.T) time.Time {
	return time.Unix(rapid.Int64Range(1, 1<<40).Draw(t, "second"), 0).UTC()
}

func drawWeek(t *rapid.T) trend.Rollup {
	return trend.Rollup{
		Week: trend.WeekOf(time.Unix(rapid.Int64Range(-40_000_000_000, 200_000_000_000).Draw(t, "week"), 0)), AsOf: drawSecond(t), Closed: rapid.Bool().Draw(t, "closed"),
		Cells: drawList(t, func(t *rapid.T) trend.Cell {
			place := trend.Place{Table: rapid.SampledFrom(trend.Tables()).Draw(t, "table"), Row: drawText(t), Column: drawText(t)}
			return trend.Cell{Place: place, Reporters: rapid.Int().Draw(t, "reporters")}
		}),
		Ranges: drawList(t, func(t *rapid.T) trend.Range {
			return trend.Range{Block: drawText(t), Category: rapid.SampledFrom(append(report.Categories(), "")).Draw(t, "category"), Numbers: rapid.Int().Draw(t, "numbers")}
		}),
	}
}

func drawBurst(t *rapid.T) trend.Burst {
	found := drawSecond(t)
	last, grew := found, drawList(t, func(t *rapid.T) trend.Growth { return trend.Growth{From: rapid.Int().Draw(t, "from")} })
	for i := range grew {
		last = last.Add(time.Duration(rapid.IntRange(0, 100).Draw(t, "until it grew")) * time.Hour)
		grew[i].At = last
	}
	return trend.Burst{
		ID: "b" + drawText(t), Scope: trend.Scope{Table: trend.ByCampus, Row: drawText(t)}, Category: drawText(t), FoundAt: found, Grew: grew,
		LastAt: last.Add(time.Duration(rapid.IntRange(0, 100).Draw(t, "hours")) * time.Hour), Reporters: rapid.Int().Draw(t, "reporters"), Usual: drawMass(t),
	}
}

func drawExample(t *rapid.T) trend.Example {
	e := trend.Example{
		ID: "e" + drawText(t), Category: rapid.SampledFrom(report.Categories()).Draw(t, "category"), Kind: report.Offer, Lang: drawText(t), Text: drawText(t),
		ApprovedAt: drawDate(t).Time(), By: drawText(t),
	}
	drawArray(t, e.Receipt[:])
	return e
}

func drawHook(t *rapid.T) webhook.Hook {
	return webhook.Hook{
		Name: "h" + drawText(t), Revision: rapid.Uint64Range(1, math.MaxInt64).Draw(t, "revision"), URL: drawText(t), Private: rapid.Bool().Draw(t, "private"),
		Scope: trend.Scope{Table: trend.ByProvince, Row: drawText(t)}, Secret: []byte("s" + drawText(t)), Former: drawBytes(t), MadeAt: drawSecond(t),
		Events:      drawList(t, func(t *rapid.T) webhook.Event { return webhook.Event(drawText(t)) }),
		FormerUntil: drawTime(t, time.Second), PausedUntil: drawTime(t, time.Second), FailingSince: drawTime(t, time.Second), DisabledAt: drawTime(t, time.Second),
		Why: webhook.Reason(drawText(t)),
		Deliveries: drawList(t, func(t *rapid.T) webhook.Delivery {
			return webhook.Delivery{
				ID: drawText(t), At: drawTime(t, time.Second), Attempts: rapid.Int().Draw(t, "attempts"), NextAt: drawTime(t, time.Second),
				Outcome: webhook.Outcome(drawText(t)),
			}
		}),
	}
}

func drawRevision(t *rapid.T) uint64 { return rapid.Uint64Range(1, math.MaxInt64).Draw(t, "revision") }

func drawAccount(t *rapid.T) moderator.Account {
	return moderator.Account{
		Name: "a" + drawText(t), Revision: drawRevision(t), Role: moderator.Auditor, Password: drawText(t), Factor: drawBytes(t),
		Step: rapid.Int64().Draw(t, "step"), MadeAt: drawSecond(t), Disabled: rapid.Bool().Draw(t, "disabled"), Sessions: rapid.Uint32().Draw(t, "sessions"),
		Failures: rapid.Int().Draw(t, "failures"), LockedTil: drawTime(t, time.Second), Invite: drawBytes(t), InviteTil: drawTime(t, time.Second),
	}
}

func drawCase(t *rapid.T) casefile.Case {
	c := casefile.Case{
		ID: "c" + drawText(t), Revision: drawRevision(t), Subject: drawKey(t), Claim: casefile.Claim(drawText(t)), Proof: casefile.Proof(drawText(t)),
		Words: drawText(t), Lang: drawText(t), State: rapid.SampledFrom([]casefile.State{casefile.Waiting, casefile.Closed}).Draw(t, "state"),
		OpenedAt: drawSecond(t), ProvedAt: drawTime(t, time.Second), ClosedAt: drawTime(t, time.Second), Outcome: casefile.Outcome(drawText(t)),
		Decision: drawText(t), By: drawText(t), Reason: drawText(t), SealedOn: drawDate(t), Sealed: drawBytes(t),
	}
	drawArray(t, c.Mark[:])
	return c
}

func drawDocument(t *rapid.T) casefile.Document {
	return casefile.Document{
		Case: rapid.StringMatching(`[0-9a-f]{64}`).Draw(t, "case"), Name: "d" + drawText(t), Type: drawText(t), Size: rapid.Int().Draw(t, "size"),
		SentAt: drawSecond(t), SealedOn: drawDate(t), Box: []byte("x" + drawText(t)),
	}
}

func drawProposal(t *rapid.T) registry.Proposal {
	return registry.Proposal{
		ID: "p" + drawText(t), Revision: drawRevision(t), Subject: drawKey(t), Remove: drawText(t), Name: drawText(t), Sector: registry.Sector(drawText(t)),
		Evidence: drawText(t), By: drawText(t), At: drawSecond(t), State: registry.State(drawText(t)), DecidedBy: drawText(t),
		DecidedAt: drawTime(t, time.Second), Decision: drawText(t),
	}
}

func drawFlag(t *rapid.T) brigade.Flag {
	return brigade.Flag{
		Subject: drawKey(t), FoundAt: drawSecond(t), LastAt: drawTime(t, time.Second), Since: drawTime(t, time.Second), Until: drawTime(t, time.Second),
		Reports: rapid.Int().Draw(t, "reports"), New: rapid.Int().Draw(t, "new"), Networks: rapid.Int().Draw(t, "networks"),
		Dismissed: drawTime(t, time.Second), By: drawText(t),
	}
}
