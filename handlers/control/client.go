package control

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"path/filepath"
	"time"

	"ringfence/internal/apikey"
	"ringfence/internal/examples"
	"ringfence/internal/importer"
	"ringfence/internal/projection"
	"ringfence/internal/trend"
)

// Client is an Operator at the other end of the socket.
type Client struct{ http *http.Client }

// Dial returns a Client of the server that has this data folder open, and false when there is none.
func Dial(ctx context.Context, data string) (*Client, bool) {
	path := filepath.Join(data, Socket)
	dial := func(ctx context.Context, _, _ string) (net.Conn, error) {
		d := net.Dialer{Timeout: time.Second}
		return d.DialContext(ctx, "unix", path)
	}
	conn, err := dial(ctx, "", "")
	if err != nil {
		return nil, false
	}
	_ = conn.Close()
	return &Client{&http.Client{Transport: &http.Transport{DialContext: dial}}}, true
}

// Fingerprint asks the server which keys the data belong to.
func (c *Client) Fingerprint(ctx context.Context) (string, error) {
	return ask[string](ctx, c, "/fingerprint", nil, func(int, int) {})
}

// Rebuild asks the server to rebuild.
func (c *Client) Rebuild(ctx context.Context, progress projection.Progress) (int, error) {
	return ask[int](ctx, c, "/rebuild", nil, progress)
}

// Verify asks the server to verify.
func (c *Client) Verify(ctx context.Context, progress projection.Progress) (projection.Findings, error) {
	return ask[projection.Findings](ctx, c, "/verify", nil, progress)
}

// Rule asks the server for a ruling.
func (c *Client) Rule(ctx context.Context, order Order) (Ruled, error) {
	return ask[Ruled](ctx, c, "/rule", order, func(int, int) {})
}

// Import asks the server to import. Progress is in bytes.
func (c *Client) Import(ctx context.Context, order importer.Order, progress projection.Progress) (importer.Counts, error) {
	return ask[importer.Counts](ctx, c, "/import", order, progress)
}

// IssueKey asks the server to keep an API key.
func (c *Client) IssueKey(ctx context.Context, k apikey.Key) error {
	_, err := ask[done](ctx, c, "/keys/issue", k, func(int, int) {})
	return err
}

// ListKeys asks the server for all API keys.
func (c *Client) ListKeys(ctx context.Context) ([]apikey.Key, error) {
	return ask[[]apikey.Key](ctx, c, "/keys/list", nil, func(int, int) {})
}

// RevokeKey asks the server to revoke an API key.
func (c *Client) RevokeKey(ctx context.Context, name string) error {
	_, err := ask[done](ctx, c, "/keys/revoke", name, func(int, int) {})
	return err
}

// WaitingTexts asks the server for texts that nobody has approved.
func (c *Client) WaitingTexts(ctx context.Context, which Texts) ([]examples.Text, error) {
	return ask[[]examples.Text](ctx, c, "/texts/waiting", which, func(int, int) {})
}

// ApprovedTexts asks the server for those that were.
func (c *Client) ApprovedTexts(ctx context.Context) ([]examples.Published, error) {
	return ask[[]examples.Published](ctx, c, "/texts/approved", nil, func(int, int) {})
}

// PublishText asks the server to have everybody see a text.
func (c *Client) PublishText(ctx context.Context, a Approval) (trend.Example, error) {
	return ask[trend.Example](ctx, c, "/texts/publish", a, func(int, int) {})
}

// UnpublishText asks the server to have nobody see it any more.
func (c *Client) UnpublishText(ctx context.Context, r Removal) error {
	_, err := ask[done](ctx, c, "/texts/unpublish", r, func(int, int) {})
	return err
}

// done is the result of what has none.
type done struct{}

var errCutOff = errors.New("the server ended before it answered: look at its log, and run the command again")

// ask sends an order, tells of progress, and returns what the Operator did: with an error, what came before it.
func ask[T any](ctx context.Context, c *Client, path string, body any, progress projection.Progress) (result T, err error) {
	b, err := json.Marshal(body)
	if err != nil {
		return result, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://ringfence"+path, bytes.NewReader(b))
	if err != nil {
		return result, err
	}
	res, err := c.http.Do(req)
	switch {
	case err != nil && ctx.Err() != nil:
		return result, ctx.Err()
	case err != nil:
		return result, fmt.Errorf("the running server does not answer: %w", err)
	}
	defer func() { _ = res.Body.Close() }()
	for lines := json.NewDecoder(res.Body); ; {
		var m message[T]
		switch err := lines.Decode(&m); {
		case err != nil && ctx.Err() != nil:
			return result, ctx.Err()
		case errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF):
			return result, errCutOff
		case err != nil:
			return result, fmt.Errorf("the running server answers in another way; is it of this version? %w", err)
		case m.Error != "":
			if m.Result != nil {
				result = *m.Result
			}
			return result, errors.New(m.Error)
		case m.Result != nil:
			return *m.Result, nil
		}
		progress(m.Done, m.Total)
	}
}
