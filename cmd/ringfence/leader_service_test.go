//go:build service

package main

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"
)

const (
	succession = 15 * time.Second // in which another instance takes over from one that is gone
	leaders    = 3                // killed one after the other
)

// TestTheSweepingInstanceKilled kills, of three instances, the one that sweeps for all, again and again. Another
// does within 15 seconds, never two at once, and what was left unprojected is shown.
func TestTheSweepingInstanceKilled(t *testing.T) {
	c := startCluster(t, 3, database(t))
	for n := range leaders {
		leader := c.leader(t)
		c.crowdOnOne(n, leader)
		late := make(chan reply, 1)
		go func() { late <- leader.report(fmt.Sprintf("%024d", n), leaderless(n)) }() // acknowledged or not, it is sent again
		leader.kill()
		killed := time.Now()
		<-late
		next := c.leader(t)
		took := time.Since(killed)
		t.Logf("kill %d: another instance sweeps after %v", n, took.Round(10*time.Millisecond))
		if took > succession {
			t.Errorf("kill %d: another instance sweeps after %v, want %v", n, took, succession)
		}
		if r := next.report(fmt.Sprintf("%024d", n), leaderless(n)); r.status != http.StatusCreated {
			t.Errorf("the report that the leader was killed with: %+v", r)
		}
		leader.start()
	}
	l := &ledger{t: t, program: "ringfence", folder: c.folder, env: c.env}
	l.checkStatements(leaders * (1 + crowded))
}

// crowded is how many reports come at once on one subject. All but the first are left to whoever sweeps.
const crowded = 3

// crowdOnOne reports a subject, always the same in a round, at an instance that does not sweep.
func (c *cluster) crowdOnOne(round int, leader *member) {
	c.t.Helper()
	other := c.each[0]
	if other == leader {
		other = c.each[1]
	}
	for n := range crowded {
		if r := other.report(fmt.Sprintf("crowd%019d", crowded*round+n), leaderless(1000+round)); r.status != http.StatusCreated {
			c.t.Errorf("report %d in a row: %+v", n, r)
		}
	}
}

func leaderless(n int) string {
	return fmt.Sprintf(`{"kind":"text","subjects":[{"kind":"qq","value":"%d"}]}`, 100_000+n)
}

// leader returns the instance that sweeps, when there is one.
func (c *cluster) leader(t *testing.T) (leads *member) {
	t.Helper()
	_, ok := c.within(30*time.Second, func() bool {
		leads = nil
		for _, m := range c.each {
			if !m.alive.Load() || !strings.Contains(m.get("/metrics").body, `ringfence_leases_held{chore="sweep"} 1`) {
				continue
			}
			if leads != nil {
				t.Error("two instances sweep at once")
			}
			leads = m
		}
		return leads != nil
	})
	if !ok {
		t.Fatal("no instance sweeps")
	}
	return leads
}
