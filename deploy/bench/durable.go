package main

import (
	"cmp"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"go.etcd.io/bbolt"
)

// writers is how many write at once, on either side.
const writers = 64

// reportable is how many numbers there are to report.
const reportable = 10_000_000

// durable measures reports over HTTP, each of them on disk when it is answered, against as many goroutines that put records of the same
// size straight into a file on the same disk.
func durable(ctx context.Context, g *ground) ([]row, error) {
	numbers, err := newSynthetic(reportable, time.Now())
	if err != nil {
		return nil, err
	}
	size := 0
	pairs, err := g.Alternate(
		func() (rate float64, err error) {
			rate, size, err = g.report(ctx, numbers)
			return rate, err
		},
		func() (float64, error) { return g.record(size) },
	)
	return []row{{
		What:      fmt.Sprintf("durable reports over HTTP, %d clients", writers),
		Yardstick: fmt.Sprintf("raw bbolt, %d goroutines with db.Batch, records of the same %d bytes", writers, size),
		Unit:      "records a second", Pairs: pairs, Wanted: bound{Least: 0.4},
	}}, err
}

// report sends a fresh server reports, each about another number, and returns how many it took a second and how many bytes one added to
// its file. It fails when an answer is not 201, and when the store then does not hold exactly what was acknowledged.
func (g *ground) report(ctx context.Context, numbers *synthetic) (rate float64, size int, err error) {
	folder, err := os.MkdirTemp(g.Folder, "reports-")
	if err != nil {
		return 0, 0, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	data := filepath.Join(folder, "data")
	server, err := g.Serve(ctx, data, filepath.Join(folder, "keys"))
	if err != nil {
		return 0, 0, err
	}
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: writers}}
	var sent atomic.Uint64
	rate, err = crowd(writers, g.Window, func() error {
		n := sent.Add(1)
		return send(ctx, client, server.URL+"/v1/reports", told(numbers.number(numbers.place(n)), n))
	})
	client.CloseIdleConnections()
	if err = errors.Join(err, server.Stop()); err != nil {
		return 0, 0, err
	}
	acknowledged := sent.Load() // all of them, since none failed
	if err := g.holds(ctx, acknowledged, "--data", data); err != nil {
		return 0, 0, err
	}
	size, err = bytesIn(filepath.Join(data, "ringfence.db"))
	return rate, size / int(acknowledged), err
}

// record puts records of a size into a fresh file of bbolt with its default settings, and returns how many a second. Their keys are
// spread as those of reports are.
func (g *ground) record(size int) (rate float64, err error) {
	path := g.Path("raw.db")
	if err := os.RemoveAll(path); err != nil {
		return 0, err
	}
	db, err := bbolt.Open(path, 0o600, nil)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, db.Close(), os.Remove(path)) }()
	name := []byte("records")
	if err := db.Update(func(tx *bbolt.Tx) error { _, err := tx.CreateBucket(name); return err }); err != nil {
		return 0, err
	}
	const keySize = 8
	value := make([]byte, max(0, size-keySize)) // size is 0 when the reports failed
	var n atomic.Uint64
	return crowd(writers, g.Window, func() error {
		key := binary.BigEndian.AppendUint64(nil, n.Add(1)*0x9E3779B97F4A7C15) // Fibonacci hashing
		return db.Batch(func(tx *bbolt.Tx) error { return tx.Bucket(name).Put(key, value) })
	})
}

// crowd has so many writers call write over and over, and returns how many calls a second there were in the window, a second for
// warming up left out. The first error ends it.
func crowd(writers int, window time.Duration, write func() error) (rate float64, err error) {
	for _, window := range []time.Duration{time.Second, window} {
		var calls atomic.Uint64
		errs := make([]error, writers)
		var all sync.WaitGroup
		start := time.Now()
		for i := range errs {
			all.Go(func() {
				for errs[i] == nil && time.Since(start) < window {
					errs[i] = write()
					calls.Add(1)
				}
			})
		}
		all.Wait()
		if err := cmp.Or(errs...); err != nil {
			return 0, err
		}
		rate = float64(calls.Load()) / time.Since(start).Seconds()
	}
	return rate, nil
}

// texts is what people write, with something to redact in it.
var texts = []string{
	"对方自称快递公司客服，说我的包裹丢失要双倍赔偿，能准确报出我的姓名和收货地址，让我加微信 lucky_2233 领取，随后要求下载会议软件共享屏幕，我觉得不对就挂断了。回拨 15400001234 无人接听。",
	"接到电话说我的贷款额度已经批准，只需要缴纳保证金三千元即可放款，对方知道我的身份证号后四位，要求转账到个人账户。我没有转账，已经报警。",
	"A man said he was from my bank's security team. He knew my name and my last order, and asked me to move my savings to a safe " +
		"account. I hung up and rang the number on my card; nobody there had called me. I am at jo@example.org.",
}

// told is the n-th report, about a number.
func told(number string, n uint64) string {
	categories := []string{"impersonation_service", "loan", "impersonation_authority"}
	kind := n % uint64(len(texts))
	return fmt.Sprintf(`{"kind": "call", "subjects": [%q], "category": %q, "text": %q, "knew": ["name", "order"], "leak_sector": "courier", "region": "CN-ZJ"}`,
		number, categories[kind], texts[kind])
}

// send posts a report, which must be answered with 201.
func send(ctx context.Context, client *http.Client, url, body string) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, url, strings.NewReader(body))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	res, err := client.Do(req)
	if err != nil {
		return err
	}
	answer, err := io.ReadAll(res.Body)
	if err = errors.Join(err, res.Body.Close()); err == nil && res.StatusCode != http.StatusCreated {
		err = fmt.Errorf("a report was answered with status %d: %s", res.StatusCode, answer)
	}
	return err
}

// holds fails when a store does not hold exactly so many reports, each about a number of its own, or shows what they do not say.
func (g *ground) holds(ctx context.Context, reports uint64, place ...string) error {
	statements, err := g.statements(ctx, place...)
	if err == nil && statements != reports {
		err = fmt.Errorf("%d reports were acknowledged; the store holds %d statements, each on a number of its own", reports, statements)
	}
	return err
}

// statements returns how many a store holds. It fails when two are about one number, or the store shows what they do not say.
func (g *ground) statements(ctx context.Context, place ...string) (uint64, error) {
	out, err := exec.CommandContext(ctx, g.Binary, append([]string{"verify"}, place...)...).CombinedOutput() //nolint:gosec // the program that is measured
	if err != nil {
		return 0, fmt.Errorf("verify: %w: %s", err, out)
	}
	_, compared, _ := strings.Cut(string(out), "compared ")
	var numbers, statements uint64
	if _, err := fmt.Sscanf(compared, "%d subjects with their %d statements", &numbers, &statements); err != nil {
		return 0, fmt.Errorf("verify: %w: %s", err, out)
	}
	if numbers != statements {
		return 0, fmt.Errorf("there are %d statements on %d numbers", statements, numbers)
	}
	return statements, nil
}

// bytesIn returns how many bytes the keys and values in a file of bbolt have.
func bytesIn(path string) (size int, err error) {
	db, err := bbolt.Open(path, 0o600, &bbolt.Options{ReadOnly: true})
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	err = db.View(func(tx *bbolt.Tx) error {
		return tx.ForEach(func(_ []byte, b *bbolt.Bucket) error {
			return b.ForEach(func(k, v []byte) error {
				size += len(k) + len(v)
				return nil
			})
		})
	})
	return size, err
}
