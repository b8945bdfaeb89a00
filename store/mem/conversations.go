package mem

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"ringfence/internal/conversation"
	"ringfence/internal/fault"
	"ringfence/store/record"
)

// Conversation implements store.Conversations.
func (s *Store) Conversation(ctx context.Context, name conversation.Name) (conversation.Record, error) {
	if err := s.enter(ctx); err != nil {
		return conversation.Record{}, err
	}
	defer s.mu.Unlock()
	kept, ok := s.conversations[name]
	if !ok {
		return conversation.Record{}, fmt.Errorf("%w: conversation", fault.NotFound)
	}
	kept.Sealed = slices.Clone(kept.Sealed)
	return kept, nil
}

// Converse implements store.Conversations.
func (s *Store) Converse(ctx context.Context, r conversation.Record) (bool, error) {
	r, err := record.AdmitConversation(r)
	if err != nil {
		return false, err
	}
	if err := s.enter(ctx); err != nil {
		return false, err
	}
	defer s.mu.Unlock()
	if s.conversations[r.Name].Revision != r.Revision-1 {
		return false, nil
	}
	s.conversations[r.Name] = r
	return true, nil
}

// ForgetConversations implements store.Conversations.
func (s *Store) ForgetConversations(ctx context.Context, now time.Time, limit int) (int, error) {
	if err := s.enter(ctx); err != nil {
		return 0, err
	}
	defer s.mu.Unlock()
	over := slices.DeleteFunc(slices.Collect(maps.Values(s.conversations)), func(r conversation.Record) bool { return r.Until.After(now) })
	slices.SortFunc(over, func(a, b conversation.Record) int {
		return cmp.Or(a.Until.Compare(b.Until), cmp.Compare(a.Name, b.Name))
	})
	over = first(over, limit)
	for _, r := range over {
		delete(s.conversations, r.Name)
	}
	return len(over), nil
}

// Stop implements store.Conversations.
func (s *Store) Stop(ctx context.Context, name conversation.Name) error {
	if _, err := conversation.ParseName(string(name)); err != nil {
		return err
	}
	if err := s.enter(ctx); err != nil {
		return err
	}
	defer s.mu.Unlock()
	s.stopped[name] = true
	return nil
}

// Resume implements store.Conversations.
func (s *Store) Resume(ctx context.Context, name conversation.Name) error {
	if _, err := conversation.ParseName(string(name)); err != nil {
		return err
	}
	if err := s.enter(ctx); err != nil {
		return err
	}
	defer s.mu.Unlock()
	delete(s.stopped, name)
	return nil
}

// Stopped implements store.Conversations.
func (s *Store) Stopped(ctx context.Context, name conversation.Name) (bool, error) {
	if _, err := conversation.ParseName(string(name)); err != nil {
		return false, err
	}
	if err := s.enter(ctx); err != nil {
		return false, err
	}
	defer s.mu.Unlock()
	return s.stopped[name], nil
}
