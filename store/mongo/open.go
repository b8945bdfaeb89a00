package mongo

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	driver "go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
	"go.mongodb.org/mongo-driver/v2/mongo/readconcern"
	"go.mongodb.org/mongo-driver/v2/mongo/readpref"
	"go.mongodb.org/mongo-driver/v2/mongo/writeconcern"
	"go.mongodb.org/mongo-driver/v2/x/mongo/driver/connstring"
	"go.mongodb.org/mongo-driver/v2/x/mongo/driver/topology"

	"ringfence/internal/fault"
)

const (
	formatVersion   = 1
	defaultDatabase = "ringfence"
	defaultDeadline = 1500 * time.Millisecond
	opening         = 5 // deadlines, in which a server has to answer for the first time
)

// Config says where a store is.
type Config struct {
	URI      string        // mongodb://... or mongodb+srv://...; its path names the database, "ringfence" if it has none
	Deadline time.Duration // of a round trip about one report; those about many have ten times as long. 0 is 1.5 s
}

// ErrURI means that the URI cannot be used. What is wrong with it is not told, since it may hold a password.
var ErrURI = errors.New("the address of MongoDB cannot be used: it must be mongodb://[USER:PASSWORD@]HOST[:PORT][,...]/[DATABASE][?OPTIONS], special characters written as %40, or mongodb+srv://... whose name can be looked up")

// Open connects to a database and makes what is missing of it. It waits for a server that is just starting. Its
// errors are ErrURI, fault.Unavailable, fault.Newer and fault.Damaged.
func Open(ctx context.Context, c Config) (*Store, error) { return openWith(ctx, c, options.Client()) }

// Exists reports whether a database is one of Ringfence. It makes nothing. Its errors are ErrURI and fault.Unavailable.
func Exists(ctx context.Context, c Config) (is bool, err error) {
	s, err := connect(ctx, c, options.Client())
	if err != nil {
		return false, err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	_, err = s.meta(ctx, metaFormat)
	if errors.Is(err, fault.NotFound) {
		return false, nil
	}
	return err == nil, err
}

// Name returns what people may call the database that a URI names, HOST[:PORT][,...]/DATABASE, or ErrURI.
func Name(uri string) (string, error) {
	c, err := connstring.ParseAndValidate(uri)
	if err != nil {
		return "", ErrURI
	}
	return nameOf(c), nil
}

func nameOf(c *connstring.ConnString) string {
	return strings.Join(c.RawHosts, ",") + "/" + cmp.Or(c.Database, defaultDatabase)
}

// openWith opens with more options, which do not win over ours.
func openWith(ctx context.Context, c Config, more *options.ClientOptions) (*Store, error) {
	s, err := connect(ctx, c, more)
	if err != nil {
		return nil, err
	}
	if err := s.prepare(ctx); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// connect returns a store whose server has answered. It makes nothing there.
func connect(ctx context.Context, c Config, more *options.ClientOptions) (*Store, error) {
	uri, err := connstring.ParseAndValidate(c.URI)
	if err != nil {
		return nil, ErrURI
	}
	deadline := c.Deadline
	if deadline <= 0 {
		deadline = defaultDeadline
	}
	// Writes and reads are tried again by the driver where the server is one that knows which it has done.
	client, err := driver.Connect(more.ApplyURI(c.URI).SetAppName("ringfence").
		SetTimeout(long * deadline).SetServerSelectionTimeout(deadline).SetConnectTimeout(deadline).
		SetReadPreference(readpref.Primary()).SetReadConcern(readconcern.Majority()).SetWriteConcern(writeconcern.Majority()))
	if err != nil {
		return nil, ErrURI
	}
	s := &Store{client: client, db: client.Database(cmp.Or(uri.Database, defaultDatabase)), deadline: deadline}
	// One round trip at a time each: with a second one on its way fewer are gathered, and a tenth fewer reports taken.
	s.testimonies = gather{store: s, in: testimonies, most: 1}
	s.truth = gather{store: s, in: truth, most: 1}
	s.strikes.strike, s.strikes.end = s.strike, s.filings.end
	if err := s.reach(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("MongoDB at %s does not answer as it should: %w", nameOf(uri), shorter(err)), s.Close())
	}
	return s, nil
}

// shorter returns what the driver found wrong with each server, where it found none to use, without all else that
// it knows of them.
func shorter(err error) error {
	var none topology.ServerSelectionError
	if !errors.As(err, &none) {
		return err
	}
	var each []string
	for _, server := range none.Desc.Servers {
		if server.LastError != nil {
			each = append(each, server.LastError.Error())
		}
	}
	if len(each) == 0 {
		return err
	}
	return fmt.Errorf("%w: %s", fault.Unavailable, strings.Join(each, "; "))
}

// reach asks until the server answers, or does not within the time for that.
func (s *Store) reach(ctx context.Context) error {
	over := time.Now().Add(opening * s.deadline)
	tick := time.NewTicker(s.deadline / opening)
	defer tick.Stop()
	for {
		_, err := s.meta(ctx, metaFormat)
		if err == nil || errors.Is(err, fault.NotFound) {
			return nil
		}
		if ctx.Err() != nil || time.Now().After(over) {
			return err
		}
		select {
		case <-ctx.Done():
		case <-tick.C:
		}
	}
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
	err := s.trip(ctx, long, func(ctx context.Context) error { // of a new database it makes the first collection
		_, err := s.in(meta).InsertOne(ctx, bson.M{"_id": metaFormat, "version": int32(formatVersion)})
		return err
	})
	if !errors.Is(err, fault.Exists) {
		return err
	}
	kept, err := s.meta(ctx, metaFormat)
	if err != nil {
		return err
	}
	return knownFormat(kept)
}

// knownFormat returns why a database of this format cannot be used.
func knownFormat(kept bson.Raw) error {
	switch version, ok := kept.Lookup("version").AsInt64OK(); {
	case !ok || version < 1:
		return fmt.Errorf("%w: format version %v", fault.Damaged, kept.Lookup("version"))
	case version > formatVersion:
		return fmt.Errorf("%w: format version %d, this program knows up to %d", fault.Newer, version, formatVersion)
	}
	return nil
}
