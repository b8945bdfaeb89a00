package mongo

import (
	"context"
	"errors"
	"fmt"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	driver "go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
	"go.mongodb.org/mongo-driver/v2/mongo/readconcern"
	"go.mongodb.org/mongo-driver/v2/mongo/readpref"
	"go.mongodb.org/mongo-driver/v2/mongo/writeconcern"
	"go.mongodb.org/mongo-driver/v2/x/mongo/driver/connstring"

	"ringfence/internal/fault"
)

const (
	formatVersion   = 1
	defaultDatabase = "ringfence"
	defaultDeadline = 1500 * time.Millisecond
)

// Config says where a store is.
type Config struct {
	URI      string        // mongodb://... or mongodb+srv://...; its path names the database, "ringfence" if it has none
	Deadline time.Duration // of a round trip about one report; those about many have ten times as long. 0 is 1.5 s
}

// ErrURI means that the URI cannot be read. What is wrong with it is not told, since it may hold a password.
var ErrURI = errors.New("MONGODB_URI cannot be read: want mongodb://HOST[:PORT][,...]/[DATABASE][?OPTIONS]")

// Open connects to a database and makes what is missing of it. Its errors are ErrURI, fault.Unavailable, fault.Newer
// and fault.Damaged.
func Open(ctx context.Context, c Config) (*Store, error) { return openWith(ctx, c, options.Client()) }

// openWith opens with more options, which do not win over ours.
func openWith(ctx context.Context, c Config, more *options.ClientOptions) (*Store, error) {
	uri, err := connstring.ParseAndValidate(c.URI)
	if err != nil {
		return nil, ErrURI
	}
	deadline := c.Deadline
	if deadline <= 0 {
		deadline = defaultDeadline
	}
	name := uri.Database
	if name == "" {
		name = defaultDatabase
	}
	client, err := driver.Connect(more.ApplyURI(c.URI).SetAppName("ringfence").
		SetTimeout(long * deadline).SetServerSelectionTimeout(deadline).SetConnectTimeout(deadline).
		SetReadPreference(readpref.Primary()).SetReadConcern(readconcern.Majority()).SetWriteConcern(writeconcern.Majority()))
	if err != nil {
		return nil, ErrURI
	}
	s := &Store{client: client, db: client.Database(name), deadline: deadline}
	s.testimonies = gather{store: s, in: testimonies}
	s.truth = gather{store: s, in: truth}
	if err := s.prepare(ctx); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// prepare makes the indexes that are missing, checks the format, and begins a stretch of the lineage.
func (s *Store) prepare(ctx context.Context) error {
	if err := s.checkFormat(ctx); err != nil {
		return err
	}
	models := map[collection][]driver.IndexModel{}
	for _, i := range indexes() {
		models[i.in] = append(models[i.in], driver.IndexModel{Keys: i.keys, Options: i.made.SetName(i.name)})
	}
	for in, models := range models {
		err := s.trip(ctx, long, func(ctx context.Context) error {
			_, err := s.in(in).Indexes().CreateMany(ctx, models)
			return err
		})
		if err != nil {
			return fmt.Errorf("indexes of %s: %w", in, err)
		}
	}
	return s.beginStretch(ctx)
}

// checkFormat accepts a database of our format, and a new one, which it marks as of our format.
func (s *Store) checkFormat(ctx context.Context) error {
	err := s.insert(ctx, meta, bson.M{"_id": metaFormat, "version": int32(formatVersion)})
	if !errors.Is(err, fault.Exists) {
		return err
	}
	kept, err := s.meta(ctx, metaFormat)
	if err != nil {
		return err
	}
	switch version, ok := kept.Lookup("version").AsInt64OK(); {
	case !ok || version < 1:
		return fmt.Errorf("%w: format version %v", fault.Damaged, kept.Lookup("version"))
	case version > formatVersion:
		return fmt.Errorf("%w: format version %d, this program knows up to %d", fault.Newer, version, formatVersion)
	}
	return nil
}
