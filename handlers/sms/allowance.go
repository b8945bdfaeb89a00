package sms

import (
	"context"

	"ringfence/internal/conversation"
	"ringfence/internal/gateway"
	"ringfence/ratelimit"
)

// Allowance bounds what one sender has of something.
type Allowance struct {
	Limiter ratelimit.Limiter
	Budget  ratelimit.Budget
	Secret  func() []byte // senders are hashed with, as it is at the moment; at least ratelimit.MinSecret bytes
}

// Allow takes one from what a sender has, by a name that the limiter does not learn.
func (a Allowance) Allow(ctx context.Context, who string) bool {
	return a.Limiter.Allow(ctx, ratelimit.Name(a.Secret(), "sms/"+who), a.Budget, 1).Allowed
}

// withheld takes a reply from what its sender has and then from what the gateway has, and returns why it is not sent; "" where it
// is. That too many messages came is told once, and then no more until it may be told again.
func (s *Service) withheld(ctx context.Context, m gateway.Received, kind conversation.Kind) gateway.Outcome {
	has := Allowance{s.Limiter, s.Budgets.TextAnswer, s.Secret}
	if kind == conversation.TooOften {
		has.Budget = s.Budgets.TextWarning
	}
	if !has.Allow(ctx, m.Speaker().Identity) {
		return SenderCeiling
	}
	return s.above(ctx, m.Gateway)
}

// above takes a reply from what a gateway may send, and returns why it is not sent. Replies cost money, so nothing is sent while
// only what stands in for the limiter of all instances could say how many there were.
func (s *Service) above(ctx context.Context, name string) gateway.Outcome {
	d := s.Limiter.Allow(ctx, ratelimit.Name(s.Secret(), "gateway/"+name), s.Budgets.TextReply, 1)
	switch d.By {
	case ratelimit.ByRedis, ratelimit.ByLocal, ratelimit.ByNobody:
		if d.Allowed {
			return ""
		}
		return Ceiling
	}
	return Uncounted
}
