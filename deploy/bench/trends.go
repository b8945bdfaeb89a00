package main

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"time"
)

// trends measures the pages and answers of trends where the weeks that can still be counted have few reports, and where they have many. Both
// show the same cells: what a page costs goes by what it shows.
func trends(ctx context.Context, g *ground) (rows []row, err error) {
	servers := map[int]*process{}
	for _, reports := range []int{fewTold, manyTold} {
		server, err := g.Weeks(ctx, reports)
		if err != nil {
			return nil, err
		}
		defer func() { err = errors.Join(err, server.Stop()) }()
		servers[reports] = server
	}
	for _, l := range []struct {
		what string
		load
	}{{"pages of trends", trendPages()}, {"figures of trends as JSON and CSV", trendData()}} {
		script := g.Path("trends.lua")
		if err := l.script(script); err != nil {
			return nil, err
		}
		bytes := map[int]int{}
		for reports, server := range servers {
			c, err := gather(ctx, server.URL, l.load)
			if err != nil {
				return nil, err
			}
			for _, answer := range c.Answers {
				bytes[reports] += len(answer.Body)
			}
		}
		each := func(reports int) func() (float64, error) {
			return func() (float64, error) {
				rate, err := g.Hammer(ctx, servers[reports].URL, script)
				return 1e6 / rate, err
			}
		}
		pairs, err := g.Alternate(each(manyTold), each(fewTold))
		if err != nil {
			return nil, err
		}
		rows = append(rows, row{
			What: fmt.Sprintf("%s, %s reports, %d bytes on average", l.what, figure(manyTold), bytes[manyTold]/len(l.paths)), Unit: "microseconds each",
			Yardstick: fmt.Sprintf("%s reports, %d bytes", figure(fewTold), bytes[fewTold]/len(l.paths)), Pairs: pairs, Wanted: bound{Most: 1.5},
		})
	}
	return rows, nil
}

// trendPages are the pages of what the made-up reports tell of.
func trendPages() (l load) {
	l.paths = []string{"/trends", "/trends/provinces", "/trends/campuses", "/trends/leaks", "/trends/duties"}
	for i := range toldPlaces {
		f := toldFact(i, time.Time{})
		l.paths = append(l.paths, "/trends/categories/"+string(f.Category), "/trends/provinces/"+f.Region, "/trends/campuses/"+url.PathEscape(f.Campus))
	}
	return l
}

// trendData are their figures.
func trendData() load {
	return load{paths: []string{"/v1/trends", "/v1/trends/rising", "/v1/trends/category", "/v1/trends/province.csv", "/v1/trends/campus", "/v1/trends/knew"}}
}

// Weeks returns a server with so many reports in the weeks that can still be counted, once it has counted them.
func (g *ground) Weeks(ctx context.Context, reports int) (*process, error) {
	now := time.Now().UTC()
	data := g.Path(fmt.Sprintf("weeks-%d-%s", reports, now.Format(time.DateOnly))) // another day has other weeks
	keys := data + ".keys"
	if _, err := os.Stat(data); errors.Is(err, os.ErrNotExist) {
		g.Say("  making %s reports", figure(float64(reports)))
		if err := tell(ctx, data, keys, reports, now); err != nil {
			return nil, errors.Join(err, os.RemoveAll(data))
		}
	}
	server, err := g.Serve(ctx, data, keys)
	if err != nil {
		return nil, err
	}
	return server, server.Rest(ctx)
}
