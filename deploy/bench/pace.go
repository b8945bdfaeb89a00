package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"os"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"
)

// paced is what the child that sends at a rate prints.
type paced struct {
	Sent, Late int // Late were sent more than lateAfter after their time though their connection was free
	P99        time.Duration
}

const lateAfter = time.Millisecond

// pace is the child that Pace starts. Requests are due at even distances, whatever became of those before: the time of one that has to
// wait for its connection counts from when it was due. That of another counts from when it was sent: whoever sends late lengthens no
// answer. Each connection has a thread of its own that sleeps and reads in the kernel, since timers and sockets of Go are late by up
// to a millisecond.
func pace(_ context.Context, args []string, out io.Writer) error {
	at, err := url.Parse(args[0])
	if err != nil {
		return err
	}
	text, err := os.ReadFile(args[1]) //nolint:gosec // our own file
	if err != nil {
		return err
	}
	rate, err := strconv.Atoi(args[2])
	if err != nil {
		return err
	}
	window, err := time.ParseDuration(args[3])
	if err != nil {
		return err
	}
	var requests [][]byte
	for path := range strings.Lines(string(text)) {
		requests = append(requests, fmt.Appendf(nil, "GET %s HTTP/1.1\r\nHost: %s\r\n\r\n", strings.TrimSpace(path), at.Host))
	}
	runtime.GOMAXPROCS(connections + 1) // a thread that sleeps keeps nobody waiting
	start := time.Now().Add(100 * time.Millisecond)
	senders := make([]sender, connections)
	errs := make([]error, connections)
	var all sync.WaitGroup
	for i := range senders {
		senders[i] = sender{
			requests: requests, next: i * len(requests) / connections, first: start.Add(time.Duration(i) * time.Second / time.Duration(rate)),
			every: connections * time.Second / time.Duration(rate), warm: start.Add(time.Second), until: start.Add(time.Second + window),
		}
		all.Go(func() { errs[i] = senders[i].run(at.Host) })
	}
	all.Wait()
	if err := errors.Join(errs...); err != nil {
		return err
	}
	return json.NewEncoder(out).Encode(together(senders))
}

func together(senders []sender) (p paced) {
	var took []time.Duration
	for _, s := range senders {
		took = append(took, s.took...)
		p.Late += s.late
	}
	slices.Sort(took)
	p.Sent = len(took)
	if p.Sent > 0 {
		p.P99 = took[(p.Sent*99-1)/100]
	}
	return p
}

// sender sends its share of the requests over one connection.
type sender struct {
	requests    [][]byte
	next        int
	first       time.Time
	every       time.Duration
	warm, until time.Time // what is due before warm does not count
	took        []time.Duration
	late        int
}

func (s *sender) run(host string) (err error) {
	runtime.LockOSThread()
	conn, err := net.Dial("tcp", host) //nolint:noctx,gosec // this machine
	if err != nil {
		return err
	}
	file, err := conn.(*net.TCPConn).File() // blocks in the kernel, once Fd was asked for
	if err = errors.Join(err, conn.Close()); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	socket := blocking(file.Fd())
	answers := bufio.NewReaderSize(socket, 16<<10)
	s.took = make([]time.Duration, 0, int(s.until.Sub(s.first)/s.every)+1)
	for due, free := s.first, s.first; due.Before(s.until); due = due.Add(s.every) {
		if err := sleepUntil(due); err != nil {
			return err
		}
		from := due
		if due.After(free) {
			from = time.Now()
		}
		if from.Sub(due) > lateAfter && !due.Before(s.warm) {
			s.late++
		}
		if _, err := socket.Write(s.requests[s.next%len(s.requests)]); err != nil {
			return err
		}
		s.next += 7919 // a prime: no two that stand together follow each other
		if err := readAnswer(answers); err != nil {
			return err
		}
		free = time.Now()
		if !due.Before(s.warm) {
			s.took = append(s.took, free.Sub(from))
		}
	}
	return nil
}

// sleepUntil returns at a time, or at once when that is past.
func sleepUntil(t time.Time) error {
	for left := time.Until(t); left > 0; left = time.Until(t) {
		if err := sleep(left); err != nil {
			return err
		}
	}
	return nil
}

// readAnswer reads one answer, which must have status 200 and say how long it is.
func readAnswer(from *bufio.Reader) error {
	status, err := from.ReadSlice('\n')
	if err != nil {
		return err
	}
	if !bytes.HasPrefix(status, []byte("HTTP/1.1 200 ")) {
		return fmt.Errorf("answered %s", bytes.TrimSpace(status))
	}
	length := -1
	for {
		line, err := from.ReadSlice('\n')
		if err != nil {
			return err
		}
		line = bytes.TrimSpace(line)
		if len(line) == 0 {
			break
		}
		if name, value, _ := bytes.Cut(line, []byte(":")); bytes.EqualFold(name, []byte("Content-Length")) {
			if length, err = strconv.Atoi(string(bytes.TrimSpace(value))); err != nil {
				return err
			}
		}
	}
	if length < 0 {
		return errors.New("an answer does not say how long it is")
	}
	_, err = from.Discard(length)
	return err
}

// blocking is a socket that is read and written in the kernel, by the thread that asks.
type blocking int

func (b blocking) Read(p []byte) (int, error) {
	n, err := ignoringInterrupts(func() (int, error) { return syscall.Read(int(b), p) })
	if n == 0 && err == nil {
		return 0, io.EOF
	}
	return max(n, 0), err
}

func (b blocking) Write(p []byte) (int, error) {
	n, err := ignoringInterrupts(func() (int, error) { return syscall.Write(int(b), p) })
	return max(n, 0), err
}

func ignoringInterrupts(call func() (int, error)) (int, error) {
	for {
		if n, err := call(); !errors.Is(err, syscall.EINTR) {
			return n, err
		}
	}
}
