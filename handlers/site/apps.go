package site

import (
	"net/http"
	"sync"

	"github.com/labstack/echo/v4"

	"ringfence/internal/preset"
	"ringfence/web"
)

const appsPath = "/apps"

// apps says how a phone comes to warn of callers.
func (s *Site) apps(c echo.Context) error {
	f := s.frame(c)
	f.Index, f.Path = true, appsPath
	origin := s.origin(c)
	if origin == "" {
		return s.show(c, http.StatusOK, web.NewApps(f, nil))
	}
	drawn, err := s.drawings.of(preset.Site{Origin: origin, Number: s.Texting.First()})
	if err != nil {
		return err
	}
	return s.show(c, http.StatusOK, web.NewApps(f, drawn))
}

// drawings keeps the drawing of the service that was last asked for. One that has told its address asks for no other.
type drawings struct {
	mu   sync.Mutex
	last *web.Drawing // nil before the first
}

// of returns the drawing of a service.
func (d *drawings) of(service preset.Site) (*web.Drawing, error) {
	if last := d.kept(); last != nil && last.Of() == service {
		return last, nil
	}
	drawn, err := web.Draw(service)
	if err != nil {
		return nil, err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.last = drawn
	return drawn, nil
}

func (d *drawings) kept() *web.Drawing {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.last
}
