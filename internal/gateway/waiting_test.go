package gateway

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"
)

// Of those who come where all places are taken a few wait, and the others are told at once.
func TestAFewWaitAndTheOthersAreToldAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRoom(2)
		var leaves []func()
		for range 2 {
			leave, err := r.enter(context.Background())
			if err != nil {
				t.Fatal(err)
			}
			leaves = append(leaves, leave)
		}
		const crowd = 20
		begun, after := time.Now(), make(chan time.Duration, crowd)
		for range crowd {
			go func() {
				if _, err := r.enter(context.Background()); !errors.Is(err, ErrFull) {
					t.Errorf("entered a full room: %v", err)
				}
				after <- time.Since(begun)
			}()
		}
		waited := 0
		for range crowd {
			switch took := <-after; took {
			case 0:
			case patience:
				waited++
			default:
				t.Errorf("told after %v", took)
			}
		}
		if waited != 2*waiting {
			t.Errorf("%d waited, want %d", waited, 2*waiting)
		}
		for _, leave := range leaves {
			leave()
		}
		if _, err := r.enter(context.Background()); err != nil {
			t.Errorf("once there is room: %v", err)
		}
	})
}
