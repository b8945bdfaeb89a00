package ties

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"

	"ringfence/internal/reputation"
	"ringfence/internal/subject"
)

// view is what is known at a moment. It never changes.
type view struct {
	asOf    time.Time
	reports []told                  // newest first
	naming  map[subject.Key][]int32 // which of them name a subject together with others, newest first
	names   map[string]Name         // those that may be told, by their normal form
	sorted  []string                // normal forms of those
}

// Name is the name of an employer in reported offers. It says nothing about the company that bears it.
type Name struct {
	Spelling string // the one that was reported most
	Offers   reputation.Band
}

func newView(reports []told, asOf time.Time) *view {
	v := &view{asOf: asOf, reports: reports, naming: map[subject.Key][]int32{}}
	used := map[string]*use{}
	for i := range reports {
		r := &reports[i]
		if len(r.about) > 1 {
			for _, about := range r.about {
				if len(v.naming[about]) < perSubject {
					v.naming[about] = append(v.naming[about], int32(i))
				}
			}
		}
		if r.employer != "" {
			if used[r.employer] == nil {
				used[r.employer] = &use{by: map[voice]bool{}, spellings: map[string]int{}}
			}
			used[r.employer].add(r)
		}
	}
	v.names = make(map[string]Name, len(used))
	for name, u := range used {
		if len(u.by) >= fewest {
			v.names[name] = Name{u.spelling(), reputation.BandOf(len(u.by))}
		}
	}
	v.sorted = slices.Sorted(maps.Keys(v.names))
	return v
}

// use is who reported a name, and how it was spelled.
type use struct {
	by        map[voice]bool
	spellings map[string]int
}

func (u *use) add(r *told) {
	if !u.by[r.by] {
		u.by[r.by] = true
		u.spellings[r.spelling]++
	}
}

// spelling returns the one that most used, the first by its letters among equals.
func (u *use) spelling() string {
	return slices.MinFunc(slices.Collect(maps.Keys(u.spellings)), func(a, b string) int {
		return cmp.Or(cmp.Compare(u.spellings[b], u.spellings[a]), cmp.Compare(a, b))
	})
}

// Employer returns the name that was reported in whatever spelling, and false when nothing may be told of it.
func (t *Ties) Employer(name string) (Name, bool) {
	found, ok := t.now.Load().names[normal(name)]
	return found, ok
}

// Suggest returns up to 10 names that begin as this one does and are others, in the order of their normal forms.
func (t *Ties) Suggest(name string) (found []Name) {
	prefix, v := normal(name), t.now.Load()
	if prefix == "" {
		return nil
	}
	at, _ := slices.BinarySearch(v.sorted, prefix)
	for ; at < len(v.sorted) && strings.HasPrefix(v.sorted[at], prefix) && len(found) < suggestions; at++ {
		if v.sorted[at] != prefix {
			found = append(found, v.names[v.sorted[at]])
		}
	}
	return found
}

// Together returns up to 20 listed subjects that at least three reports named together with this one, those of most
// reports first; none for a subject that is not listed itself.
func (t *Ties) Together(about subject.Key) []subject.Key {
	v := t.now.Load()
	if len(v.naming[about]) < fewest || !t.Listed(about) {
		return nil
	}
	by := map[subject.Key]map[voice]bool{}
	for _, i := range v.naming[about] {
		r := &v.reports[i]
		for _, other := range r.about {
			if by[other] == nil {
				by[other] = map[voice]bool{}
			}
			by[other][r.by] = true
		}
	}
	delete(by, about)
	maps.DeleteFunc(by, func(other subject.Key, voices map[voice]bool) bool { return len(voices) < fewest || !t.Listed(other) })
	found := slices.SortedFunc(maps.Keys(by), func(a, b subject.Key) int {
		return cmp.Or(cmp.Compare(len(by[b]), len(by[a])), cmp.Compare(a.String(), b.String()))
	})
	return found[:min(len(found), maxTold)]
}
