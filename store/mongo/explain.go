package mongo

import (
	"context"
	"errors"
	"fmt"

	driver "go.mongodb.org/mongo-driver/v2/mongo"

	"ringfence/internal/fault"
)

// Codes of servers.
const (
	codeWriteConflict = 112
	codeDuplicate     = 11000
	codeDeadlock      = 16908292 // FerretDB: PostgreSQL found two bulk writes waiting for each other and ended one
)

// collided reports whether a write lost against another and would do better later.
func collided(err error) bool {
	var server driver.ServerError
	return errors.As(err, &server) && (server.HasErrorCode(codeDeadlock) || server.HasErrorCode(codeWriteConflict))
}

// explain wraps err in the fault it amounts to. That the caller's context ended is its own error; all that is not
// known is fault.Unavailable, since FerretDB reports a database gone away as an error of the command.
func explain(ctx context.Context, err error) error {
	switch {
	case err == nil || errors.Is(err, fault.Unavailable):
		return err
	case ctx.Err() != nil:
		return fmt.Errorf("%w: %w", ctx.Err(), err)
	case errors.Is(err, driver.ErrNoDocuments):
		return fmt.Errorf("%w: %w", fault.NotFound, err)
	case duplicate(err):
		return fmt.Errorf("%w: %w", fault.Exists, err)
	}
	return fmt.Errorf("%w: %w", fault.Unavailable, err)
}

// duplicate reports whether nothing is wrong but that documents were there already.
func duplicate(err error) bool {
	var one driver.WriteException
	if errors.As(err, &one) {
		return one.WriteConcernError == nil && driver.IsDuplicateKeyError(err)
	}
	var bulk driver.BulkWriteException
	if !errors.As(err, &bulk) || bulk.WriteConcernError != nil {
		return false
	}
	for _, e := range bulk.WriteErrors {
		if !e.HasErrorCode(codeDuplicate) {
			return false
		}
	}
	return len(bulk.WriteErrors) > 0
}
