package mem

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"ringfence/internal/fault"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
)

// Changed implements store.Changes. A cursor is the count of writes before it, in decimal, and the store's name.
func (s *Store) Changed(ctx context.Context, after reputation.Cursor, limit int) ([]reputation.Projection, reputation.Cursor, error) {
	if err := s.enter(ctx); err != nil {
		return nil, after, err
	}
	defer s.mu.Unlock()
	from := 0
	if after != "" {
		count, name, _ := strings.Cut(string(after), "@")
		var err error
		if from, err = strconv.Atoi(count); err != nil || name != s.name || from < 0 || from > len(s.written) {
			return nil, after, fmt.Errorf("cursor: %w", fault.Foreign)
		}
	}
	last := make(map[subject.Key]int, len(s.written)-from) // a subject's place is that of its last write
	for i := from; i < len(s.written); i++ {
		last[s.written[i]] = i
	}
	var changed []reputation.Projection
	for ; from < len(s.written) && len(changed) < limit; from++ {
		if about := s.written[from]; last[about] == from {
			changed = append(changed, copyProjection(s.projections[about]))
		}
	}
	return changed, reputation.Cursor(strconv.Itoa(from) + "@" + s.name), nil
}
