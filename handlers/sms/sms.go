package sms

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"ringfence/handlers/route"
	"ringfence/internal/conversation"
	"ringfence/internal/gateway"
	"ringfence/internal/subject"
	"ringfence/ratelimit"
)

// MaxRequest is the size of the largest request of a gateway, in bytes: a batch of a few hundred messages.
const MaxRequest = 64 << 10

// Within is how long the messages of a request may take, so that a gateway whose messages cannot be taken is told so within a second:
// after that the limits of replies are asked, which takes twice ratelimit.DefaultDeadline at most.
const Within = 800 * time.Millisecond

// Desk does what messages ask for. It is safe for concurrent use.
type Desk interface {
	// Take does what one message asks for. It is on disk when there is no error, and the same message delivered again changes
	// nothing more and has the same reply. It ends when ctx does.
	Take(ctx context.Context, m gateway.Received) (conversation.Reply, error)
}

// Outbox has replies sent by gateways that do not send them inline. It is safe for concurrent use.
type Outbox interface {
	// Put waits for nothing. The gateway's Sender gets what is put.
	Put(gateway string, to subject.Key, text string)
}

// Config is what a Service is made of.
type Config struct {
	Gateways []Gateway
	Desk     Desk
	Outbox   Outbox
	Words    func(conversation.Reply, Frame) string // a reply as a text message that fits into a frame; it is safe for concurrent use
	// Limiter counts replies to each sender and of each gateway against Budgets.TextAnswer, TextWarning and TextReply, under names
	// hashed with Secret, as it is at the moment: keys may be rotated while it serves.
	Limiter ratelimit.Limiter
	Budgets ratelimit.Budgets
	Secret  func() []byte
	// PublicURL is what gateways know the service by, as https://ringfence.example; "" is what a request came by. Behind a proxy it
	// is needed: gateways sign the address that they ask, and nobody is believed who tells another in a header.
	PublicURL string
	Clock     func() time.Time
	Metrics   *Metrics
}

// Service takes what gateways deliver.
type Service struct {
	Config
	taken *taken // requests
	told  *taken // messages of requests that failed in another message
}

// New returns a Service.
func New(c Config) *Service {
	if c.Clock == nil {
		c.Clock = time.Now
	}
	return &Service{Config: c, taken: newTaken(maxTaken), told: newTaken(maxTaken)}
}

// asked by other methods than POST are gateways that say so.
type asked interface {
	Methods() []string
}

// Routes is the site map of the gateways. Who they are is verified in here, so no API key is looked for.
func (s *Service) Routes() []route.Route {
	var routes []route.Route
	for _, g := range s.Gateways {
		methods := []string{http.MethodPost}
		if a, ok := g.(asked); ok {
			methods = a.Methods()
		}
		for _, method := range methods {
			r := route.Route{
				Method: method, Path: pathOf(g), Handle: s.deliver(g),
				Budget: route.Gateway, Timeout: Within, Signed: true,
			}
			if method != http.MethodGet {
				r.MaxBody = MaxRequest
			}
			routes = append(routes, r)
		}
	}
	return routes
}

// pathOf is where a gateway delivers. The secret of an unsigned one is a parameter: routes are named in logs and metrics.
func pathOf(g Gateway) string {
	if g.Signed() {
		return "/sms/" + g.Name()
	}
	return "/sms/" + g.Name() + "/:secret"
}

// deliver returns the handler of a gateway.
func (s *Service) deliver(g Gateway) echo.HandlerFunc {
	return func(c echo.Context) error {
		if c.Request().Method == http.MethodHead {
			return echo.ErrMethodNotAllowed // the edge has GET answer it, and a message would go unanswered
		}
		messages, once, err := s.read(c, g)
		if err != nil {
			s.Metrics.refuse(g.Name(), err)
			return err
		}
		inline, err := s.take(c.Request().Context(), g, messages)
		if err != nil {
			return err
		}
		s.taken.keep(once, s.Clock())
		answer := g.Answer(inline)
		c.Response().Header().Set(echo.HeaderCacheControl, "no-store")
		return c.Blob(http.StatusOK, answer.Type, []byte(answer.Body))
	}
}

// read returns the messages of a request that comes from its gateway, and was not taken before.
func (s *Service) read(c echo.Context, g Gateway) ([]gateway.Received, Once, error) {
	body, err := route.Bytes(c)
	if err != nil {
		return nil, Once{}, err
	}
	r, now := seen(c), s.Clock()
	once, err := g.Verify(r, s.urlOf(r), body, now)
	if err != nil {
		return nil, Once{}, err
	}
	if once.Name != "" {
		once.Name = g.Name() + "/" + once.Name
	}
	if s.taken.holds(once, now) {
		return nil, Once{}, ErrReplayed
	}
	messages, err := g.Decode(r, body)
	return messages, once, err
}

// seen is a request as Gateway.Verify is promised it.
func seen(c echo.Context) *http.Request {
	r := c.Request().WithContext(c.Request().Context())
	r.RemoteAddr, r.Body = c.RealIP(), http.NoBody
	r.SetPathValue("secret", route.Param(c, "secret"))
	return r
}

// urlOf is the address by which a gateway knows a request.
func (s *Service) urlOf(r *http.Request) string {
	target := r.RequestURI
	if !strings.HasPrefix(target, "/") {
		target = r.URL.RequestURI() // it came in the absolute form
	}
	switch {
	case s.PublicURL != "":
		return strings.TrimSuffix(s.PublicURL, "/") + target
	case r.TLS != nil:
		return "https://" + r.Host + target
	}
	return "http://" + r.Host + target
}
