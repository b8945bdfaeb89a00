package dispute

import (
	"context"

	"ringfence/internal/reputation"
	"ringfence/internal/ruling"
	"ringfence/internal/subject"
)

// Bench is ruling.Bench as an Office asks it.
type Bench struct{ *ruling.Bench }

// Recycle is that of ruling, under an ID; "" is any.
func (b Bench) Recycle(ctx context.Context, id string, about subject.Key, by, reason string) (reputation.Decision, error) {
	return b.Under(id).Recycle(ctx, about, by, reason)
}

// Contest is that of ruling, under an ID.
func (b Bench) Contest(ctx context.Context, id string, about subject.Key, words string) (reputation.Decision, error) {
	return b.Under(id).Contest(ctx, about, words)
}

// Forget is that of ruling, under an ID.
func (b Bench) Forget(ctx context.Context, id string, about subject.Key) (reputation.Decision, error) {
	return b.Under(id).Forget(ctx, about)
}
