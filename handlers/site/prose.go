package site

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"ringfence/handlers/route"
	"ringfence/handlers/trends"
	"ringfence/internal/keyring"
	"ringfence/internal/retention"
	"ringfence/internal/trend"
	"ringfence/ratelimit"
	"ringfence/web"
)

// prose are the pages that explain the service. They are always there, and the same for everyone.
func (s *Site) prose() []route.Route {
	pages := []struct {
		path string
		make func(echo.Context, web.Frame) web.Page
	}{
		{"/about", func(_ echo.Context, f web.Frame) web.Page { return web.About{Frame: f, Operator: s.Operator} }},
		{"/method", func(_ echo.Context, f web.Frame) web.Page { return web.NewMethod(f) }},
		{"/privacy", func(_ echo.Context, f web.Frame) web.Page {
			return web.Privacy{Frame: f, Operator: s.Operator, Keys: lifetimes, SignIn: s.signIn()}
		}},
		{"/owners", func(_ echo.Context, f web.Frame) web.Page { return web.Owners{Frame: f, Operator: s.Operator} }},
		{"/audit", s.audit},
		{"/developers", func(c echo.Context, f web.Frame) web.Page {
			return web.Developers{Frame: f, Allowances: s.allowances(), Base: s.origin(c)}
		}},
		{"/developers/pbx", func(c echo.Context, f web.Frame) web.Page {
			return web.PBX{Frame: f, Lookups: s.allowances().Lookups, Base: s.origin(c)}
		}},
		{"/developers/private", func(c echo.Context, f web.Frame) web.Page { return web.Private{Frame: f, Base: s.origin(c)} }},
		{"/developers/lists", func(c echo.Context, f web.Frame) web.Page { return web.Lists{Frame: f, Base: s.origin(c)} }},
		{"/developers/webhooks", func(c echo.Context, f web.Frame) web.Page { return web.Webhooks{Frame: f, Base: s.origin(c)} }},
		{"/developers/trends", func(c echo.Context, f web.Frame) web.Page {
			f.Feeds = web.FeedsOf(f, trend.Country())
			return web.Data{Frame: f, Base: s.origin(c), Weeks: trends.MostWeeks}
		}},
		{"/developers/android", func(c echo.Context, f web.Frame) web.Page { return web.Android{Frame: f, Base: s.origin(c)} }},
		{"/developers/ios", func(c echo.Context, f web.Frame) web.Page { return web.IOS{Frame: f, Base: s.origin(c)} }},
	}
	routes := make([]route.Route, len(pages))
	for i, page := range pages {
		routes[i] = route.Route{Method: http.MethodGet, Path: page.path, Page: true, Instant: true, Handle: func(c echo.Context) error {
			f := s.frame(c)
			f.Index, f.Path = true, page.path
			return s.show(c, http.StatusOK, page.make(c, f))
		}}
	}
	return routes
}

// lifetimes are those of the keys that there are.
var lifetimes = web.Lifetimes{Text: keyring.TestimonyKept, Epoch: keyring.EpochDays, Kept: keyring.EpochKept, Link: retention.LinksKept}

// allowances are what programs may ask.
func (s *Site) allowances() web.Allowances {
	of := func(b ratelimit.Budget) web.Allowance { return web.Allowance{Rate: b.Rate, Period: b.Period} }
	b := s.Budgets
	return web.Allowances{Lookups: of(b.Lookup), Batches: of(b.Batch), Reports: of(b.Report), Proved: of(b.ProvedReport), Receipts: of(b.Receipt),
		Others: of(b.Range), Batch: s.Batch}
}
