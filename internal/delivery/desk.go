package delivery

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"

	"ringfence/internal/fault"
	"ringfence/internal/trend"
	"ringfence/internal/webhook"
)

// What the operator does with hooks. Errors say in words what went wrong.

// Add keeps a new hook, and returns the secret that its receiver verifies by. It is shown this once.
func (c *Courier) Add(ctx context.Context, h webhook.Hook) (webhook.Secret, error) {
	if h.Scope.Table == trend.ByCampus {
		at, ok := c.Campuses.Official(h.Scope.Row)
		if !ok {
			return nil, fmt.Errorf("the directory has no university named %s: give the official name, or an alias that serve knows", h.Scope.Row)
		}
		h.Scope.Row = at.Name
	}
	secret := webhook.NewSecret()
	box, err := c.Keys.SealSecret(owner(h.Name), secret)
	if err != nil {
		return nil, err
	}
	h.Revision, h.Secret, h.MadeAt = 1, box, c.Clock()
	if err := h.Check(); err != nil {
		return nil, err
	}
	switch err := c.Store.PutHook(ctx, h); {
	case errors.Is(err, fault.Exists):
		return nil, fmt.Errorf("there is a webhook named %s: choose another name, or remove that one", h.Name)
	case err != nil:
		return nil, err
	}
	return secret, nil
}

// List returns all hooks, ordered by name, without what is secret of them.
func (c *Courier) List(ctx context.Context) ([]webhook.Hook, error) {
	hooks, err := c.Store.Hooks(ctx)
	shown := make([]webhook.Hook, len(hooks))
	for i, h := range hooks {
		shown[i] = h.Shown()
	}
	return shown, err
}

// Test posts a message of its own to a hook, also to one that is disabled, and returns what came of it. It changes nothing.
func (c *Courier) Test(ctx context.Context, name string) (webhook.Answer, error) {
	h, err := c.hook(ctx, name)
	if err != nil {
		return webhook.Answer{}, err
	}
	now := c.Clock()
	m, err := c.sender().Test(h, rand.Text(), now)
	if err != nil {
		return webhook.Answer{}, err
	}
	secrets, err := c.secrets(h, now)
	if errors.Is(err, fault.Damaged) {
		return webhook.Answer{}, fmt.Errorf("these keys do not open the secret of %s: ringfence webhook rotate makes a new one, or put back the keys that it was made with", name)
	}
	if err != nil {
		return webhook.Answer{}, err
	}
	headers, err := m.Headers(now, secrets...)
	if err != nil {
		return webhook.Answer{}, err
	}
	return c.Post(ctx, h, headers, m.Body)
}

// Enable has a hook told again, from the first attempt on and with what it missed within webhook.Remembered.
func (c *Courier) Enable(ctx context.Context, name string) error {
	return c.change(ctx, name, func(h *webhook.Hook) { h.Enable(c.Clock()) })
}

// Rotate has a new secret sign, which it returns, and the one before beside it for webhook.RotatedFor.
func (c *Courier) Rotate(ctx context.Context, name string) (webhook.Secret, error) {
	secret := webhook.NewSecret()
	box, err := c.Keys.SealSecret(owner(name), secret)
	if err != nil {
		return nil, err
	}
	return secret, c.change(ctx, name, func(h *webhook.Hook) {
		if _, err := c.Keys.OpenSecret(owner(name), h.Secret); errors.Is(err, fault.Damaged) {
			h.Secret = nil // nobody can sign with it
		}
		h.Rotate(box, c.Clock())
	})
}

// Remove forgets a hook.
func (c *Courier) Remove(ctx context.Context, name string) error {
	err := c.Store.DropHook(ctx, name)
	if errors.Is(err, fault.NotFound) {
		return unknown(name)
	}
	return err
}

// hook returns a hook as it is kept, or an error that says that there is none.
func (c *Courier) hook(ctx context.Context, name string) (webhook.Hook, error) {
	h, is, err := c.kept(ctx, name)
	if err == nil && !is {
		err = unknown(name)
	}
	return h, err
}

// kept returns a hook as it is kept; false when there is none.
func (c *Courier) kept(ctx context.Context, name string) (h webhook.Hook, is bool, err error) {
	hooks, err := c.Store.Hooks(ctx)
	if err != nil {
		return webhook.Hook{}, false, err
	}
	for _, h := range hooks {
		if h.Name == name {
			return h, true, nil
		}
	}
	return webhook.Hook{Name: name}, false, nil
}

func unknown(name string) error {
	return fmt.Errorf("there is no webhook named %s: ringfence webhook list names them", name)
}

// rounds is how often a change is tried while others change the hook.
const rounds = 16

// change changes a hook as it is kept.
func (c *Courier) change(ctx context.Context, name string, do func(*webhook.Hook)) error {
	for range rounds {
		h, err := c.hook(ctx, name)
		if err != nil {
			return err
		}
		do(&h)
		if won, err := c.save(ctx, &h); err != nil || won {
			return err
		}
	}
	return busy(name)
}

func busy(name string) error {
	return fmt.Errorf("delivery: the webhook %s keeps changing: %w", name, fault.Unavailable)
}
