package desk

import (
	"encoding/base64"
	"net/http"
	"strconv"

	"ringfence/internal/casefile"
	"ringfence/internal/registry"
	"ringfence/internal/trend"
	"ringfence/web"
)

const (
	mostWaiting = 20 // of a kind on the queue
	mostTexts   = 10 // that wait, shown at once: those that are shown to everybody stand below them
	mostShown   = 20 // of those that everybody sees, on a page
	mostCounted = 10 * mostWaiting
	mostEntries = 50 // on a page of the log
)

// queue shows what waits.
func (d *Desk) queue(v visit) error { return d.showQueue(v, http.StatusOK, "") }

// showQueue shows it, with what is wrong by the end of its message.
func (d *Desk) showQueue(v visit, status int, wrong string) error {
	p := web.DeskQueue{Desk: d.on(v, "queue", web.DeskPath)}
	if wrong != "" {
		p.Problems = []web.Problem{{Text: p.T("desk.problem." + wrong)}}
	}
	for _, part := range []func(visit, *web.DeskQueue) error{d.disputes, d.proposals, d.flags, d.rises} {
		if err := part(v, &p); err != nil {
			return err
		}
	}
	if p.Decides() {
		p.Part("texts", []web.Way{{Path: p.Link(web.DeskTextsPath), Label: p.T("desk.queue.texts.go"), Text: p.T("desk.queue.texts.go.text")}}, 0, false)
	}
	return d.show(v.Context, status, p)
}

// first returns the ways to the first of many, and how many more there are.
func first[T any](all []T, way func(T) web.Way) (ways []web.Way, more int) {
	for _, one := range all[:min(len(all), mostWaiting)] {
		ways = append(ways, way(one))
	}
	return ways, len(all) - len(ways)
}

func (d *Desk) disputes(v visit, p *web.DeskQueue) error {
	if !p.Decides() {
		return nil
	}
	all, err := d.Cases.Pending(v.Request().Context(), mostCounted)
	if err != nil {
		return err
	}
	shown, more := first(all, func(c casefile.Case) web.Way { return p.CaseWay(c, d.Clock()) })
	p.Part("disputes", shown, more, len(all) == mostCounted)
	return nil
}

func (d *Desk) proposals(v visit, p *web.DeskQueue) error {
	all, err := d.Register.Waiting(v.Request().Context())
	if err != nil {
		return err
	}
	shown, more := first(all, func(one registry.Proposal) web.Way {
		return p.ProposalWay(one.ID, one.Subject.Format(), one.Name, one.By, one.At, d.Clock())
	})
	p.Part("registry", shown, more, false)
	return nil
}

func (d *Desk) flags(v visit, p *web.DeskQueue) error {
	if !p.Decides() {
		return nil
	}
	all, err := d.Kept.Flags(v.Request().Context(), mostCounted)
	if err != nil {
		return err
	}
	shown, more := first(all, p.FlagWay)
	p.Part("flags", shown, more, len(all) == mostCounted)
	return nil
}

// rises tells of bursts, which everybody can read.
func (d *Desk) rises(_ visit, p *web.DeskQueue) error {
	shown, more := first(d.Trends.Bursts(), func(b trend.Burst) web.Way { return p.BurstWay(b, web.ScopeName(p.Frame, b.Scope)) })
	p.Part("bursts", shown, more, false)
	return nil
}

// log shows the audit log, the newest entries first.
func (d *Desk) log(v visit) error {
	size, root := d.Log.Head()
	before := size
	if n, err := strconv.ParseUint(v.QueryParam("before"), 10, 64); err == nil {
		before = min(n, size)
	}
	from := before - min(before, mostEntries)
	entries, err := d.Log.Entries(v.Request().Context(), from, int(before-from))
	if err != nil {
		return err
	}
	path := web.DeskLogPath
	if before < size {
		path += "?before=" + strconv.FormatUint(before, 10)
	}
	p := web.DeskLog{Desk: d.on(v, "log", path), Size: size, Root: base64.StdEncoding.EncodeToString(root[:])}
	p.Damaged = d.Log.Status().Damaged != nil
	if from > 0 {
		p.Older = p.Link(web.DeskLogPath + "?before=" + strconv.FormatUint(from, 10))
	}
	for i := len(entries) - 1; i >= 0; i-- {
		p.Add(entries[i])
	}
	return d.show(v.Context, http.StatusOK, p)
}
