package ratelimit

import (
	"bufio"
	"context"
	"net"
	"slices"
	"strings"
	"testing"
	"time"

	"ringfence/internal/freeport"
)

// impostor listens where Redis should, and hands every connection to serve. It returns its URL.
func impostor(t *testing.T, serve func(net.Conn)) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go func() {
				defer conn.Close()
				serve(conn)
			}()
		}
	}()
	return "redis://" + listener.Addr().String()
}

// answering returns a server that has the same answer to every command but the greeting, which it does not
// know, as old servers do not.
func answering(reply string) func(net.Conn) { return conversing("-ERR unknown command\r\n", reply) }

// parrot returns a server that has the same answer to everything.
func parrot(reply string) func(net.Conn) { return conversing(reply, reply) }

// conversing reads commands as clients send them: "*1", "$4", "PING".
func conversing(greeting, reply string) func(net.Conn) {
	return func(conn net.Conn) {
		in := bufio.NewScanner(conn)
		for in.Scan() {
			if !strings.HasPrefix(in.Text(), "*") || !in.Scan() || !in.Scan() {
				continue
			}
			answer := reply
			if strings.EqualFold(in.Text(), "hello") {
				answer = greeting
			}
			if _, err := conn.Write([]byte(answer)); err != nil {
				return
			}
		}
	}
}

// nowhere is an address at which nobody listens.
func nowhere(t *testing.T) string { return "redis://" + freeport.Address(t) }

func openRedis(t *testing.T, c RedisConfig) *Redis {
	t.Helper()
	r, err := NewRedis(c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.Close() })
	return r
}

// stoodIn reports whether the local twin decided because Redis did not.
func stoodIn(j Judge) bool {
	return slices.Contains([]Judge{OnTimeout, OnGone, OnRefused, OnRubbish, OnResting}, j)
}

// within is more than a decision may take on a machine busy with other tests, and far less than the seconds
// that a client of Redis waits when nobody tells it not to.
const within = 2 * time.Second

// patient waits for Redis longer than a service would, where a test is about what Redis says.
const patient = 10 * time.Second

// TestWithoutRedisTheTwinDecides: whatever is wrong with Redis, a caller gets his bucket once, soon, and
// the reason is told.
func TestWithoutRedisTheTwinDecides(t *testing.T) {
	for _, tt := range []struct {
		name string
		url  func(*testing.T) string
		want Judge
	}{
		{"nobody listens", nowhere, OnGone},
		{"hangs up", server(func(net.Conn) {}), OnGone},
		{"never answers", server(answering("")), OnTimeout},
		{"begins an answer", server(answering("*4\r\n:1\r\n")), OnTimeout},
		{"speaks HTTP", server(parrot("HTTP/1.1 400 Bad Request\r\n\r\n")), OnRubbish},
		{"speaks binary", server(parrot("\x00\xff\x00\xff\r\n")), OnRubbish},
		{"greets with nothing", server(parrot("")), OnTimeout},
		{"greets with OK", server(parrot("+OK\r\n")), OnRubbish},
		{"says OK to all", server(answering("+OK\r\n")), OnRubbish},
		{"says nil", server(answering("$-1\r\n")), OnRubbish},
		{"an empty list", server(answering("*0\r\n")), OnRubbish},
		{"words for numbers", server(answering("*4\r\n$1\r\na\r\n$1\r\nb\r\n$1\r\nc\r\n$1\r\nd\r\n")), OnRubbish},
		{"no time at all", server(answering("*4\r\n:1\r\n:4\r\n$2\r\n-1\r\n$3\r\nnan\r\n")), OnRubbish},
		{"endless time", server(answering("*4\r\n:0\r\n:0\r\n$3\r\ninf\r\n$3\r\ninf\r\n")), OnRubbish},
		{"passes more than asked", server(answering("*4\r\n:2\r\n:3\r\n$2\r\n-1\r\n$4\r\n7200\r\n")), OnRubbish},
		{"passes for nothing", server(answering("*4\r\n:1\r\n:4\r\n$2\r\n-1\r\n$1\r\n0\r\n")), OnRubbish},
		{"refuses without cause", server(answering("*4\r\n:0\r\n:0\r\n$1\r\n1\r\n$1\r\n0\r\n")), OnRubbish},
		{"a list of gigabytes", server(answering("*100000000\r\n")), OnRubbish},
		{"a string of gigabytes", server(answering("$2000000000\r\n")), OnRubbish},
		{"a list of lists without end", server(answering(strings.Repeat("*2\r\n", 1<<20))), OnRubbish},
		{"a line without end", server(answering(strings.Repeat("+a", 1<<20))), OnRubbish},
		{"is loading", server(answering("-LOADING Redis is loading the dataset in memory\r\n")), OnRefused},
		{"is read-only", server(answering("-READONLY You can't write against a read only replica.\r\n")), OnRefused},
		{"wants a password to greet", server(parrot("-NOAUTH HELLO must be called with the client already authenticated\r\n")), OnRefused},
		{"wants a password", server(answering("-NOAUTH Authentication required.\r\n")), OnRefused},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := RedisConfig{URL: tt.url(t)}
			if tt.want != OnTimeout {
				c.Deadline = patient // on a busy machine even rubbish may come late
			}
			r := openRedis(t, c)
			judges := map[Judge]int{}
			for i := 1; i <= 8; i++ {
				begun := time.Now()
				d := r.Allow(context.Background(), caller("a"), slow(5), 1)
				if took := time.Since(begun); took > within && c.Deadline < within || took > patient {
					t.Errorf("request %d took %v", i, took)
				}
				if d.Allowed != (i <= 5) || !stoodIn(d.By) || !proper(d) {
					t.Errorf("request %d of 5: %+v", i, d)
				}
				judges[d.By]++
			}
			if judges[tt.want] < tripsAfter || judges[tt.want]+judges[OnResting] != 8 {
				t.Errorf("judges were %v, want %s, then rest", judges, tt.want)
			}
		})
	}
}

func server(serve func(net.Conn)) func(*testing.T) string {
	return func(t *testing.T) string { return impostor(t, serve) }
}

func TestRedisIsNotStormed(t *testing.T) {
	asked := make(chan struct{}, 1000)
	r := openRedis(t, RedisConfig{URL: impostor(t, func(net.Conn) { asked <- struct{}{} })})
	begun := time.Now()
	for range 5000 {
		r.Allow(context.Background(), caller("a"), slow(5), 1)
	}
	if most := tripsAfter + 1 + int(time.Since(begun)/restsFor); len(asked) > most {
		t.Errorf("Redis was asked %d times in %v, want at most %d", len(asked), time.Since(begun), most)
	}
}

func TestCheckTellsWhatIsWrong(t *testing.T) {
	for want, url := range map[string]string{
		"refused": nowhere(t),
		"NOAUTH":  impostor(t, answering("-NOAUTH Authentication required.\r\n")),
	} {
		if err := openRedis(t, RedisConfig{URL: url, Deadline: patient}).Check(context.Background()); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %s", err, want)
		}
	}
	if err := openRedis(t, RedisConfig{URL: impostor(t, answering(""))}).Check(context.Background()); cause(err) != OnTimeout {
		t.Errorf("%v, want that it took too long", err)
	}
}

func TestClosedRedisDecidesLocally(t *testing.T) {
	r := openRedis(t, RedisConfig{URL: nowhere(t)})
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	for i := range 10 {
		if d := r.Allow(context.Background(), caller("a"), slow(5), 1); d.Allowed != (i < 5) || !stoodIn(d.By) {
			t.Errorf("request %d: %+v", i+1, d)
		}
	}
}

func TestRedisAddressIsNotRepeated(t *testing.T) {
	for _, url := range []string{
		"", "localhost:6379", "http://:hunter2@localhost", "redis://:hunter2@localhost/x", "redis://:hunter2@local host", "redis://u:hunter2@h/0?what=1",
		"redis://:hunter2%zz@localhost",
	} {
		_, err := NewRedis(RedisConfig{URL: url})
		if err == nil {
			t.Errorf("%q was taken", url)
		} else if strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%q: %v", url, err)
		}
	}
}
