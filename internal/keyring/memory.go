package keyring

import "sync"

// Memory is a Vault that lasts as long as the process, for tests and replays.
type Memory struct {
	mu       sync.Mutex
	material Material
}

// Update changes the material.
func (m *Memory) Update(change func(*Material) (bool, error)) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	_, err := change(&m.material)
	return err
}
