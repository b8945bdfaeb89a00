package confirmation

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"math/big"
	"time"

	"ringfence/internal/fault"
	"ringfence/internal/report"
	"ringfence/internal/smstext"
)

// Code is what is texted: six decimal digits.
type Code string

// ParseCode reads what a form sends back, or a text says.
func ParseCode(s string) (Code, bool) {
	if len(s) != smstext.CodeDigits {
		return "", false
	}
	for _, digit := range []byte(s) {
		if digit < '0' || digit > '9' {
			return "", false
		}
	}
	return Code(s), true
}

// codes is how many there are.
var codes = new(big.Int).Exp(big.NewInt(10), big.NewInt(smstext.CodeDigits), nil)

func newCode() (Code, error) {
	n, err := rand.Int(rand.Reader, codes)
	if err != nil {
		return "", fmt.Errorf("confirmation: %w", err)
	}
	return Code(fmt.Sprintf("%0*d", smstext.CodeDigits, n)), nil
}

// issue keeps a note under a code that no other note is kept under.
func (c *Codes) issue(ctx context.Context, n note) (Code, error) {
	for range rounds {
		code, err := newCode()
		if err != nil {
			return "", err
		}
		p, err := c.find(ctx, code)
		if err != nil {
			return "", err
		}
		if p.live {
			continue
		}
		p.note = n
		if won, err := c.write(ctx, p, CodeFor); err != nil || won {
			return code, err
		}
	}
	return "", fmt.Errorf("confirmation: nearly every code is in use: %w", fault.Unavailable)
}

// waiting returns the code that waits for a report already and gives it a fresh hour, or "" when there is none.
func (c *Codes) waiting(ctx context.Context, receipt report.ReceiptHash) (Code, error) {
	known, err := c.find(ctx, codeOf(receipt))
	if err != nil || !known.live {
		return "", err
	}
	waits := false
	_, err = c.change(ctx, known.Code, func(p *place) (time.Duration, error) {
		if waits = p.live && p.Report == receipt && p.By == ""; !waits {
			return 0, nil
		}
		return CodeFor, nil
	})
	if err != nil || !waits {
		return "", err
	}
	return known.Code, c.remember(ctx, receipt, known.Code)
}

// Follow has the code that waits for a report wait for the one that replaced it, for as long as it would have. Again it changes nothing.
func (c *Codes) Follow(ctx context.Context, old, by report.ReceiptHash) error {
	ctx, cancel := c.bounded(ctx)
	defer cancel()
	known, err := c.find(ctx, codeOf(old))
	if err != nil || !known.live {
		return err
	}
	p, err := c.change(ctx, known.Code, func(p *place) (time.Duration, error) {
		if !p.live || p.Report != old {
			return 0, nil
		}
		p.Report = by
		return p.Ends.Sub(c.Clock()), nil
	})
	if err != nil || !p.live || p.Report != by {
		return err
	}
	return c.remember(ctx, by, known.Code)
}

// remember keeps under a report which code waits for it. Of two that do so at once either may win: both codes work.
func (c *Codes) remember(ctx context.Context, receipt report.ReceiptHash, code Code) error {
	p, err := c.find(ctx, codeOf(receipt))
	if err != nil {
		return err
	}
	p.note = note{Code: code}
	_, err = c.write(ctx, p, CodeFor)
	return err
}

// codeOf is the name, in the place of a code, under which a report has its code.
func codeOf(receipt report.ReceiptHash) Code { return Code("report/" + hex.EncodeToString(receipt[:])) }
