package keyring

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"ringfence/internal/reputation"
)

// Former keys are those that a rotation replaced. They are named keys, by their family, the day or epoch that they are of, and the second
// in which they were replaced: so a version that knows none of them keeps them.
const formerKey = "former/"

// family is what former keys are of.
type family string

// The families.
const (
	formerReceipt   family = "receipt"   // of no date
	formerReporter  family = "reporter"  // of an epoch
	formerTestimony family = "testimony" // of a day
	formerSecret    family = "secret"    // of no date

	// destroyedTestimony says that a key of a day was destroyed before its time: what is not sealed under another is as if that day were over.
	// What it is itself means nothing.
	destroyedTestimony family = "destroyed"
)

// former is a former key with its dates.
type former struct {
	name     string // among the named keys
	family   family
	of       int // day or epoch
	replaced time.Time
	key      Key
}

// over reports whether nobody needs a key any more: that of receipts is asked for as long as somebody may send a report again, and that of
// secrets for as long as the store holds what was sealed under it, which only the store knows.
func (f former) over(now time.Time) bool {
	switch f.family {
	case formerSecret:
		return false
	case formerReporter:
		return epochOver(f.of, now)
	case formerReceipt:
		return dayOver(reputation.DateOf(f.replaced), now)
	}
	return dayOver(reputation.Date(f.of), now)
}

// formerKeys returns all former keys, those replaced last first.
func formerKeys(m *Material) (all []former) {
	for name, key := range m.Named {
		if f, ok := parseFormer(name); ok {
			f.key = key
			all = append(all, f)
		}
	}
	slices.SortFunc(all, func(a, b former) int { return cmp.Or(b.replaced.Compare(a.replaced), cmp.Compare(a.name, b.name)) })
	return all
}

func parseFormer(name string) (f former, ok bool) {
	rest, ok := strings.CutPrefix(name, formerKey)
	if !ok {
		return f, false
	}
	parts := strings.Split(rest, "/")
	if len(parts) != 3 {
		return f, false
	}
	of, err := strconv.Atoi(parts[1])
	if err != nil {
		return f, false
	}
	replaced, err := time.Parse(signingMoment, parts[2])
	return former{name: name, family: family(parts[0]), of: of, replaced: replaced}, err == nil
}

func formerName(f family, of int, replaced time.Time) string {
	return formerKey + string(f) + "/" + strconv.Itoa(of) + "/" + replaced.UTC().Format(signingMoment)
}

// formerOf returns the former keys of a family and a day or epoch, those replaced last first.
func formerOf(m *Material, f family, of int) []former {
	return slices.DeleteFunc(formerKeys(m), func(k former) bool { return k.family != f || k.of != of })
}

// former is formerOf what the ring knows.
func (r *Ring) former(f family, of int) (some []former) {
	r.mu.RLock()
	all := r.formers
	r.mu.RUnlock()
	for _, k := range all {
		if k.family == f && k.of == of {
			some = append(some, k)
		}
	}
	return some
}

// retire keeps a key that is replaced.
func retire(m *Material, f family, of int, key Key, replaced time.Time) {
	m.Named[formerName(f, of, replaced)] = key
}
