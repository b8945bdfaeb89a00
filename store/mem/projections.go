package mem

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"ringfence/internal/fault"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
	"ringfence/store/record"
)

// Projection implements store.Projections.
func (s *Store) Projection(ctx context.Context, about subject.Key) (reputation.Projection, error) {
	if err := s.enter(ctx); err != nil {
		return reputation.Projection{}, err
	}
	defer s.mu.Unlock()
	p, ok := s.projections[about]
	if !ok {
		return p, fmt.Errorf("%w: projection", fault.NotFound)
	}
	return copyProjection(p), nil
}

// Blocks implements store.Projections.
func (s *Store) Blocks(ctx context.Context, blocks ...string) ([]reputation.Neighbour, error) {
	if err := s.enter(ctx); err != nil {
		return nil, err
	}
	defer s.mu.Unlock()
	return s.blocks(blocks), nil
}

func (s *Store) blocks(names []string) (found []reputation.Neighbour) {
	for _, block := range names {
		for _, key := range s.neighbours[block] {
			p := s.projections[key]
			found = append(found, p.Neighbour())
		}
	}
	return found
}

// Save implements store.Projections.
func (s *Store) Save(ctx context.Context, saves []reputation.Save) (refused []subject.Key, err error) {
	if err := s.enter(ctx); err != nil {
		return nil, err
	}
	defer s.mu.Unlock()
	for _, save := range saves {
		if !s.save(save) {
			refused = append(refused, save.Projection.Subject)
		}
	}
	return refused, nil
}

func (s *Store) save(save reputation.Save) (saved bool) {
	p := copyProjection(save.Projection)
	if p.Revision != s.projections[p.Subject].Revision+1 {
		return false
	}
	p.Due = p.Due.Truncate(time.Second)
	if block, ok := p.Subject.Block(); ok && p.Revision == 1 {
		near := s.neighbours[block]
		i, _ := slices.BinarySearchFunc(near, p.Subject, byKey)
		s.neighbours[block] = slices.Insert(near, i, p.Subject)
	}
	s.projections[p.Subject] = p
	s.written = append(s.written, p.Subject)
	s.hasten(save.Hastens, p.AsOf)
	s.settle(p.Subject, save.Marks)
	return true
}

// Introduce implements store.Projections.
func (s *Store) Introduce(ctx context.Context, debuts []reputation.Debut, seen uint64) (added int, alone bool, err error) {
	if err := s.enter(ctx); err != nil {
		return 0, false, err
	}
	defer s.mu.Unlock()
	alone = reputation.Revisions(s.blocks(reputation.Blocks(debuts))) == seen
	for i := range debuts {
		d := &debuts[i]
		save := reputation.Save{Projection: d.Projection, Hastens: d.Hastens}
		for j := range d.Statements {
			if s.add(d.Statements[j:j+1]) > 0 {
				save.Marks = append(save.Marks, record.StatementMark(&d.Statements[j]))
				added++
			}
		}
		alone = s.save(save) && alone
	}
	return added, alone, nil
}

// settle forgets those marks whose version is still the latest.
func (s *Store) settle(about subject.Key, marks []reputation.Mark) {
	for _, m := range marks {
		if version, ok := s.unprojected[about][m.Record]; ok && version == m.Version {
			delete(s.unprojected[about], m.Record)
		}
	}
	if len(s.unprojected[about]) == 0 {
		delete(s.unprojected, about)
	}
}

// DueBy implements store.Projections.
func (s *Store) DueBy(ctx context.Context, now time.Time, limit int) ([]subject.Key, error) {
	if err := s.enter(ctx); err != nil {
		return nil, err
	}
	defer s.mu.Unlock()
	var due []subject.Key
	for key, p := range s.projections {
		if !p.Due.IsZero() && !p.Due.After(now) {
			due = append(due, key)
		}
	}
	slices.SortFunc(due, func(a, b subject.Key) int {
		return cmp.Or(s.projections[a].Due.Compare(s.projections[b].Due), byKey(a, b))
	})
	return first(due, limit), nil
}

// Hasten implements store.Projections.
func (s *Store) Hasten(ctx context.Context, about []subject.Key, due time.Time) error {
	if err := s.enter(ctx); err != nil {
		return err
	}
	defer s.mu.Unlock()
	s.hasten(about, due)
	return nil
}

func (s *Store) hasten(about []subject.Key, due time.Time) {
	due = due.Truncate(time.Second)
	for _, key := range about {
		if p, ok := s.projections[key]; ok && (p.Due.IsZero() || p.Due.After(due)) {
			p.Due = due
			s.projections[key] = p
		}
	}
}

// Mend implements store.Projections. What is in memory can be read.
func (s *Store) Mend(ctx context.Context) ([]subject.Key, error) {
	if err := s.enter(ctx); err != nil {
		return nil, err
	}
	s.mu.Unlock()
	return nil, nil
}

func copyProjection(p reputation.Projection) reputation.Projection {
	t := &p.Tally
	t.Keyed = slices.Clone(t.Keyed)
	t.Categories = slices.Clone(t.Categories)
	t.Days = slices.Clone(t.Days)
	t.Networks = slices.Clone(t.Networks)
	t.Provinces = slices.Clone(t.Provinces)
	return p
}
