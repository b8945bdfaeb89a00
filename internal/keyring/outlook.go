package keyring

import (
	"errors"
	"time"

	"ringfence/internal/reputation"
)

// Outlook is how a keyring stands at a moment.
type Outlook struct {
	Fingerprint string
	Over        int // keys whose time is over, which Expire destroys
	Early       int // keys of times to come: some clock is or was wrong

	Rotated time.Time // when the keys were last rotated, for 30 days; else zero

	Signs    time.Time // when the newest key that signs was made; zero where there is none, as in a vault of an earlier version
	OldUntil time.Time // until when one before it signs as well; zero where none does
}

// Look returns what a vault holds, and makes nothing in it. One that was never filled is an error.
func Look(vault Vault, now time.Time) (o Outlook, err error) {
	err = vault.Update(func(m *Material) (bool, error) {
		if m.Fingerprint == "" {
			return false, errors.New("it holds no keys")
		}
		o = outlook(m, now)
		return false, nil
	})
	return o, err
}

func outlook(m *Material, now time.Time) Outlook {
	o := Outlook{Fingerprint: m.Fingerprint}
	for _, keys := range []map[int]Key{m.Reporter, m.Bucket} {
		for epoch := range keys {
			o.Over += count(epochOver(epoch, now))
			o.Early += count(epoch > epochOf(now))
		}
	}
	for day := range m.Testimony {
		o.Over += count(dayOver(day, now))
		o.Early += count(day > reputation.DateOf(now))
	}
	for _, f := range formerKeys(m) {
		o.Over += count(f.over(now) && f.family != destroyedTestimony)
		if f.family == formerReceipt && f.replaced.After(o.Rotated) {
			o.Rotated = f.replaced
		}
	}
	for i, k := range signingKeys(m) {
		o.Over += count(k.over(now))
		switch {
		case i == 0:
			o.Signs = k.made
		case k.until.After(o.OldUntil) && !k.over(now):
			o.OldUntil = k.until
		}
	}
	return o
}

func count(is bool) int {
	if is {
		return 1
	}
	return 0
}
