package ratelimit

import (
	"context"
	"errors"
	"net"
	"syscall"

	"github.com/redis/go-redis/v9"
)

// What the few commands of a limiter are answered with is far smaller. The client itself makes room for
// whatever length it reads, gigabytes included, before it looks further.
const (
	maxAnswer = 8 << 10 // bytes after one writing
	maxDigits = 3       // of the length of a list or string
)

// guarded is a connection to what should be Redis. It breaks when an answer is larger than any of Redis to
// us, so that rubbish costs neither memory nor time.
type guarded struct {
	net.Conn
	read int // bytes since the last writing
	line int // 0 at the start of a line, 1 and more in a length after as many characters, elsewhere in another line
}

const elsewhere = -1

// guard returns a dialer of the client's own whose connections are guarded.
func guard(o *redis.Options) func(context.Context, string, string) (net.Conn, error) {
	dial := redis.NewDialer(o)
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		conn, err := dial(ctx, network, address)
		if err != nil {
			return nil, err // the client's words, as without a guard
		}
		g := &guarded{Conn: conn}
		if socket, ok := conn.(syscall.Conn); ok {
			return struct { // the client looks into the socket to see whether it was closed
				*guarded
				syscall.Conn
			}{g, socket}, nil
		}
		return g, nil
	}
}

func (g *guarded) Write(p []byte) (int, error) {
	g.read = 0
	return g.Conn.Write(p)
}

func (g *guarded) Read(p []byte) (int, error) {
	n, err := g.Conn.Read(p)
	if g.read += n; g.read > maxAnswer {
		return 0, errRubbish
	}
	for _, c := range p[:n] {
		if !g.next(c) {
			return 0, errRubbish
		}
	}
	return n, err
}

// next reports whether c can come next. In RESP, the protocol of Redis, a line that begins with one of these
// marks says how much follows.
func (g *guarded) next(c byte) bool {
	switch {
	case c == '\n':
		g.line = 0
	case g.line == 0 && isLength(c):
		g.line = 1
	case g.line == 0:
		g.line = elsewhere
	case g.line > 0 && c != '\r':
		g.line++
		return g.line <= 1+maxDigits
	}
	return true
}

func isLength(c byte) bool {
	switch c {
	case '$', '*', '%', '~', '>', '=', '!', '|':
		return true
	default:
		return false
	}
}

var errRubbish = errors.New("no answer that Redis gives")
