package bolt

import (
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"ringfence/internal/conversation"
)

// A file that was written before there were text messages is of this format, and is given what it lacks.
func TestAFileWithoutConversationsIsGivenRoomForThem(t *testing.T) {
	path := sound(t)
	rewrite(t, path, func(tx tx) error {
		return errors.Join(tx.DeleteBucket([]byte(conversationsBucket)), tx.DeleteBucket([]byte(untilBucket)), tx.DeleteBucket([]byte(stopsBucket)))
	})
	if e, err := Examine(filepath.Dir(path)); err != nil || e.Format != formatVersion {
		t.Fatalf("a file of format %d, %v", e.Format, err)
	}
	s := openAt(t, filepath.Dir(path))
	defer s.Close()
	sender := conversation.Name(strings.Repeat("5e", 16))
	if stopped, err := s.Stopped(t.Context(), sender); err != nil || stopped {
		t.Errorf("stopped: %v, %v", stopped, err)
	}
	won, err := s.Converse(t.Context(), conversation.Record{Name: sender, Revision: 1, Until: time.Unix(60, 0)})
	if err = errors.Join(err, s.Stop(t.Context(), sender)); err != nil || !won {
		t.Errorf("written: %v, %v", won, err)
	}
}
