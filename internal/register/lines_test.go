package register

import (
	"strings"
	"testing"

	"ringfence/internal/registry"
)

func TestAFileOfEntries(t *testing.T) {
	const head = "key,name,sector,evidence\n"
	for name, c := range map[string]struct {
		file, want string
		n          int
	}{
		"two":                {head + "+12025550143,Ming Bank,bank,https://bank.example\n+12025550144,\"Police, North\",police,https://police.example\n", "", 2},
		"from a spreadsheet": {"\uFEFF" + strings.ReplaceAll(head, "\n", "\r\n") + "+12025550143,Ming Bank,bank,https://bank.example\r\n", "", 1},
		"nothing":            {"", "no CSV", 0},
		"other columns":      {"number,name\n", "first line", 0},
		"as people write":    {head + "+1 202-555-0143,Ming Bank,bank,https://bank.example\n", "", 1},
		"no key":             {head + "+12025550143,Ming Bank,bank,https://bank.example\nx y,B,bank,https://b.example\n", "line 3: the key", 0},
		"all at once":        {head + "x,,bank,https://b.example\n+12025550143,B,boss,https://b.example\n", "line 2: the key is no number in a form that is known: write +86 10 8210 9999, or CN/95588 for a short one\nthe official name of the body is a line of 1 to 80 characters\nline 3: the sector", 0},
		"a great many":       {head + strings.Repeat("x,B,bank,https://b.example\n", mostTold+3), "and 3 more lines are wrong", 0},
		"no sector":          {head + "+12025550143,Ming Bank,boss,https://bank.example\n", "line 2: the sector", 0},
		"a cell too few":     {head + "+12025550143,Ming Bank,bank\n", "no CSV", 0},
		"too many":           {head + strings.Repeat("+12025550143,Ming Bank,bank,https://bank.example\n", MostLines+1), "at most 2000", 0},
	} {
		all, err := Read(strings.NewReader(c.file))
		if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) || len(all) != c.n {
			t.Errorf("%s: %d, %v", name, len(all), err)
		}
	}
}

func TestAFileIsProposedOnce(t *testing.T) {
	w, ctx := newTown(t), t.Context()
	all, err := Read(strings.NewReader("key,name,sector,evidence\n+12025550143,Ming Bank,bank,https://bank.example\n+12025550144,Police,police,https://police.example\n"))
	w.ok(err)
	n, err := w.register.Import(ctx, all, registry.Shell+"root")
	if err != nil || n != (Counts{Proposed: 2}) {
		t.Errorf("%+v, %v", n, err)
	}
	waiting, err := w.register.Waiting(ctx)
	w.ok(err)
	for _, by := range []string{"Ling", "Wei"} {
		_, err := w.register.Approve(ctx, waiting[0].ID, by)
		w.ok(err)
	}
	if n, err := w.register.Import(ctx, all, registry.Shell+"root"); err != nil || n != (Counts{Waiting: 1, Entered: 1}) {
		t.Errorf("again: %+v, %v", n, err)
	}
}
