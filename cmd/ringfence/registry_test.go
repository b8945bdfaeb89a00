package main

import (
	"bytes"
	"errors"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"ringfence/internal/register"
	"ringfence/internal/registry"
)

// TestAFileOfOfficialNumbersTakesTwoModerators: the shell that proposed it is none of them, and what somebody writes into the store meanwhile
// is approved by nobody.
func TestAFileOfOfficialNumbersTakesTwoModerators(t *testing.T) {
	v := newVault(t)
	v.rule("+12025550143")
	file := filepath.Join(t.TempDir(), "official.csv")
	v.ok(os.WriteFile(file, []byte("key,name,sector,evidence\n+1 202 555 0110,Ming Bank,bank,https://bank.example\n+12025550111,Demo Police,police,https://police.example\n"), 0o600))
	var out bytes.Buffer
	v.ok(run(t.Context(), []string{"registry", "import", "--data", v.at.Data, "--keys", v.keys, "--by", "Xu", file}, streams{out: &out, err: io.Discard}))
	if !strings.HasPrefix(out.String(), "proposed 2 numbers;") {
		t.Errorf("%q", out.String())
	}

	h, err := v.at.open(t.Context(), slog.New(slog.DiscardHandler))
	v.ok(err)
	v.ok(h.unlock(t.Context(), v.keys))
	waiting, err := h.register.Waiting(t.Context())
	v.ok(err)
	for i, p := range waiting {
		second, err := h.register.Approve(t.Context(), p.ID, "Ling")
		if err != nil || second.State != registry.Open {
			t.Errorf("the first moderator: %+v, %v", second, err)
		}
		if i == 1 { // as somebody who can write to the store does
			second.By, second.Revision = "Mei", second.Revision+1
			_, err = h.store.SaveProposal(t.Context(), second)
			v.ok(err)
			if _, err := h.register.Approve(t.Context(), p.ID, "Ling"); !errors.Is(err, register.ErrAltered) {
				t.Errorf("in another's name: %v", err)
			}
			continue
		}
		entered, err := h.register.Approve(t.Context(), p.ID, "Wei")
		if err != nil || entered.State != registry.Approved || entered.By != "Ling" || entered.DecidedBy != "Wei" {
			t.Errorf("the second moderator: %+v, %v", entered, err)
		}
	}
	v.ok(h.store.Close())

	printed, err := v.audit("verify")
	if want := "WRONG: entry 7 says of the proposal " + waiting[1].ID + " what the store does not"; err == nil || strings.Count(printed, "WRONG") != 1 || !strings.Contains(printed, want) {
		t.Errorf("%v: %s, want %q", err, printed, want)
	}
}
