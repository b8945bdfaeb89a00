// Package fault holds the few errors that rooms tell each other apart by. Whoever returns one wraps it with
// what happened; whoever shows it to a client shows its own words, never the wrapped text.
package fault

import "errors"

var (
	// NotFound means that nothing is kept under that name.
	NotFound = errors.New("not found")
	// Exists means that something else is kept under that name.
	Exists = errors.New("exists already")
	// Unavailable means that the store cannot answer or keep anything now and that trying again later may
	// help. Nothing was acknowledged.
	Unavailable = errors.New("the store is not available")
	// Full means that the disk has no room. It is also Unavailable.
	Full = &kind{"no space left on the disk", Unavailable}
	// Locked means that another process has the data folder open.
	Locked = errors.New("another process has the data folder open")
	// ReadOnly means that the data folder cannot be written to. It is also Unavailable.
	ReadOnly = &kind{"the data folder cannot be written to", Unavailable}
	// Newer means that the data were written by a newer version of the program.
	Newer = errors.New("the data were written by a newer version")
	// Damaged means that a file is not what it should be.
	Damaged = errors.New("damaged")
	// Foreign means that a cursor was given by another store, or by this one before it was put back to an older
	// state.
	Foreign = errors.New("of other data")
	// WrongKeys means that the data belong to other keys than those given.
	WrongKeys = errors.New("the data belong to other keys")
)

// kind is a sentinel that is also another.
type kind struct {
	text   string
	parent error
}

func (k *kind) Error() string { return k.text }

func (k *kind) Unwrap() error { return k.parent }
