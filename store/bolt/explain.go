package bolt

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"syscall"

	berrors "go.etcd.io/bbolt/errors"

	"ringfence/internal/fault"
)

// faults says what errors of the file system and of bbolt mean, in this order.
var faults = []struct {
	cause error
	means error
}{
	{syscall.ENOSPC, fault.Full},
	{syscall.EDQUOT, fault.Full},
	{syscall.EFBIG, fault.Full},
	{berrors.ErrMaxSizeReached, fault.Full},
	{fs.ErrPermission, fault.ReadOnly},
	{syscall.EROFS, fault.ReadOnly},
	{syscall.ENOTDIR, fault.ReadOnly},
	{berrors.ErrTimeout, fault.Locked},
	{berrors.ErrInvalid, fault.Damaged},
	{berrors.ErrChecksum, fault.Damaged},
	{berrors.ErrVersionMismatch, fault.Damaged},
	{berrors.ErrDatabaseNotOpen, fault.Unavailable},
}

// known are the errors that say by themselves what they mean.
var known = []error{
	fault.NotFound, fault.Exists, fault.Unavailable, fault.Locked, fault.ReadOnly, fault.Newer, fault.Damaged, fault.Foreign, fault.WrongKeys,
	context.Canceled, context.DeadlineExceeded,
}

// explain wraps err in the fault it amounts to; one that nothing is known of is fault.Unavailable. Where
// bbolt makes its file longer it keeps only the text of the cause, hence the look at the text.
func explain(err error) error {
	if err == nil {
		return nil
	}
	for _, k := range known {
		if errors.Is(err, k) {
			return err
		}
	}
	for _, f := range faults {
		if errors.Is(err, f.cause) || strings.HasSuffix(err.Error(), ": "+f.cause.Error()) {
			return fmt.Errorf("%w: %w", f.means, err)
		}
	}
	return fmt.Errorf("%w: %w", fault.Unavailable, err)
}
