package web

import (
	"fmt"
	"testing"
	"time"

	"ringfence/web/catalogue"
)

func errorExamples(s sample) map[string]Page {
	pages := map[string]Page{
		"error, unnamed 4": Error{Frame: s.Frame, Status: 418},
		"error, unnamed 5": Error{Frame: s.Frame, Status: 507, Request: "97a11aac73d33a4d"},
		"error, seconds":   Error{Frame: s.Frame, Status: 503, Wait: 5 * time.Second},
		"error, minutes":   Error{Frame: s.Frame, Status: 429, Wait: 61 * time.Second},
	}
	for _, status := range ErrorStatuses() {
		pages[fmt.Sprint("error ", status)] = Error{Frame: s.Frame, Status: status}
	}
	return pages
}

func TestHowLongToWait(t *testing.T) {
	for wait, want := range map[time.Duration]string{
		0:                       "",
		time.Second:             "Wait 1 second.",
		1500 * time.Millisecond: "Wait 2 seconds.",
		time.Minute:             "Wait 60 seconds.",
		61 * time.Second:        "Wait 2 minutes.",
	} {
		if got := (Error{Frame: Frame{Lang: catalogue.En}, Wait: wait}).WaitText(); got != want {
			t.Errorf("%v: %q, want %q", wait, got, want)
		}
	}
}
