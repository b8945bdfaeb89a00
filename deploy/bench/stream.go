package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"go.etcd.io/bbolt"
)

const (
	madeUpRows  = 1_000_000
	transaction = 20_000 // records that the yardstick writes together
	mebibyte    = 1 << 20
	room        = 1 << 30 // bytes of anonymous memory that an import may take
	watchEvery  = 20 * time.Millisecond
)

// imports measures an import against writing all records that it leaves, sorted, into one bucket of a database
// of the same kind.
func imports(ctx context.Context, g *ground) ([]row, error) {
	file, err := g.complaints()
	if err != nil {
		return nil, err
	}
	var rows, records int
	var memory []pair
	speed, err := g.Alternate(func() (float64, error) {
		i, err := g.importInto(ctx, file)
		rows = i.rows
		memory = append(memory, pair{i.peak / mebibyte, room / mebibyte})
		return i.took.Seconds(), err
	}, func() (float64, error) {
		n, took, err := g.writeSorted()
		records = n
		return took.Seconds(), err
	})
	for i, p := range speed { // seconds for the same make a ratio of speeds the other way round
		speed[i] = pair{float64(rows) / p.Measured, float64(rows) / p.Yardstick}
	}
	what := "import of " + figure(float64(rows)) + " complaints, projected"
	return []row{
		{What: what, Yardstick: "the " + figure(float64(records)) + " records it leaves, sorted into one bbolt bucket, 20,000 a transaction",
			Unit: "rows a second", Pairs: speed, Wanted: bound{Least: 0.5}},
		{What: "its anonymous memory, at most", Yardstick: "1 GiB", Unit: "MiB", Pairs: memory, Wanted: bound{Most: 1}},
	}, err
}

// complaints returns the stream, or a made-up one.
func (g *ground) complaints() (string, error) {
	if g.Stream != "" {
		return g.Stream, nil
	}
	made, err := newSynthetic(madeUpRows, time.Now())
	if err != nil {
		return "", err
	}
	file, err := os.Create(g.Path("complaints.csv"))
	if err != nil {
		return "", err
	}
	to := bufio.NewWriter(file)
	_, _ = fmt.Fprintln(to, "created_date,seq,company_phone_number,consumer_area_code")
	for n := range uint64(madeUpRows) {
		_, _ = fmt.Fprintf(to, "2020-%02d-%02d,%d,%s,%03d\n", 1+n%12, 1+n%28, n, made.number(made.place(n*2/3)), 201+n%700) // a third of them twice
	}
	return file.Name(), errors.Join(to.Flush(), file.Close())
}

// imported is what one import took.
type imported struct {
	rows int
	took time.Duration
	peak float64 // bytes of anonymous memory
}

// importInto imports a file into a fresh folder, which it leaves for others.
func (g *ground) importInto(ctx context.Context, file string) (i imported, err error) {
	data, keys := g.Path("stream"), g.Path("stream.keys")
	if err := errors.Join(os.RemoveAll(data), os.RemoveAll(keys)); err != nil {
		return i, err
	}
	var said strings.Builder
	cmd := exec.CommandContext(ctx, g.Binary, "import", "ftc", file, "--new", "--data", data, "--keys", keys, //nolint:gosec // the program that is measured
		"--shift-to", time.Now().UTC().Format(time.DateOnly))
	cmd.Stdout, cmd.Stderr = &said, &said
	start := time.Now()
	if err := cmd.Start(); err != nil {
		return i, err
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	for tick := time.Tick(watchEvery); ; {
		select {
		case err := <-ended:
			i.took = time.Since(start)
			var stored int
			if _, scan := fmt.Sscanf(said.String(), "%d rows read: %d stored", &i.rows, &stored); scan != nil || stored == 0 {
				err = errors.Join(err, fmt.Errorf("import: %s", said.String()))
			}
			return i, err
		case <-tick:
			i.peak = max(i.peak, anonymousMemory(cmd.Process.Pid))
		}
	}
}

// anonymousMemory returns RssAnon of a process in bytes, 0 when it is gone.
func anonymousMemory(pid int) float64 {
	status, _ := os.ReadFile(filepath.Join("/proc", strconv.Itoa(pid), "status"))
	_, rest, _ := strings.Cut(string(status), "RssAnon:")
	var kibibytes float64
	_, _ = fmt.Sscan(rest, &kibibytes)
	return kibibytes * 1024
}

// writeSorted writes every record of the imported folder into one bucket of a new database.
func (g *ground) writeSorted() (records int, took time.Duration, err error) {
	from, err := bbolt.Open(filepath.Join(g.Path("stream"), "ringfence.db"), 0o600, &bbolt.Options{ReadOnly: true})
	if err != nil {
		return 0, 0, err
	}
	path := g.Path("sorted.db")
	to, err := bbolt.Open(path, 0o600, nil)
	if err != nil {
		return 0, 0, errors.Join(err, from.Close())
	}
	defer func() { err = errors.Join(err, from.Close(), to.Close(), os.Remove(path)) }()
	err = from.View(func(tx *bbolt.Tx) error {
		all := recordsOf(tx)
		records = len(all)
		start := time.Now()
		for len(all) > 0 {
			n := min(len(all), transaction)
			if err := put(to, all[:n]); err != nil {
				return err
			}
			all = all[n:]
		}
		took = time.Since(start)
		return nil
	})
	return records, took, err
}

// keyed is a record as it lies in the file.
type keyed struct{ key, value []byte }

// recordsOf returns the records of all buckets, each key behind the letter of its bucket, so that they are sorted.
func recordsOf(tx *bbolt.Tx) (all []keyed) {
	letter := byte('a')
	_ = tx.ForEach(func(_ []byte, b *bbolt.Bucket) error {
		letter++
		return b.ForEach(func(k, v []byte) error {
			all = append(all, keyed{append([]byte{letter}, k...), v})
			return nil
		})
	})
	return all
}

func put(db *bbolt.DB, records []keyed) error {
	return db.Update(func(tx *bbolt.Tx) error {
		b, err := tx.CreateBucketIfNotExists([]byte("records"))
		if err != nil {
			return err
		}
		for _, r := range records {
			if err := b.Put(r.key, r.value); err != nil {
				return err
			}
		}
		return nil
	})
}
