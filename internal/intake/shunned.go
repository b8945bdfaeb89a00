package intake

import (
	"context"
	"time"

	"ringfence/internal/reputation"
)

// shunned has statements not count that were being filed, or vouched for, while a moderator came to distrust who makes them: whoever does
// so puts them on the list first and then goes through what is kept, so one of the two sees it.
func (in *Intake) shunned(ctx context.Context, by reputation.Speaker, at time.Time, filed []reputation.Statement) (bool, error) {
	if by.Identity == "" {
		return false, nil
	}
	present, previous, err := in.Keys.Reporter(by.Identity, at)
	if err != nil {
		return false, err
	}
	is, err := in.Store.Distrusted(ctx, append(previous, present)...)
	if err != nil || !is {
		return false, err
	}
	for _, s := range filed {
		if s.State != reputation.Live {
			continue
		}
		if err := in.Store.Overturn(ctx, s.Subject, s.Report); err != nil {
			return false, err
		}
	}
	return true, nil
}
