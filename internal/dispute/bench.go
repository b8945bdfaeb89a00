package dispute

import (
	"context"

	"ringfence/internal/reputation"
	"ringfence/internal/ruling"
	"ringfence/internal/subject"
)

// Bench is ruling.Bench as an Office asks it.
type Bench struct{ *ruling.Bench }

// Rule is that of ruling, under an ID; "" is any.
func (b Bench) Rule(ctx context.Context, id string, kind reputation.DecisionKind, about subject.Key, by, reason string) (reputation.Decision, error) {
	return b.Under(id).Rule(ctx, kind, about, by, reason)
}

// Undo is that of ruling, under an ID.
func (b Bench) Undo(ctx context.Context, id string, about subject.Key, undoes, by, reason string) (reputation.Decision, error) {
	return b.Under(id).Undo(ctx, about, undoes, by, reason)
}

// AcceptClaim is that of ruling, under an ID.
func (b Bench) AcceptClaim(ctx context.Context, id string, about subject.Key, by, reason string) (reputation.Decision, error) {
	return b.Under(id).AcceptClaim(ctx, about, by, reason)
}

// Recycle is that of ruling, under an ID.
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
