package mongo

import (
	"context"
	"errors"
	"slices"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"ringfence/internal/conversation"
	"ringfence/internal/fault"
	"ringfence/store/record"
)

// Conversation implements store.Conversations.
func (s *Store) Conversation(ctx context.Context, name conversation.Name) (conversation.Record, error) {
	raw, err := s.one(ctx, query{in: conversations, by: byID, filter: bson.M{"_id": string(name)}})
	if err != nil {
		return conversation.Record{}, err
	}
	return record.DecodeConversation(raw)
}

// Converse implements store.Conversations. The first revision is an insert, which one of many makes.
func (s *Store) Converse(ctx context.Context, r conversation.Record) (won bool, err error) {
	r, err = record.AdmitConversation(r)
	if err != nil {
		return false, err
	}
	document, err := record.EncodeConversation(r)
	if err != nil {
		return false, err
	}
	if r.Revision > 1 {
		fields := bson.M{}
		if err := bson.Unmarshal(document, &fields); err != nil {
			return false, err
		}
		delete(fields, "_id")
		return s.update(ctx, conversations, bson.M{"_id": string(r.Name), "r": int64(r.Revision) - 1}, bson.M{"$set": fields})
	}
	err = s.insert(ctx, conversations, bson.Raw(document))
	if errors.Is(err, fault.Exists) {
		return false, nil
	}
	return err == nil, err
}

// ForgetConversations implements store.Conversations. What was written again since it was found has another end.
func (s *Store) ForgetConversations(ctx context.Context, now time.Time, limit int) (forgotten int, err error) {
	if limit <= 0 {
		return 0, ctx.Err()
	}
	over := bson.M{"$lte": now.Unix()}
	documents, err := s.all(ctx, query{
		in: conversations, by: byUntil, filter: bson.M{fieldUntil: over}, sort: ascending(fieldUntil, "_id"), fields: bson.M{"_id": 1}, limit: limit,
	})
	if err != nil || len(documents) == 0 {
		return 0, err
	}
	names := make([]string, len(documents))
	for i, raw := range documents {
		if names[i], err = text(raw, "_id"); err != nil {
			return 0, err
		}
	}
	slices.Sort(names)
	err = s.trip(ctx, long, func(ctx context.Context) error {
		result, err := s.in(conversations).DeleteMany(ctx, bson.M{"_id": bson.M{"$in": names}, fieldUntil: over})
		if result != nil {
			forgotten += int(result.DeletedCount)
		}
		return err
	})
	return forgotten, err
}

// Stop implements store.Conversations.
func (s *Store) Stop(ctx context.Context, name conversation.Name) error {
	if _, err := conversation.ParseName(string(name)); err != nil {
		return err
	}
	err := s.insert(ctx, stops, bson.M{"_id": string(name)})
	if errors.Is(err, fault.Exists) {
		return nil
	}
	return err
}

// Resume implements store.Conversations.
func (s *Store) Resume(ctx context.Context, name conversation.Name) error {
	if _, err := conversation.ParseName(string(name)); err != nil {
		return err
	}
	return s.trip(ctx, short, func(ctx context.Context) error {
		_, err := s.in(stops).DeleteOne(ctx, bson.M{"_id": string(name)})
		return err
	})
}

// Stopped implements store.Conversations.
func (s *Store) Stopped(ctx context.Context, name conversation.Name) (bool, error) {
	if _, err := conversation.ParseName(string(name)); err != nil {
		return false, err
	}
	_, err := s.one(ctx, query{in: stops, by: byID, filter: bson.M{"_id": string(name)}})
	if errors.Is(err, fault.NotFound) {
		return false, nil
	}
	return err == nil, err
}
