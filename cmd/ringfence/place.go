package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"ringfence/handlers/control"
	"ringfence/internal/fault"
	"ringfence/internal/holders"
	"ringfence/internal/index"
	"ringfence/internal/keyring"
	"ringfence/internal/projection"
	"ringfence/internal/recorder"
	"ringfence/internal/ruling"
	"ringfence/store"
	"ringfence/store/bolt"
	"ringfence/store/mongo"
)

// place is where the data lie: flags that every command with a store has. They lie in the data folder, or in
// MongoDB for as many instances as one likes; then the folder holds the snapshot of one instance's index alone,
// and commands open MongoDB themselves.
type place struct {
	Data    string `default:"./data" placeholder:"FOLDER" help:"Folder of the embedded store; with --mongodb only lookups are kept in it, for a quick start [${default}]."`
	MongoDB secret `name:"mongodb" env:"RINGFENCE_MONGODB,MONGODB_URI" placeholder:"URI" help:"MongoDB that keeps everything, for any number of instances, as mongodb://HOST/DATABASE [none: the embedded store]."`
}

// secret is a flag that may hold a password. It does not print itself.
type secret string

func (secret) String() string { return "(secret)" }

// GoString keeps %#v from printing it.
func (secret) GoString() string { return "(secret)" }

// LogValue keeps a log from writing it.
func (secret) LogValue() slog.Value { return slog.StringValue("(secret)") }

// String names the place to people: no password is in it.
func (p place) String() string {
	if p.embedded() {
		return p.Data
	}
	name, err := mongo.Name(string(p.MongoDB))
	if err != nil {
		return "MongoDB"
	}
	return "MongoDB at " + name
}

func (p place) embedded() bool { return p.MongoDB == "" }

// kind and flag are what the place is called and how another is given.
func (p place) kind() string {
	if p.embedded() {
		return "folder"
	}
	return "database"
}

func (p place) flag() string {
	if p.embedded() {
		return "--data"
	}
	return "--mongodb"
}

func (p place) mongo() mongo.Config { return mongo.Config{URI: string(p.MongoDB)} }

// advise adds to an error from before MongoDB was open what to do about it.
func (p place) advise(err error) error {
	switch {
	case errors.Is(err, mongo.ErrURI):
		return fmt.Errorf("--mongodb: %w", err)
	case errors.Is(err, fault.Unavailable):
		return fmt.Errorf("%w: see that it runs, is MongoDB, can be reached from here and lets this user read and write; or name another with --mongodb", err)
	}
	return err
}

// store opens what keeps everything, and makes what is missing of it.
func (p place) store(ctx context.Context) (store.Store, error) {
	if p.embedded() {
		s, err := bolt.Open(bolt.Config{Path: p.Data})
		if err != nil {
			return nil, err
		}
		return s, nil
	}
	s, err := mongo.Open(ctx, p.mongo())
	if err != nil {
		return nil, p.advise(err)
	}
	return s, nil
}

func (p place) open(ctx context.Context, log *slog.Logger) (*house, error) {
	s, err := p.store(ctx)
	if err != nil {
		return nil, err
	}
	return p.over(s, time.Now, log), nil
}

// over returns the house over an opened store, as far as it needs no keys.
func (p place) over(s store.Store, clock func() time.Time, log *slog.Logger) *house {
	projector := projection.New(projection.Config{Store: s, Clock: clock, Log: log, Promptly: p.promptly()})
	lookups := index.New(index.Config{
		Store: s, Clock: clock, Snapshot: filepath.Join(p.Data, "index.snapshot"), Crowded: projector.Notice,
	})
	audit := recorder.New(recorder.Config{Store: s, Clock: clock})
	erased := newErased()
	return &house{
		at:        p,
		store:     s,
		projector: projector,
		lookups:   lookups,
		rulings:   ruling.New(ruling.Config{Store: s, Projector: projector, Recorder: audit, Clock: clock}),
		audit:     audit,
		holders:   holders.New(s),
		leases:    newLeases(s, log),
		retention: newRetention(s, clock, erased, log),
		erased:    erased,
		clock:     clock,
		began:     clock(),
	}
}

// promptly is how many subjects a second one instance projects for those who report, see projection.Config.
func (p place) promptly() int {
	const withMongoDB = 20 // where they cost round trips; the embedded store has none
	if p.embedded() {
		return 0
	}
	return withMongoDB
}

// exists reports whether there are data of Ringfence. It makes nothing.
func (p place) exists(ctx context.Context) (bool, error) {
	if p.embedded() {
		return bolt.Exists(p.Data), nil
	}
	is, err := mongo.Exists(ctx, p.mongo())
	return is, p.advise(err)
}

// errNoData means that there are no data of Ringfence where they were looked for.
var errNoData = errors.New("there are no data of Ringfence")

// there returns an error that says what to do when there are no data.
func (p place) there(ctx context.Context) error {
	is, err := p.exists(ctx)
	switch {
	case err != nil || is:
		return err
	case p.embedded():
		return fmt.Errorf("%w in %s: name their folder with --data", errNoData, p)
	}
	return fmt.Errorf("%w in %s: name their database with --mongodb", errNoData, p)
}

// hold keeps other servers from the data folder until the process ends. Of the embedded store, opening does.
func (p place) hold() (release func(), err error) {
	if p.embedded() {
		return func() {}, nil
	}
	if err := os.MkdirAll(p.Data, 0o700); err != nil {
		return nil, fmt.Errorf("data folder: %w (%w)", err, fault.ReadOnly)
	}
	folder, err := os.Open(p.Data)
	if err != nil {
		return nil, fmt.Errorf("data folder: %w (%w)", err, fault.ReadOnly)
	}
	if err := syscall.Flock(int(folder.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		return nil, errors.Join(fmt.Errorf("data folder %s: %w", p.Data, fault.Locked), folder.Close())
	}
	return func() { _ = folder.Close() }, nil
}

// admits returns why a keys file cannot be that of these data, as far as that can be told before either is made.
func (p place) admits(path string) error {
	file := keyring.InFile(path)
	if err := file.Outside(p.Data); err != nil {
		return err
	}
	if file.Exists() {
		_, err := keyring.Open(file)
		return err
	}
	known := p.embedded() && bolt.Exists(p.Data) // and then it is the file that is missing
	if _, err := os.Stat(filepath.Dir(path)); err != nil && !known {
		return fmt.Errorf("there is no folder for the keys file %s: make it, or choose another place with --keys", path)
	}
	return nil
}

// beside returns the server that has the data folder open. MongoDB may be open more than once: whoever works on it
// opens it too, and never asks a server of other data by mistake.
func (p place) beside(ctx context.Context) (*control.Client, bool) {
	if !p.embedded() {
		return nil, false
	}
	return control.Dial(ctx, p.Data)
}

// operator returns the server that has the data folder open, or else the opened store itself.
func (p place) operator(ctx context.Context, log *slog.Logger) (op control.Operator, closeIt func() error, err error) {
	if client, ok := p.beside(ctx); ok {
		return client, func() error { return nil }, nil
	}
	h, err := p.open(ctx, log)
	if err != nil {
		return nil, nil, err
	}
	if err := h.whole(ctx); err != nil {
		return nil, nil, errors.Join(err, h.store.Close())
	}
	return h, h.store.Close, nil
}

// unlock returns the server that has the data folder open, or else the opened store with its keys.
func (p place) unlock(ctx context.Context, keys string, log *slog.Logger) (op control.Operator, closeIt func() error, err error) {
	if client, ok := p.beside(ctx); ok {
		return client, func() error { return nil }, nil
	}
	if err := p.admits(keys); err != nil {
		return nil, nil, err
	}
	h, err := p.open(ctx, log)
	if err != nil {
		return nil, nil, err
	}
	if err := h.unlock(ctx, keys); err != nil {
		return nil, nil, errors.Join(err, h.store.Close())
	}
	return h, h.store.Close, nil
}

// with does something on the server that has the data folder open, or else on the opened store itself. The
// data must be there: a mistyped folder is not made.
func (p place) with(ctx context.Context, std streams, do func(control.Operator) error) (err error) {
	if err := p.there(ctx); err != nil {
		return err
	}
	op, closeIt, err := p.operator(ctx, std.log())
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, closeIt()) }()
	return do(op)
}
