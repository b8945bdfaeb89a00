package sms

import (
	"context"

	"ringfence/ratelimit"
)

// Allowance bounds how many messages of one sender are read.
type Allowance struct {
	Limiter ratelimit.Limiter
	Budget  ratelimit.Budget
	Secret  []byte // senders are hashed with; at least ratelimit.MinSecret bytes
}

// Allow takes one from what a sender has, by a name that the limiter does not learn.
func (a Allowance) Allow(ctx context.Context, who string) bool {
	return a.Limiter.Allow(ctx, ratelimit.Name(a.Secret, "sms/"+who), a.Budget, 1).Allowed
}

// mayReply takes one from what a gateway may send a day. Replies cost money, so nothing is sent while only what stands in for the
// limiter of all instances could say how many there were.
func (s *Service) mayReply(ctx context.Context, gateway string) bool {
	d := s.Limiter.Allow(ctx, ratelimit.Name(s.Secret, "gateway/"+gateway), s.Budgets.TextReply, 1)
	switch d.By {
	case ratelimit.ByRedis, ratelimit.ByLocal, ratelimit.ByNobody:
		return d.Allowed
	}
	return false
}
