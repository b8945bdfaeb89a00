package site

import (
	"time"

	"github.com/labstack/echo/v4"

	"ringfence/handlers/disputes"
	"ringfence/internal/recorder"
	"ringfence/web"
)

// Audit is what the page of the audit log tells of it, and owners of what concerns them; see recorder.Recorder.
type Audit interface {
	disputes.Log
	Status() recorder.Status
	Checkpoint(now time.Time) ([]byte, error)
	Verifiers(now time.Time) ([]string, error)
}

// audit makes the page of the audit log. Where the log cannot be vouched for, the page says so in the place of a checkpoint.
func (s *Site) audit(c echo.Context, f web.Frame) web.Page {
	page := web.Audit{Frame: f, Base: s.origin(c)}
	if s.Audit == nil {
		return page
	}
	now := s.Clock()
	status := s.Audit.Status()
	page.Entries, page.Last = status.Size, status.Last
	if keys, err := s.Audit.Verifiers(now); err == nil {
		page.Keys = keys
	}
	if signed, err := s.Audit.Checkpoint(now); err == nil {
		page.Checkpoint = string(signed)
	}
	return page
}
