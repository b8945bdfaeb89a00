package site

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"ringfence/handlers/route"
	"ringfence/web"
	"ringfence/web/catalogue"
)

// reference are the pages that describe the API: one for all of it, and one for each part.
func (s *Site) reference() []route.Route {
	routes := make([]route.Route, 0, len(s.referencePaths()))
	for i, path := range s.referencePaths() {
		routes = append(routes, route.Route{Method: http.MethodGet, Path: path, Page: true, Instant: true, Handle: func(c echo.Context) error {
			f := s.frame(c)
			f.Index, f.Path = true, path
			page := web.Reference{Frame: f, Manual: s.Manuals[f.Lang], Base: s.origin(c)}
			if i > 0 {
				page.Part = &page.Manual.Parts[i-1]
			}
			return s.show(c, http.StatusOK, page)
		}})
	}
	return routes
}

// referencePaths are their addresses, the first page before those of the parts. Without a manual there are none.
func (s *Site) referencePaths() []string {
	manual := s.Manuals[catalogue.En]
	if manual == nil {
		return nil
	}
	paths := []string{web.ReferencePath}
	for _, p := range manual.Parts {
		paths = append(paths, web.ReferencePath+"/"+p.Name)
	}
	return paths
}
