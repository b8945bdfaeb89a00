package handlers_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"ringfence/internal/auditlog"
)

// TestAnAuditorLooksIn does what somebody does who keeps checkpoints: gets one, later another, and has it proved that the log begins with what the first
// stands for, and that an entry is in it.
func TestAnAuditorLooksIn(t *testing.T) {
	e := newEdge(t)
	keys, err := e.ring.Verifiers(start)
	if err != nil {
		t.Fatal(err)
	}
	checkpoint := func() auditlog.Checkpoint {
		t.Helper()
		got := e.do(get("/audit/checkpoint"))
		c, err := auditlog.Open([]byte(got.body), keys...)
		if err != nil || got.status != http.StatusOK || got.header.Get("Content-Type") != "text/plain; charset=utf-8" || got.header.Get("Cache-Control") != "public, max-age=10" {
			t.Fatalf("%v, %v: %s", err, got.header, got.body)
		}
		return c
	}
	var kept []auditlog.Checkpoint
	for n := range 7 {
		kept = append(kept, checkpoint())
		if _, err := e.audit.Record(t.Context(), auditlog.Entry{By: "Ling", Action: auditlog.ReadTexts, Object: fmt.Sprint(n)}); err != nil {
			t.Fatal(err)
		}
	}
	newest := checkpoint()
	for _, before := range kept {
		var proof struct {
			First, Second uint64
			Consistency   []auditlog.Hash
		}
		e.ask(get(fmt.Sprintf("/audit/consistency?old=%d&new=%d", before.Size, newest.Size)), http.StatusOK, &proof)
		if err := auditlog.CheckConsistency(proof.Consistency, before, newest); err != nil || proof.First != before.Size || proof.Second != newest.Size {
			t.Errorf("%d: %+v, %v", before.Size, proof, err)
		}
	}
	for index := range newest.Size {
		var proof struct {
			LeafIndex uint64          `json:"leaf_index"`
			TreeSize  uint64          `json:"tree_size"`
			LeafHash  auditlog.Hash   `json:"leaf_hash"`
			AuditPath []auditlog.Hash `json:"audit_path"`
		}
		got := e.ask(get(fmt.Sprintf("/audit/inclusion?index=%d&size=%d", index, newest.Size)), http.StatusOK, &proof)
		if err := auditlog.CheckInclusion(proof.AuditPath, index, proof.LeafHash, newest); err != nil || proof.LeafIndex != index || proof.TreeSize != newest.Size {
			t.Errorf("%d: %+v, %v", index, proof, err)
		}
		if strings.Contains(got.body, "Ling") {
			t.Errorf("an entry is told: %s", got.body)
		}
	}
	for query, code := range map[string]string{
		"inclusion":                     "bad_tree_size",
		"inclusion?index=0":             "bad_tree_size",
		"inclusion?index=-1&size=3":     "bad_tree_size",
		"inclusion?index=3&size=3":      "bad_tree_size",
		"inclusion?index=0&size=9":      "bad_tree_size",
		"inclusion?index=0&size=1e1":    "bad_tree_size",
		"inclusion?index=0&size=1&x":    "unknown_parameter",
		"inclusion?index=0&index=1":     "repeated_parameter",
		"consistency?old=3&new=2":       "bad_tree_size",
		"consistency?old=0&new=9":       "bad_tree_size",
		"consistency?old=0&new=1&hash=": "unknown_parameter",
		"checkpoint?size=1":             "unknown_parameter",
		"inclusion?index=99999999999999999999999&size=99999999999999999999999": "bad_tree_size",
	} {
		got := e.do(get("/audit/" + query))
		if got.status != http.StatusBadRequest || !strings.Contains(got.body, `"/problems/`+code+`"`) {
			t.Errorf("%s: %d %s", query, got.status, got.body)
		}
		if code == "bad_tree_size" && !strings.Contains(got.body, "which are 8 now") {
			t.Errorf("%s: it is not said how large the log is: %s", query, got.body)
		}
	}
}

// TestNoCheckpointOfALogThatShrank: the service does not sign what it knows not to be whole, and says to try again.
func TestNoCheckpointOfALogThatShrank(t *testing.T) {
	e := newEdge(t)
	if _, err := e.audit.Record(t.Context(), auditlog.Entry{By: "Ling", Action: auditlog.ReadTexts}); err != nil {
		t.Fatal(err)
	}
	e.audit.Store = newEdge(t).store // an older copy
	if err := e.audit.CatchUp(t.Context()); err == nil {
		t.Fatal("it is not noticed")
	}
	if got := e.do(get("/audit/checkpoint")); got.status != http.StatusServiceUnavailable {
		t.Errorf("%d %s", got.status, got.body)
	}
}
