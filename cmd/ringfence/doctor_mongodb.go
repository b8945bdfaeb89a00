package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"ringfence/internal/fault"
	"ringfence/store/mongo"
)

const (
	mongoLooked   = 30 * time.Second
	slowMongo     = 50 * time.Millisecond
	setOfThree    = "take a replica set of three for real use, as rs in mongodb://A,B,C/ringfence?replicaSet=rs"
	membersNeeded = 3
)

// database looks at MongoDB.
func (x *exam) database(ctx context.Context) {
	const about = "mongodb"
	ctx, cancel := context.WithTimeout(ctx, mongoLooked)
	defer cancel()
	e, err := mongo.Examine(ctx, x.mongo())
	switch {
	case errors.Is(err, mongo.ErrURI):
		x.Wrong(about, "correct --mongodb or MONGODB_URI", "%v", err)
		return
	case errors.Is(err, fault.Newer), errors.Is(err, fault.Damaged):
		x.Wrong(about, adviceOn(err), "%s: %v", x.place, err)
		return
	case err != nil:
		x.Wrong(about, "see that it runs, is MongoDB, can be reached from here and lets this user read and write; or name another with --mongodb", "%s", strings.Replace(err.Error(), fault.Unavailable.Error()+": ", "", 1))
		return
	}
	x.bound, x.demonstration, x.subjects = e.Fingerprint, e.Demonstration, e.Subjects
	x.server(e)
	x.apart(e)
	if !e.Ours {
		x.empty(about)
		return
	}
	if e.Restoring {
		x.half(about)
	}
	if len(e.Missing) > 0 {
		x.Warn(about, "start a server, which makes them; beside running ones queries are slow until then", "indexes are missing: %s", strings.Join(e.Missing, ", "))
		return
	}
	x.Fine(about, "about %s; every index is there; ringfence verify compares all of it", counted(e.Subjects, "subject"))
}

// server tells what kind of server MongoDB is, and what that means.
func (x *exam) server(e mongo.Examination) {
	const about = "mongodb"
	name, _ := mongo.Name(string(x.MongoDB))
	what := fmt.Sprintf("%s at %s answers in %v", e.Server, name, e.Latency.Round(100*time.Microsecond))
	switch {
	case e.Major < mongo.OldestVersion:
		x.Wrong(about, fmt.Sprintf("upgrade it to %d.0 or later", mongo.OldestVersion), "%s; it is too old", what)
	case e.Latency > slowMongo:
		x.Warn(about, "run the instances near to it; each report waits for it several times", "%s, which is slow", what)
	case e.StandsIn:
		x.Warn(about, "take MongoDB for real use", "%s; what it keeps is as safe as the database behind it", what)
	case e.Sharded:
		x.Fine(about, "%s; a sharded cluster", what)
	case e.Set == "":
		x.Warn(about, setOfThree, "%s; a standalone server: the service stops when it does, and what it keeps is lost with its disk", what)
	case e.Members < membersNeeded:
		x.Warn(about, setOfThree, "%s; the replica set %s has %s with data: reports stop when one fails", what, e.Set, counted(e.Members, "member"))
	default:
		x.Fine(about, "%s; the replica set %s has %d members with data", what, e.Set, e.Members)
	}
}

// apart tells when our clock and MongoDB's differ.
func (x *exam) apart(e mongo.Examination) {
	if e.Ahead.Abs() <= clockTolerance {
		return
	}
	which := "ahead of"
	if e.Ahead < 0 {
		which = "behind"
	}
	x.Warn("clock", "set the clock that is wrong, by NTP; reports received here are dated wrong by as much", "this machine is %v %s MongoDB", e.Ahead.Abs().Round(time.Second), which)
}
