package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"ringfence/internal/archive"
	"ringfence/internal/fault"
	"ringfence/internal/index"
	"ringfence/store/bolt"
)

const (
	mayWrite  = 2 // for syscall.Access
	leastRoom = 100e6
	scantRoom = 1e9
	askWithin = 5 * time.Second
)

// writable reports whether this process may make files in a folder.
func writable(folder string) bool { return syscall.Access(folder, mayWrite|1) == nil }

// parent returns the part of a path that exists.
func parent(path string) string {
	for {
		if _, err := os.Stat(path); err == nil || path == filepath.Dir(path) {
			return path
		}
		path = filepath.Dir(path)
	}
}

// folder looks at the data folder itself.
func (x *exam) folder() {
	const about = "data folder"
	info, err := os.Stat(x.Data)
	switch {
	case errors.Is(err, fs.ErrNotExist) && writable(parent(x.absolute(x.Data))):
		x.Fine(about, "%s is not there yet; the first start makes it", x.Data)
	case errors.Is(err, fs.ErrNotExist):
		x.Wrong(about, "make it for the user of the service, or choose another place with --data", "%s is not there and cannot be made by this user", x.Data)
	case err != nil:
		x.Wrong(about, "let the user of the service enter it, or choose another place with --data", "%s cannot be looked into (%v)", x.Data, innermost(err))
	case !info.IsDir():
		x.Wrong(about, "choose another place with --data", "%s is no folder", x.Data)
	case !writable(x.Data):
		x.Wrong(about, "let the user of the service write to it, or choose another place with --data", "%s cannot be written to by this user", x.Data)
	case info.Mode().Perm()&0o077 != 0:
		x.Warn(about, "run chmod 700 "+x.Data, "others on this machine may enter %s", x.Data)
	default:
		x.Fine(about, "%s: only its owner may enter it", x.Data)
	}
}

// absolute returns the path from the root, or as it was given.
func (x *exam) absolute(path string) string {
	if whole, err := filepath.Abs(path); err == nil {
		return whole
	}
	return path
}

// innermost returns the error without the path, which was named already.
func innermost(err error) error {
	var on *fs.PathError
	if errors.As(err, &on) {
		return on.Err
	}
	return err
}

// disk looks at what the data folder lies on.
func (x *exam) disk() {
	const about = "disk"
	at := parent(x.absolute(x.Data))
	kind, advice := filesystem(at)
	if advice != "" {
		x.Warn(about, advice, "%s lies on %s", x.Data, kind)
	}
	var room syscall.Statfs_t
	if err := syscall.Statfs(at, &room); err != nil {
		x.Warn(about, "see that the disk is mounted", "how much room there is for %s is not told (%v)", x.Data, err)
		return
	}
	free, kept := int64(room.Bavail)*int64(room.Bsize), int64(0) //nolint:unconvert // the types differ by system
	what := fmt.Sprintf("%s are free for %s", size(free), x.Data)
	if info, err := os.Stat(filepath.Join(x.Data, "ringfence.db")); err == nil {
		kept = info.Size()
		what += ", where the store takes " + size(kept)
	}
	switch {
	case free < leastRoom:
		x.Wrong(about, "make room; on a full disk reports are refused", "only %s", what)
	case free < max(scantRoom, kept):
		x.Warn(about, "make room, at least for one more copy", "%s", what)
	default:
		x.Fine(about, "%s", what)
	}
}

// file looks at the embedded store, through the server that has it open where there is one.
func (x *exam) file(ctx context.Context) {
	const about = "store"
	if server, ok := x.beside(ctx); ok {
		x.running = true
		ctx, cancel := context.WithTimeout(ctx, askWithin)
		defer cancel()
		bound, err := server.Fingerprint(ctx)
		if err != nil {
			x.Wrong(about, "look at the server's log; restart it", "a server has %s open and does not answer its commands (%v)", x.Data, err)
			return
		}
		x.bound = bound
		people, err := server.ListAccounts(ctx)
		x.people, x.staffed = people, err == nil
		x.Fine(about, "a running server has it open and answers; ringfence verify compares all of it beside the server")
		x.private(about, "ringfence.db")
		return
	}
	e, err := bolt.Examine(x.Data)
	switch {
	case errors.Is(err, fault.NotFound):
		x.empty(about)
		return
	case errors.Is(err, fault.Locked):
		x.Warn(about, "wait until it is done, or find it with fuser "+filepath.Join(x.Data, "ringfence.db"),
			"another process has it open and is no server that answers, a command of ringfence perhaps")
		return
	case errors.Is(err, fs.ErrPermission):
		x.Wrong(about, "let the user of the service own it", "%s cannot be read by this user", filepath.Join(x.Data, "ringfence.db"))
		return
	case err != nil:
		x.Wrong(about, adviceOn(err), "%v", err)
		return
	}
	x.bound, x.demonstration, x.subjects, x.look = e.Fingerprint, e.Demonstration, e.Subjects, &e
	x.people, x.staffed = e.People, true
	if e.Restoring {
		x.half(about)
	}
	x.Fine(about, "%s, format %d, %s; ringfence verify compares all of it", size(e.Bytes), e.Format, counted(e.Subjects, "subject"))
	x.private(about, "ringfence.db")
	if ahead := e.Projected.Sub(x.now); ahead > time.Minute {
		x.Warn("clock", "see that the clock is right (timedatectl); reports of the meantime are dated wrong", "the newest data are of %s from now: the clock is behind, or was ahead", ahead.Round(time.Minute))
	}
}

// half tells that the data are part of an archive, in the words in which serve refuses it.
func (x *exam) half(about string) {
	what, fix, _ := strings.Cut(archive.ErrUnfinished.Error(), ": ")
	x.Wrong(about, fix, "%s, and serve refuses to start so", what)
}

// empty tells that there are no data. Keys without data are those of another place.
func (x *exam) empty(about string) {
	if _, err := os.Stat(x.Keys); err == nil && !x.New {
		x.Wrong(about, fmt.Sprintf("name their %s with %s, or let serve make an empty one with --new", x.kind(), x.flag()),
			"there are no data of Ringfence in %s, though the keys file %s exists", x.place, x.Keys)
		return
	}
	x.Fine(about, "no data in %s yet; the first start makes them", x.place)
}

// private tells when others may read a file of the data folder.
func (x *exam) private(about, name string) {
	path := filepath.Join(x.Data, name)
	if info, err := os.Stat(path); err == nil && info.Mode().Perm()&0o077 != 0 {
		x.Wrong(about, "run chmod 600 "+path, "others on this machine can read %s", path)
	}
}

// snapshot looks at what a start loads lookups from.
func (x *exam) snapshot() {
	const about = "index"
	path := filepath.Join(x.Data, "index.snapshot")
	subjects, ok, err := index.Examine(path)
	switch {
	case errors.Is(err, fs.ErrPermission):
		x.Wrong(about, "let the user of the service own it", "%s cannot be read by this user", path)
		return
	case err != nil:
		x.Warn(about, "nothing needs to be done, unless the next start must be quick: then remove the file", "%v, and the next start takes longer", err)
	case ok:
		x.subjects = max(x.subjects, subjects)
		x.Fine(about, "the snapshot for a quick start has %s", counted(subjects, "subject"))
	default:
		x.Fine(about, "no snapshot for a quick start yet; a running server writes one")
	}
	x.private(about, "index.snapshot")
}

// adviceOn returns what to do about an error.
func adviceOn(err error) string {
	for _, a := range advice {
		if errors.Is(err, a.about) {
			return a.words
		}
	}
	return "see that the disk and the file are in order"
}
