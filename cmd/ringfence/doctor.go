package main

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"ringfence/internal/checkup"
	"ringfence/internal/moderator"
	"ringfence/store/bolt"
)

// doctorCommand takes what serve takes, and looks at all of it. It makes and changes nothing.
type doctorCommand struct {
	serveCommand
	JSON bool `name:"json" env:"-" help:"Print the findings as JSON, for programs."`
}

// Run prints what was found, and fails when something is wrong.
func (c *doctorCommand) Run(ctx context.Context, std streams) error {
	report := examine(ctx, &c.serveCommand)
	if err := c.print(report, std); err != nil {
		return err
	}
	if !report.Healthy() {
		return errFound
	}
	return nil
}

func (c *doctorCommand) print(r *checkup.Report, std streams) error {
	if !c.JSON {
		return r.Print(std.out)
	}
	out := json.NewEncoder(std.out)
	out.SetIndent("", "  ")
	out.SetEscapeHTML(false)
	return out.Encode(struct {
		Healthy bool `json:"healthy"`
		*checkup.Report
	}{r.Healthy(), r})
}

// exam is a look at everything that a server is configured with, and what one part of it tells the next.
type exam struct {
	*serveCommand
	checkup.Report
	now time.Time

	running       bool   // a server has the embedded store open
	bound         string // fingerprint of the keys that the data belong to, where that could be read
	demonstration bool
	subjects      int               // about, where that is known
	look          *bolt.Examination // at the embedded store, where no server has it open
	people        []moderator.Account
	staffed       bool // whether people is known
}

// examine looks at everything, in the order in which a server would need it.
func examine(ctx context.Context, c *serveCommand) *checkup.Report {
	x := &exam{serveCommand: c, now: time.Now()}
	x.user()
	x.clock()
	x.folder()
	x.disk()
	if x.embedded() {
		x.file(ctx)
	} else {
		x.database(ctx)
		x.left()
	}
	x.snapshot()
	x.keys()
	x.redis(ctx)
	x.limited()
	x.proxies()
	x.aliases()
	x.signIns()
	x.address(ctx)
	x.known()
	x.texted()
	x.figures()
	x.told()
	x.staff()
	x.waiting()
	x.kept()
	x.mark()
	x.files()
	x.memory()
	return &x.Report
}

// size writes bytes for people.
func size(bytes int64) string {
	for _, unit := range []struct {
		bytes int64
		name  string
	}{{1e12, "TB"}, {1e9, "GB"}, {1e6, "MB"}} {
		if bytes >= unit.bytes {
			return fmt.Sprintf("%.3g %s", float64(bytes)/float64(unit.bytes), unit.name)
		}
	}
	return fmt.Sprintf("%d kB", (bytes+999)/1000)
}

// mark tells that the data are a demonstration, which is wrong only where real reports are meant.
func (x *exam) mark() {
	switch {
	case x.demonstration && x.public():
		x.Warn("data", "for real reports start with another --data or --mongodb", "a demonstration, made up or with dates that were moved; every page and every answer says so")
	case x.demonstration:
		x.Fine("data", "a demonstration, made up or with dates that were moved; every page and every answer says so")
	}
}
