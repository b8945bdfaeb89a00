package bolt

import (
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"testing"
	"time"

	"go.etcd.io/bbolt"

	"ringfence/internal/fault"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
	"ringfence/internal/trend"
	"ringfence/internal/webhook"
)

func TestExamine(t *testing.T) {
	folder := t.TempDir()
	if _, err := Examine(folder); !errors.Is(err, fault.NotFound) {
		t.Errorf("an empty folder: %v", err)
	}
	s := openAt(t, folder)
	asOf := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	about, err := subject.ParseKey("+12025550143")
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(s.Bind(t.Context(), "abc"), s.Demonstrate(t.Context()), s.BeginRestore(t.Context(), "an archive")); err != nil {
		t.Fatal(err)
	}
	save := reputation.Save{Projection: reputation.Projection{Subject: about, Revision: 1, Formula: 1, AsOf: asOf}}
	if refused, err := s.Save(t.Context(), []reputation.Save{save}); err != nil || len(refused) > 0 {
		t.Fatal(refused, err)
	}
	week := trend.WeekOf(asOf)
	if kept, err := s.SaveWeek(t.Context(), trend.Rollup{Week: week, AsOf: asOf}); err != nil || !kept {
		t.Fatal(kept, err)
	}
	for name, off := range map[string]time.Time{"told": {}, "off": asOf} {
		if err := s.PutHook(t.Context(), webhook.Hook{Name: name, URL: "https://receiver.example/", Scope: trend.Country(), Events: webhook.Events(), Secret: []byte("sealed"), Revision: 1, MadeAt: asOf, DisabledAt: off}); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := Examine(folder); !errors.Is(err, fault.Locked) {
		t.Errorf("while another has it open: %v", err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(folder, fileName)
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	e, err := Examine(folder)
	want := Examination{Bytes: int64(len(before)), Format: formatVersion, Fingerprint: "abc", Demonstration: true, Restoring: true, Subjects: 1, Projected: asOf,
		Week: week, Counted: asOf, Hooks: 2, Off: 1}
	if e.Projected, e.Counted = e.Projected.UTC(), e.Counted.UTC(); err != nil || !reflect.DeepEqual(e, want) {
		t.Errorf("%+v, %v; want %+v", e, err, want)
	}
	if after, err := os.ReadFile(path); err != nil || string(after) != string(before) {
		t.Errorf("the file was changed, or %v", err)
	}
}

func TestExamineAFileThatCannotBeUsed(t *testing.T) {
	newer := func(path string) error {
		db, err := bbolt.Open(path, fileMode, nil)
		if err != nil {
			return err
		}
		err = db.Update(func(btx *bbolt.Tx) error { return tx{btx}.in(metaBucket).Put([]byte(metaFormat), []byte("99")) })
		return errors.Join(err, db.Close())
	}
	for name, test := range map[string]struct {
		spoil func(path string) error
		want  error
	}{
		"of a newer version": {newer, fault.Newer},
		"cut short":          {func(path string) error { return os.Truncate(path, 12<<10) }, fault.Damaged},
		"no store":           {func(path string) error { return os.WriteFile(path, []byte("nonsense"), 0o600) }, fault.Damaged},
	} {
		t.Run(name, func(t *testing.T) {
			folder := t.TempDir()
			if err := openAt(t, folder).Close(); err != nil {
				t.Fatal(err)
			}
			if err := test.spoil(filepath.Join(folder, fileName)); err != nil {
				t.Fatal(err)
			}
			if _, err := Examine(folder); !errors.Is(err, test.want) {
				t.Errorf("got %v, want %v", err, test.want)
			}
		})
	}
}
