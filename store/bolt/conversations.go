package bolt

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"time"

	"ringfence/internal/conversation"
	"ringfence/internal/fault"
	"ringfence/store/record"
)

// Conversation implements store.Conversations.
func (s *Store) Conversation(ctx context.Context, name conversation.Name) (r conversation.Record, err error) {
	err = s.view(ctx, func(tx tx) error {
		b := tx.in(conversationsBucket).Get([]byte(name))
		if b == nil {
			return fmt.Errorf("%w: conversation", fault.NotFound)
		}
		r, err = record.DecodeConversation(b)
		return err
	})
	return r, err
}

// Converse implements store.Conversations.
func (s *Store) Converse(ctx context.Context, r conversation.Record) (won bool, err error) {
	r, err = record.AdmitConversation(r)
	if err != nil {
		return false, err
	}
	value, err := record.EncodeConversation(r)
	if err != nil {
		return false, err
	}
	err = s.commits.do(ctx, func(tx tx) error {
		won, err = tx.converse(r, value)
		return err
	})
	return won && err == nil, err
}

// converse writes a record, encoded, if the revision before it is kept.
func (tx tx) converse(r conversation.Record, value []byte) (won bool, err error) {
	kept, name := tx.in(conversationsBucket), []byte(r.Name)
	var before conversation.Record
	if b := kept.Get(name); b != nil {
		if before, err = record.DecodeConversation(b); err != nil {
			return false, err
		}
	}
	if before.Revision != r.Revision-1 {
		return false, nil
	}
	if before.Revision > 0 && !before.Until.Equal(r.Until) {
		if err := tx.in(untilBucket).Delete(untilKey(before.Until, before.Name)); err != nil {
			return false, err
		}
	}
	if err := tx.in(untilBucket).Put(untilKey(r.Until, r.Name), nil); err != nil {
		return false, err
	}
	return true, kept.Put(name, value)
}

// ForgetConversations implements store.Conversations.
func (s *Store) ForgetConversations(ctx context.Context, now time.Time, limit int) (forgotten int, err error) {
	err = s.commits.do(ctx, func(tx tx) error {
		over, err := tx.over(now, limit)
		if err != nil {
			return err
		}
		forgotten = len(over)
		for _, key := range over {
			if err := tx.in(untilBucket).Delete(key); err != nil {
				return err
			}
			if err := tx.in(conversationsBucket).Delete(key[untilSize:]); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return 0, err
	}
	return forgotten, nil
}

// over returns the keys in until of up to limit records that are to be forgotten by a moment.
func (tx tx) over(now time.Time, limit int) (keys [][]byte, err error) {
	c := tx.in(untilBucket).Cursor()
	for k, _ := c.First(); k != nil && len(keys) < limit; k, _ = c.Next() {
		if len(k) <= untilSize {
			return nil, fmt.Errorf("%w until: %w", fault.Damaged, errKey)
		}
		if until := time.Unix(int64(binary.BigEndian.Uint64(k)), 0); until.After(now) {
			break
		}
		keys = append(keys, bytes.Clone(k))
	}
	return keys, nil
}

// Stop implements store.Conversations.
func (s *Store) Stop(ctx context.Context, name conversation.Name) error {
	if _, err := conversation.ParseName(string(name)); err != nil {
		return err
	}
	return s.commits.do(ctx, func(tx tx) error { return tx.in(stopsBucket).Put([]byte(name), []byte{}) })
}

// Resume implements store.Conversations.
func (s *Store) Resume(ctx context.Context, name conversation.Name) error {
	if _, err := conversation.ParseName(string(name)); err != nil {
		return err
	}
	return s.commits.do(ctx, func(tx tx) error { return tx.in(stopsBucket).Delete([]byte(name)) })
}

// Stopped implements store.Conversations.
func (s *Store) Stopped(ctx context.Context, name conversation.Name) (is bool, err error) {
	if _, err := conversation.ParseName(string(name)); err != nil {
		return false, err
	}
	err = s.view(ctx, func(tx tx) error {
		is = tx.in(stopsBucket).Get([]byte(name)) != nil
		return nil
	})
	return is, err
}
