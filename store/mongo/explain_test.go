package mongo

import (
	"context"
	"errors"
	"testing"

	driver "go.mongodb.org/mongo-driver/v2/mongo"

	"ringfence/internal/fault"
)

func TestWhatErrorsMean(t *testing.T) {
	bulk := func(codes ...int) driver.BulkWriteException {
		var e driver.BulkWriteException
		for _, code := range codes {
			e.WriteErrors = append(e.WriteErrors, driver.BulkWriteError{WriteError: driver.WriteError{Code: code}})
		}
		return e
	}
	one := func(code int) driver.WriteException {
		return driver.WriteException{WriteErrors: driver.WriteErrors{{Code: code}}}
	}
	for name, c := range map[string]struct {
		err      error
		want     error
		collided bool
	}{
		"nothing found":                          {driver.ErrNoDocuments, fault.NotFound, false},
		"a document is there":                    {one(codeDuplicate), fault.Exists, false},
		"documents are there":                    {bulk(codeDuplicate, codeDuplicate), fault.Exists, false},
		"documents are there, and a deadlock":    {bulk(codeDuplicate, codeDeadlock), fault.Unavailable, true},
		"FerretDB found a deadlock":              {one(codeDeadlock), fault.Unavailable, true},
		"a mongod found a conflict":              {driver.CommandError{Code: codeWriteConflict}, fault.Unavailable, true},
		"FerretDB without its database":          {driver.CommandError{Code: 1}, fault.Unavailable, false},
		"no majority acknowledged":               {driver.WriteException{WriteConcernError: &driver.WriteConcernError{Code: 64}}, fault.Unavailable, false},
		"written, but no majority has duplicate": {driver.BulkWriteException{WriteConcernError: &driver.WriteConcernError{}, WriteErrors: bulk(codeDuplicate).WriteErrors}, fault.Unavailable, false},
		"closed":                                 {driver.ErrClientDisconnected, fault.Unavailable, false},
		"our own deadline":                       {context.DeadlineExceeded, fault.Unavailable, false},
	} {
		t.Run(name, func(t *testing.T) {
			got := explain(t.Context(), c.err)
			if !errors.Is(got, c.want) {
				t.Errorf("%v is explained as %v, want %v", c.err, got, c.want)
			}
			if collided(c.err) != c.collided {
				t.Errorf("collided: %v", collided(c.err))
			}
		})
	}
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if got := explain(gone, driver.CommandError{Code: 1}); !errors.Is(got, context.Canceled) || errors.Is(got, fault.Unavailable) {
		t.Errorf("the caller went away: %v", got)
	}
	if explain(gone, nil) != nil {
		t.Error("no error became one")
	}
}

func TestAURIThatCannotBeReadIsNotTold(t *testing.T) {
	for _, uri := range []string{"", "http://host", "mongodb://user:secret@", "mongodb://user:sec@ret@host", "mongodb://h/?w=x&tls=maybe"} {
		_, err := Open(t.Context(), Config{URI: uri})
		if !errors.Is(err, ErrURI) || err.Error() != ErrURI.Error() {
			t.Errorf("%q: %v", uri, err)
		}
	}
}
