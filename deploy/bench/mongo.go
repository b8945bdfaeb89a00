package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"sync/atomic"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	driver "go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
	"go.mongodb.org/mongo-driver/v2/mongo/writeconcern"
)

const (
	reporters = 16               // clients, on either side
	burst     = 10 * time.Second // how long they report, and how long they go on reporting
	sustained = time.Minute
	shownBy   = 5 * time.Second // after it was reported, a subject must be shown
	watched   = 100             // every so many-th report is looked for until it is shown
)

// shared measures what one instance does with MongoDB behind it: reports against single inserts of the document that one leaves, and
// lookups as those of the embedded store.
func shared(ctx context.Context, g *ground) ([]row, error) {
	var rows []row
	for _, run := range []struct {
		name   string
		window time.Duration
		least  float64
	}{{"a burst of 10 s", burst, 0.35}, {"sustained for 60 s", sustained, 0.2}} {
		var lags []pair
		pairs, err := g.Alternate(
			func() (float64, error) {
				rate, lag, err := g.reportShared(ctx, run.window)
				lags = append(lags, pair{lag.Seconds(), shownBy.Seconds()})
				return rate, err
			},
			func() (float64, error) { return g.insert(ctx, run.window) },
		)
		if err != nil {
			return nil, err
		}
		rows = append(rows,
			row{What: fmt.Sprintf("reports over HTTP with MongoDB, %d clients, %s", reporters, run.name),
				Yardstick: "insertOne of the testimony that one leaves", Unit: "a second", Pairs: pairs, Wanted: bound{Least: run.least}},
			row{What: "the longest until one of them was shown, and after the last until all are projected", Yardstick: "5 s", Unit: "seconds", Pairs: lags, Wanted: bound{Most: 1}})
	}
	same, err := g.lookupShared(ctx)
	return append(rows, row{What: "lookups with MongoDB behind", Yardstick: "bare echo handler, the same bytes from a map",
		Unit: "answers a second", Pairs: same, Wanted: bound{Least: 0.85}}), err
}

// town is a fresh database with an instance on it.
type town struct {
	*process
	db     *driver.Database
	uri    string
	folder string
}

func (g *ground) town(ctx context.Context) (*town, error) {
	server, err := g.mongoDB(ctx)
	if err != nil {
		return nil, err
	}
	name := fmt.Sprintf("bench%d", time.Now().UnixNano())
	server.Path = "/" + name
	t := &town{uri: server.String()}
	client, err := driver.Connect(options.Client().ApplyURI(t.uri).SetWriteConcern(writeconcern.Majority()))
	if err != nil {
		return nil, err
	}
	t.db = client.Database(name)
	if t.folder, err = os.MkdirTemp(g.Folder, "town-"); err != nil {
		return nil, err
	}
	t.process, err = g.Serve(ctx, t.folder+"/data", t.folder+"/keys", "--mongodb", t.uri)
	return t, err
}

// raze removes all there is of it.
func (t *town) raze(ctx context.Context) error {
	return errors.Join(t.db.Drop(ctx), t.db.Client().Disconnect(ctx), os.RemoveAll(t.folder))
}

// mongoDB returns the URI of the server.
func (g *ground) mongoDB(ctx context.Context) (*url.URL, error) {
	uri := g.MongoDB
	if uri == "" {
		out, err := exec.CommandContext(ctx, "deploy/dev/services", "mongodb").Output()
		if err != nil {
			return nil, fmt.Errorf("deploy/dev/services mongodb: %w", err)
		}
		_, uri, _ = strings.Cut(strings.TrimSpace(string(out)), "MONGODB_URI=")
	}
	server, err := url.Parse(uri)
	if err != nil {
		return nil, errors.New("MONGODB_URI is no URI")
	}
	return server, nil
}

// reportShared sends an instance reports, each about another number. It returns how many it took a second and the longest that one of those
// watched was not shown, and fails when the database then does not hold exactly what was acknowledged.
func (g *ground) reportShared(ctx context.Context, window time.Duration) (rate float64, lag time.Duration, err error) {
	t, err := g.town(ctx)
	if err != nil {
		return 0, 0, err
	}
	defer func() { err = errors.Join(err, t.raze(context.WithoutCancel(ctx))) }()
	numbers, err := newSynthetic(reportable, time.Now())
	if err != nil {
		return 0, 0, err
	}
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 2 * reporters}}
	defer client.CloseIdleConnections()
	g.Say("  reporting for %v", window)
	w := t.watch(ctx)
	var sent atomic.Uint64
	rate, err = crowd(reporters, window, func() error {
		n := sent.Add(1)
		number := numbers.number(numbers.place(n))
		err := send(ctx, client, t.URL+"/v1/reports", told(number, n))
		if err == nil && n%watched == 0 {
			w.numbers <- reported{number, time.Now()}
		}
		return err
	})
	lag, unseen := w.end()
	left, late := t.settled(ctx)
	if err = errors.Join(err, unseen, late, t.Stop()); err != nil {
		return 0, 0, err
	}
	lag = max(lag, left)
	g.Say("  %s reports were taken in all; adding them up again", figure(float64(sent.Load())))
	return rate, lag, g.holds(ctx, sent.Load(), "--data", t.folder+"/data", "--mongodb", t.uri)
}

// watch looks for numbers that were reported until they are shown, beside those who report.
type watch struct {
	numbers chan reported
	longest chan time.Duration
	err     error // of the first that was not shown; read after longest
}

// reported is a number and when that it was reported was acknowledged.
type reported struct {
	number string
	at     time.Time
}

func (t *town) watch(ctx context.Context) *watch {
	const room = 10_000 // so that nobody who reports waits for the watch
	w := &watch{numbers: make(chan reported, room), longest: make(chan time.Duration, 1)}
	go func() {
		var longest time.Duration
		for r := range w.numbers {
			took, err := t.shown(ctx, r)
			longest, w.err = max(longest, took), cmp.Or(w.err, err)
		}
		w.longest <- longest
	}()
	return w
}

// end returns the longest that a number was not shown.
func (w *watch) end() (time.Duration, error) {
	close(w.numbers)
	return <-w.longest, w.err
}

// shown returns how long it takes from the answer to a report until its number is shown as reported.
func (t *town) shown(ctx context.Context, r reported) (took time.Duration, err error) {
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		answer, err := fetch(ctx, http.MethodGet, t.URL+"/v1/numbers/"+r.number, "")
		took = time.Since(r.at)
		if err != nil || !strings.Contains(string(answer.Body), `"reports":"0"`) {
			return took, err
		}
		if took > 2*shownBy {
			return took, errors.New("a number that was reported is not shown")
		}
		<-tick.C
	}
}

// settled waits until nothing is left to be projected, and returns how long that was.
func (t *town) settled(ctx context.Context) (took time.Duration, err error) {
	start := time.Now()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		err := t.db.Collection("truth").FindOne(ctx, bson.M{"awaits": bson.M{"$gt": ""}}).Err()
		took = time.Since(start)
		switch {
		case errors.Is(err, driver.ErrNoDocuments):
			return took, nil
		case err != nil:
			return took, err
		case took > 4*shownBy:
			return took, errors.New("what was reported is not projected")
		}
		<-tick.C
	}
}

// insert inserts documents such as a report leaves in testimony into a collection of their own, one at a time, and returns how many a second.
func (g *ground) insert(ctx context.Context, window time.Duration) (rate float64, err error) {
	t, err := g.town(ctx)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, t.raze(context.WithoutCancel(ctx))) }()
	err = send(ctx, http.DefaultClient, t.URL+"/v1/reports", told("+12025550143", 0))
	if err = errors.Join(err, t.Stop()); err != nil {
		return 0, err
	}
	var like bson.D
	if err := t.db.Collection("testimony").FindOne(ctx, bson.D{}).Decode(&like); err != nil {
		return 0, err
	}
	g.Say("  inserting for %v", window)
	into := t.db.Collection("inserted")
	var n atomic.Uint64
	return crowd(reporters, window, func() error {
		document := append(bson.D{{Key: "_id", Value: fmt.Sprintf("%016x", n.Add(1)*0x9E3779B97F4A7C15)}}, like[1:]...)
		_, err := into.InsertOne(ctx, document)
		return err
	})
}

// lookupShared compares lookups of reported numbers with a bare handler.
func (g *ground) lookupShared(ctx context.Context) (same []pair, err error) {
	t, err := g.town(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, t.Stop(), t.raze(context.WithoutCancel(ctx))) }()
	numbers, err := newSynthetic(reportable, time.Now())
	if err != nil {
		return nil, err
	}
	var known []string
	for n := range uint64(2000) {
		number := numbers.number(numbers.place(n))
		known = append(known, number)
		if err := send(ctx, http.DefaultClient, t.URL+"/v1/reports", told(number, n)); err != nil {
			return nil, err
		}
	}
	same, _, err = g.against(ctx, t.URL, asked(known))
	return same, err
}
