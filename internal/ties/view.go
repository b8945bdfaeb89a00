package ties

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"

	"ringfence/internal/employer"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
)

// view is what is known at a moment. It never changes.
type view struct {
	asOf    time.Time
	reports []*told                 // newest first
	naming  map[subject.Key][]int32 // which of them name a subject together with others, newest first
	names   map[string]Name         // those that may be told, by their normal form
	sorted  []string                // normal forms of those
}

// Name is the name of an employer in reported offers. It says nothing about the company that bears it.
type Name struct {
	Spelling string // the one that was reported most
	Offers   reputation.Band
}

func newView(reports []*told, asOf time.Time) *view {
	v := &view{asOf: asOf, reports: reports, naming: map[subject.Key][]int32{}}
	used := map[string]*use{}
	for i, r := range reports {
		if len(r.about) > 1 {
			for _, about := range r.about {
				if len(v.naming[about.key]) < perSubject {
					v.naming[about.key] = append(v.naming[about.key], int32(i))
				}
			}
		}
		if r.employer != "" {
			if used[r.employer] == nil {
				used[r.employer] = newUse()
			}
			used[r.employer].add(r)
		}
	}
	v.names = make(map[string]Name, len(used))
	for name, u := range used {
		v.tell(name, u)
	}
	v.sorted = slices.Sorted(maps.Keys(v.names))
	return v
}

// tell has a name told if it was used often enough, and else not.
func (v *view) tell(name string, u *use) {
	delete(v.names, name)
	if len(u.by) >= fewest {
		v.names[name] = Name{u.spelling(), reputation.BandOf(len(u.by))}
	}
}

// without returns the view without a report, at the cost of looking at each once.
func (v *view) without(gone *told) *view {
	at := slices.Index(v.reports, gone)
	if at < 0 {
		return v
	}
	less := &view{asOf: v.asOf, naming: v.naming, names: maps.Clone(v.names), reports: slices.Clone(v.reports)}
	less.reports[at] = &told{} // names nothing
	if gone.employer != "" {
		u := newUse()
		for _, r := range less.reports {
			if r.employer == gone.employer {
				u.add(r)
			}
		}
		less.tell(gone.employer, u)
	}
	less.sorted = slices.Sorted(maps.Keys(less.names))
	return less
}

// use is who reported a name, and how it was spelled.
type use struct {
	by        map[voice]bool
	spellings map[string]int
}

func newUse() *use { return &use{by: map[voice]bool{}, spellings: map[string]int{}} }

func (u *use) add(r *told) {
	if by := r.onEmployer(); !u.by[by] {
		u.by[by] = true
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
	found, ok := t.now.Load().names[employer.Normal(name)]
	return found, ok
}

// Suggest returns up to 10 names that begin as this one does and are others, in the order of their normal forms.
func (t *Ties) Suggest(name string) (found []Name) {
	prefix, v := employer.Normal(name), t.now.Load()
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
func (t *Ties) Together(key subject.Key) []subject.Key {
	v := t.now.Load()
	if len(v.naming[key]) < fewest || !t.Listed(key) {
		return nil
	}
	by := map[subject.Key]map[voice]bool{}
	for _, i := range v.naming[key] {
		r := v.reports[i]
		at := slices.IndexFunc(r.about, func(one named) bool { return one.key == key })
		for _, other := range r.about {
			if by[other.key] == nil {
				by[other.key] = map[voice]bool{}
			}
			by[other.key][r.onBoth(r.about[at], other)] = true
		}
	}
	delete(by, key)
	maps.DeleteFunc(by, func(other subject.Key, voices map[voice]bool) bool { return len(voices) < fewest || !t.Listed(other) })
	found := slices.SortedFunc(maps.Keys(by), func(a, b subject.Key) int {
		return cmp.Or(cmp.Compare(len(by[b]), len(by[a])), cmp.Compare(a.String(), b.String()))
	})
	return found[:min(len(found), maxTold)]
}
