package sms

import (
	"errors"
	"fmt"

	"github.com/prometheus/client_golang/prometheus"

	"ringfence/handlers/route"
	"ringfence/internal/conversation"
	"ringfence/internal/gateway"
)

// What becomes of replies beside the outcomes of an outbox.
const (
	Inline        gateway.Outcome = "inline"         // in the answer to the gateway
	Unsendable    gateway.Outcome = "unsendable"     // no way to send replies is set for the gateway
	SenderCeiling gateway.Outcome = "sender_ceiling" // its sender was told as much in this hour as anybody is
	Ceiling       gateway.Outcome = "ceiling"        // the gateway sent as many in these 24 hours as it may
	Uncounted     gateway.Outcome = "uncounted"      // nobody could say how many the gateway sent
)

// What became of messages that have no reply.
const (
	noNumber = "no_number" // the sender has no telephone number
	failed   = "failed"    // not taken: the gateway is told so, and delivers it again
	silent   = "silent"    // taken, and not answered: it asks for nothing, or its sender wants no replies
)

func outcomeOf(r conversation.Reply) string {
	if r.Kind == "" {
		return silent
	}
	return string(r.Kind)
}

// refusals are why requests are not taken, in the words of the metric.
var refusals = []struct {
	is   func(error) bool
	word string
}{
	{isError(ErrUnsigned), "unsigned"}, {isError(ErrWrong), "wrong"}, {isError(ErrLate), "late"}, {isError(ErrReplayed), "replayed"},
	{isError(ErrForbidden), "forbidden"}, {isError(gateway.ErrFull), "busy"},
	{func(err error) bool { return errors.As(err, new(*route.Refused)) }, "malformed"},
	{func(error) bool { return true }, "other"},
}

func isError(target error) func(error) bool {
	return func(err error) bool { return errors.Is(err, target) }
}

// Metrics count what gateways deliver and what becomes of it. Their labels are the gateways' names and words of this package.
type Metrics struct {
	messages, refused, replies *prometheus.CounterVec
}

// NewMetrics registers the metrics of gateways with these names, with all that there can be: what is counted from 0 on is seen to
// rise by its first.
func NewMetrics(to *prometheus.Registry, gateways ...string) (*Metrics, error) {
	m := &Metrics{
		messages: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "ringfence_sms_messages_total", Help: "Text messages delivered, by gateway and by what their reply is about.",
		}, []string{"gateway", "outcome"}),
		refused: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "ringfence_sms_refused_total", Help: "Requests of gateways that were not taken, by gateway and reason.",
		}, []string{"gateway", "reason"}),
		replies: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "ringfence_sms_replies_total", Help: "Replies by text message, by gateway and by what became of them.",
		}, []string{"gateway", "outcome"}),
	}
	for _, g := range gateways {
		m.foresee(g)
	}
	for _, c := range []prometheus.Collector{m.messages, m.refused, m.replies} {
		if err := to.Register(c); err != nil {
			return nil, fmt.Errorf("metrics: %w", err)
		}
	}
	return m, nil
}

func (m *Metrics) foresee(name string) {
	for _, k := range conversation.Kinds() {
		m.messages.WithLabelValues(name, string(k))
	}
	for _, outcome := range []string{noNumber, failed, silent} {
		m.messages.WithLabelValues(name, outcome)
	}
	for _, r := range refusals {
		m.refused.WithLabelValues(name, r.word)
	}
	for _, outcome := range []gateway.Outcome{gateway.Sent, gateway.Failed, gateway.Dropped, Inline, Unsendable, SenderCeiling, Ceiling, Uncounted} {
		m.replies.WithLabelValues(name, string(outcome))
	}
}

// Replied counts what became of a reply.
func (m *Metrics) Replied(name string, outcome gateway.Outcome) {
	m.replies.WithLabelValues(name, string(outcome)).Inc()
}

func (m *Metrics) count(gateway, outcome string) {
	m.messages.WithLabelValues(gateway, outcome).Inc()
}

func (m *Metrics) refuse(gateway string, err error) {
	for _, r := range refusals {
		if r.is(err) {
			m.refused.WithLabelValues(gateway, r.word).Inc()
			return
		}
	}
}

// Watch registers how many replies wait in an outbox.
func Watch(to *prometheus.Registry, waiting func() int) error {
	return to.Register(prometheus.NewGaugeFunc(prometheus.GaugeOpts{
		Name: "ringfence_sms_replies_waiting", Help: "Replies by text message that wait to be sent.",
	}, func() float64 { return float64(waiting()) }))
}
