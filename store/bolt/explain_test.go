package bolt

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"syscall"
	"testing"

	berrors "go.etcd.io/bbolt/errors"

	"ringfence/internal/fault"
)

func TestWhatErrorsMean(t *testing.T) {
	on := func(cause error) error { return &fs.PathError{Op: "write", Path: fileName, Err: cause} }
	for name, c := range map[string]struct{ err, want error }{
		"no room":                  {on(syscall.ENOSPC), fault.Full},
		"a full disk is also":      {on(syscall.ENOSPC), fault.Unavailable},
		"over quota":               {on(syscall.EDQUOT), fault.Full},
		"past the file size limit": {on(syscall.EFBIG), fault.Full},
		"as bbolt tells it":        {errors.New("file resize error: " + on(syscall.EFBIG).Error()), fault.Full},
		"past MaxBytes":            {berrors.ErrMaxSizeReached, fault.Full},
		"a read-only file system":  {on(syscall.EROFS), fault.ReadOnly},
		"no right to write":        {on(syscall.EACCES), fault.ReadOnly},
		"not our file":             {on(syscall.EPERM), fault.ReadOnly},
		"another has the lock":     {berrors.ErrTimeout, fault.Locked},
		"no database":              {berrors.ErrInvalid, fault.Damaged},
		"a wrong checksum":         {berrors.ErrChecksum, fault.Damaged},
		"closed":                   {berrors.ErrDatabaseNotOpen, fault.Unavailable},
		"the disk itself":          {on(syscall.EIO), fault.Unavailable},
		"the caller went away":     {context.Canceled, context.Canceled},
		"what says so by itself":   {fmt.Errorf("%w: report", fault.NotFound), fault.NotFound},
		"a refusal":                {refuse(fault.Exists), fault.Exists},
	} {
		t.Run(name, func(t *testing.T) {
			got := explain(c.err)
			if !errors.Is(got, c.want) {
				t.Errorf("%v is explained as %v, want %v", c.err, got, c.want)
			}
			if !errors.Is(got, c.err) {
				t.Errorf("%v is lost in %v", c.err, got)
			}
		})
	}
	if explain(nil) != nil {
		t.Error("no error became one")
	}
}
