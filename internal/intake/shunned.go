package intake

import (
	"context"

	"ringfence/internal/reputation"
)

// shunned has a report not count that was being filed while a moderator came to distrust its reporter: whoever does so puts them on the list
// first and then goes through what is kept, so one of the two sees it.
func (in *Intake) shunned(ctx context.Context, by reputation.Speaker, t reputation.SealedTestimony) (bool, error) {
	if by.Identity == "" {
		return false, nil
	}
	present, previous, err := in.Keys.Reporter(by.Identity, t.ReceivedAt)
	if err != nil {
		return false, err
	}
	is, err := in.Store.Distrusted(ctx, append(previous, present)...)
	if err != nil || !is {
		return false, err
	}
	for _, s := range t.Statements {
		if s.State != reputation.Live {
			continue
		}
		if err := in.Store.Overturn(ctx, s.Subject, s.Report); err != nil {
			return false, err
		}
	}
	return true, nil
}
