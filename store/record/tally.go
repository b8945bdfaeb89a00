package record

import (
	"ringfence/internal/report"
	"ringfence/internal/reputation"
)

func writeTally(w *writer, t *reputation.Tally) {
	w.someSums("v", &t.Bad)
	w.someSums("a", &t.Anon)
	w.someSums("fv", &t.Fine)
	w.someSums("fa", &t.FineAnon)
	w.list("k", len(t.Keyed), func(i int) {
		w.text("k", t.Keyed[i].APIKey)
		w.someSums("v", &t.Keyed[i].Bad)
		w.someSums("fv", &t.Keyed[i].Fine)
	})
	w.list("c", len(t.Categories), func(i int) {
		w.text("c", string(t.Categories[i].Category))
		w.double("m", t.Categories[i].Mass)
	})
	w.list("d", len(t.Days), func(i int) { writeDay(w, &t.Days[i]) })
	w.list("w", len(t.Networks), func(i int) { writeLastSeen(w, &t.Networks[i]) })
	w.list("g", len(t.Provinces), func(i int) { writeLastSeen(w, &t.Provinces[i]) })
	w.someInt("f", count(t.FirstSeen, secondsPerMinute))
	w.someInt("l", count(t.LastSeen, secondsPerMinute))
	w.int("n", int64(t.Live))
	at := w.document("x")
	w.double("v", t.Child.Bad)
	w.double("f", t.Child.Fine)
	w.someSums("n", &t.Child.Networks)
	w.end(at)
	at = w.document("s")
	writeStanding(w, &t.Standing)
	w.end(at)
}

func writeDay(w *writer, d *reputation.Day) {
	w.int32("d", int32(d.Date))
	w.int("n", int64(d.Reports))
	w.someInt("f", count(d.First, secondsPerMinute))
	w.someInt("l", count(d.Last, secondsPerMinute))
}

func writeLastSeen(w *writer, s *reputation.LastSeen) {
	w.text("n", s.Name)
	w.int32("d", int32(s.Date))
}

func writeStanding(w *writer, s *reputation.Standing) {
	w.someText("r", string(s.Ruling))
	w.someInt64("a", nanos(s.RuledAt))
	w.someText("w", s.RuledFor)
	w.someTrue("o", s.Official)
	w.someInt64("d", nanos(s.DisputedAt))
	w.someTrue("c", s.Claimed)
	w.someInt64("g", nanos(s.RecycledAt))
	w.someInt64("f", nanos(s.ForgottenAt))
}

// readTally reads one element of a tally.
func readTally(r *reader, t *reputation.Tally) {
	switch string(r.name) {
	case "v":
		t.Bad = r.sums()
	case "a":
		t.Anon = r.sums()
	case "fv":
		t.Fine = r.sums()
	case "fa":
		t.FineAnon = r.sums()
	case "k":
		t.Keyed = readList(r, readKeyed)
	case "c":
		t.Categories = readList(r, readCategory)
	case "d":
		t.Days = readList(r, readDay)
	case "w":
		t.Networks = readList(r, readLastSeen)
	case "g":
		t.Provinces = readList(r, readLastSeen)
	case "f":
		t.FirstSeen = moment(r.int(), secondsPerMinute)
	case "l":
		t.LastSeen = moment(r.int(), secondsPerMinute)
	case "n":
		t.Live = int(r.int())
	case "x":
		r.document(func(r *reader) { readChild(r, &t.Child) })
	case "s":
		r.document(func(r *reader) { readStanding(r, &t.Standing) })
	}
}

// readList reads a list of documents, one element of one of them at a time.
func readList[E any](r *reader, read func(*reader, *E)) (list []E) {
	r.list(func() { list = append(list, *new(E)) }, func(r *reader) { read(r, &list[len(list)-1]) })
	return list
}

func readKeyed(r *reader, k *reputation.KeyTally) {
	switch string(r.name) {
	case "k":
		k.APIKey = r.text()
	case "v":
		k.Bad = r.sums()
	case "fv":
		k.Fine = r.sums()
	}
}

func readCategory(r *reader, c *reputation.CategoryMass) {
	switch string(r.name) {
	case "c":
		c.Category = report.Category(r.text())
	case "m":
		c.Mass = r.double()
	}
}

func readDay(r *reader, d *reputation.Day) {
	switch string(r.name) {
	case "d":
		d.Date = reputation.Date(r.int32())
	case "n":
		d.Reports = int(r.int())
	case "f":
		d.First = moment(r.int(), secondsPerMinute)
	case "l":
		d.Last = moment(r.int(), secondsPerMinute)
	}
}

func readLastSeen(r *reader, s *reputation.LastSeen) {
	switch string(r.name) {
	case "n":
		s.Name = r.text()
	case "d":
		s.Date = reputation.Date(r.int32())
	}
}

func readChild(r *reader, c *reputation.Child) {
	switch string(r.name) {
	case "v":
		c.Bad = r.double()
	case "f":
		c.Fine = r.double()
	case "n":
		c.Networks = r.sums()
	}
}

func readStanding(r *reader, s *reputation.Standing) {
	switch string(r.name) {
	case "r":
		s.Ruling = reputation.DecisionKind(r.text())
	case "a":
		s.RuledAt = fromNanos(r.int())
	case "w":
		s.RuledFor = r.text()
	case "o":
		s.Official = r.bool()
	case "d":
		s.DisputedAt = fromNanos(r.int())
	case "c":
		s.Claimed = r.bool()
	case "g":
		s.RecycledAt = fromNanos(r.int())
	case "f":
		s.ForgottenAt = fromNanos(r.int())
	}
}
