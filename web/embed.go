package web

import (
	"net/url"

	"ringfence/internal/trend"
)

// Embed is a figure with its table, for a frame on another site. It has no script, and says where it is from.
type Embed struct {
	Frame
	Figure *Figure
	Page   string // path of the page that tells more
}

func (Embed) set() string { return "embed" }

// Title is what the figure shows.
func (e Embed) Title() string { return e.Figure.Title }

// Description is the figure in words.
func (e Embed) Description() string { return e.Figure.Summary }

// PlacePath is the page that tells of a place, and of its neighbours.
func PlacePath(p trend.Place) string {
	switch p.Table {
	case trend.ByCategory:
		return "/trends/categories/" + url.PathEscape(p.Row)
	case trend.ByProvince, trend.ByCampus:
		return ScopePath(trend.Scope{Table: p.Table, Row: p.Row})
	case trend.ByDuty:
		return "/trends/duties"
	case trend.ByKnew:
		return "/trends/leaks"
	case trend.ByChannel:
	}
	return trendsPath
}

const trendsPath = "/trends"

// ScopePath is the page of a scope, which for the country is the first one of trends.
func ScopePath(s trend.Scope) string {
	if s == trend.Country() {
		return trendsPath
	}
	return trendsPath + "/" + s.Path()
}
