package mongo

import (
	"context"
	"errors"
	"fmt"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"ringfence/internal/fault"
)

// OldestVersion is the first major version of MongoDB that will do.
const OldestVersion = 6

// Examination is what a look at a database tells.
type Examination struct {
	Server        string // what it is, with its version
	Major         int    // version of MongoDB that it is or stands in for
	Set           string // name of the replica set, "" for a standalone server
	Members       int    // of the replica set that hold data
	Sharded       bool   // it is the router of a sharded cluster
	StandsIn      bool   // it is no MongoDB but speaks its protocol
	Latency       time.Duration
	Ahead         time.Duration // of our clock, to about half of Latency
	Ours          bool          // there are data of Ringfence; what follows is of them
	Fingerprint   string        // of the keys that they belong to, "" while there are none
	Demonstration bool
	Restoring     bool     // they are part of an archive, whose import is not over
	Subjects      int      // about
	Missing       []string // indexes, as collection.index
}

// Examine looks at a database and changes nothing there. Its errors are those of Open.
func Examine(ctx context.Context, c Config) (e Examination, err error) {
	s, err := connect(ctx, c, options.Client())
	if err != nil {
		return e, err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	for _, look := range []func(context.Context, *Store) error{e.lookAtVersion, e.lookAtSet, e.lookAtClock, e.lookAtData} {
		if err := look(ctx, s); err != nil {
			return e, err
		}
	}
	return e, nil
}

func (e *Examination) lookAtVersion(ctx context.Context, s *Store) error {
	var build struct {
		Version  string  `bson:"version"`
		Versions []int32 `bson:"versionArray"`
		FerretDB struct {
			Version string `bson:"version"`
		} `bson:"ferretdb"`
	}
	if err := s.command(ctx, "buildInfo", &build); err != nil {
		return err
	}
	if len(build.Versions) > 0 {
		e.Major = int(build.Versions[0])
	}
	e.Server = "MongoDB " + build.Version
	if e.StandsIn = build.FerretDB.Version != ""; e.StandsIn {
		e.Server = fmt.Sprintf("FerretDB %s in place of MongoDB %s", build.FerretDB.Version, build.Version)
	}
	return nil
}

func (e *Examination) lookAtSet(ctx context.Context, s *Store) error {
	var hello struct {
		Set      string   `bson:"setName"`
		Hosts    []string `bson:"hosts"`
		Passives []string `bson:"passives"`
		Message  string   `bson:"msg"`
	}
	err := s.command(ctx, "hello", &hello)
	e.Set, e.Members, e.Sharded = hello.Set, len(hello.Hosts)+len(hello.Passives), hello.Message == "isdbgrid"
	return err
}

func (e *Examination) lookAtClock(ctx context.Context, s *Store) error {
	begun := time.Now()
	now, err := s.Now(ctx)
	e.Latency = time.Since(begun)
	e.Ahead = begun.Add(e.Latency / 2).Sub(now)
	return err
}

func (e *Examination) lookAtData(ctx context.Context, s *Store) error {
	kept, err := s.meta(ctx, metaFormat)
	if errors.Is(err, fault.NotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	if err := knownFormat(kept); err != nil {
		return err
	}
	e.Ours = true
	if e.Fingerprint, err = s.Bound(ctx); err != nil {
		return err
	}
	if e.Demonstration, err = s.Demonstration(ctx); err != nil {
		return err
	}
	restoring, err := s.Restoring(ctx)
	if err != nil {
		return err
	}
	e.Restoring = restoring != ""
	err = s.trip(ctx, long, func(ctx context.Context) error {
		n, err := s.in(projections).EstimatedDocumentCount(ctx)
		e.Subjects = int(n)
		return err
	})
	if err != nil {
		return err
	}
	return e.lookAtIndexes(ctx, s)
}

func (e *Examination) lookAtIndexes(ctx context.Context, s *Store) error {
	there, looked := map[string]bool{}, map[collection]bool{}
	for _, i := range indexes() {
		in := i.in
		if looked[in] {
			continue
		}
		looked[in] = true
		err := s.trip(ctx, long, func(ctx context.Context) error {
			specs, err := s.in(in).Indexes().ListSpecifications(ctx)
			for _, spec := range specs {
				there[string(in)+"."+spec.Name] = true
			}
			return err
		})
		if err != nil {
			return err
		}
	}
	for _, i := range indexes() {
		if name := string(i.in) + "." + i.name; !there[name] {
			e.Missing = append(e.Missing, name)
		}
	}
	return nil
}

func (s *Store) command(ctx context.Context, name string, answer any) error {
	return s.trip(ctx, short, func(ctx context.Context) error {
		return s.db.RunCommand(ctx, bson.D{{Key: name, Value: 1}}).Decode(answer)
	})
}
