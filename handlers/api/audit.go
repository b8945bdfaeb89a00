package api

import (
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"ringfence/handlers/disputes"
	"ringfence/handlers/route"
	"ringfence/internal/auditlog"
	"ringfence/internal/fault"
)

// AuditLog proves what it holds, and shows of it what concerns those who ask; see recorder.Recorder.
type AuditLog interface {
	disputes.Log
	Head() (size uint64, root auditlog.Hash)
	Checkpoint(now time.Time) ([]byte, error)
	Inclusion(index, size uint64) (leaf auditlog.Hash, path []auditlog.Hash, err error)
	Consistency(before, size uint64) ([]auditlog.Hash, error)
}

// inclusion is the answer of GET /audit/inclusion, in the words of RFC 6962.
type inclusion struct {
	LeafIndex uint64          `json:"leaf_index"`
	TreeSize  uint64          `json:"tree_size"`
	LeafHash  auditlog.Hash   `json:"leaf_hash"`
	AuditPath []auditlog.Hash `json:"audit_path"`
}

// consistency is the answer of GET /audit/consistency, likewise.
type consistency struct {
	First       uint64          `json:"first"`
	Second      uint64          `json:"second"`
	Consistency []auditlog.Hash `json:"consistency"`
}

// provedFor is for how long caches may keep a proof: what is proved of one size does not change.
const provedFor = "public, max-age=86400"

// checkpoint answers GET /audit/checkpoint.
func (a *API) checkpoint(c echo.Context) error {
	if err := noQuery(c); err != nil {
		return err
	}
	signed, err := a.Audit.Checkpoint(a.Clock())
	if errors.Is(err, fault.Damaged) { // what cannot be vouched for is not signed
		return fmt.Errorf("%w: %w", fault.Unavailable, err)
	}
	if err != nil {
		return err
	}
	c.Response().Header().Set(echo.HeaderCacheControl, "public, max-age=10")
	return c.Blob(http.StatusOK, "text/plain; charset=utf-8", signed)
}

// inclusion answers GET /audit/inclusion.
func (a *API) inclusion(c echo.Context) error {
	index, size, err := a.places(c, "index", "size")
	if err != nil {
		return err
	}
	leaf, path, err := a.Audit.Inclusion(index, size)
	if err != nil {
		return a.beyond(err)
	}
	c.Response().Header().Set(echo.HeaderCacheControl, provedFor)
	return c.JSON(http.StatusOK, inclusion{index, size, leaf, append([]auditlog.Hash{}, path...)})
}

// consistency answers GET /audit/consistency.
func (a *API) consistency(c echo.Context) error {
	before, size, err := a.places(c, "old", "new")
	if err != nil {
		return err
	}
	proof, err := a.Audit.Consistency(before, size)
	if err != nil {
		return a.beyond(err)
	}
	c.Response().Header().Set(echo.HeaderCacheControl, provedFor)
	return c.JSON(http.StatusOK, consistency{before, size, append([]auditlog.Hash{}, proof...)})
}

// places reads the two parameters of a proof.
func (a *API) places(c echo.Context, first, second string) (x, y uint64, err error) {
	query, err := route.Query(c, first, second)
	if err != nil {
		return 0, 0, err
	}
	x, okX := route.Digits(query.Get(first))
	y, okY := route.Digits(query.Get(second))
	if !okX || !okY {
		return 0, 0, a.beyond(auditlog.ErrRange)
	}
	return x, y, nil
}

// beyond says how large the log is to whoever asked for more.
func (a *API) beyond(err error) error {
	if !errors.Is(err, auditlog.ErrRange) {
		return err
	}
	size, _ := a.Audit.Head()
	return &route.Refused{Refusal: route.BadTreeSize, Limit: int64(min(size, 1<<62))}
}
