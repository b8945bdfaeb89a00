package main

import (
	"bytes"
	"log/slog"
	"strings"
	"testing"

	"ringfence/internal/gateway"
)

func TestFailingRepliesAreToldOnce(t *testing.T) {
	var log bytes.Buffer
	r := &replies{log: slog.New(slog.NewTextHandler(&log, nil))}
	for _, became := range []gateway.Outcome{gateway.Sent, gateway.Failed, gateway.Failed, gateway.Dropped, gateway.Failed, gateway.Sent, gateway.Sent, gateway.Failed} {
		r.done("vonage", became)
	}
	r.done("android", gateway.Sent)
	said := log.String()
	if failing, again := strings.Count(said, "level=WARN"), strings.Count(said, "level=INFO"); failing != 2 || again != 1 || strings.Contains(said, "android") {
		t.Errorf("%d warnings, %d times all was well again:\n%s", failing, again, said)
	}
}
