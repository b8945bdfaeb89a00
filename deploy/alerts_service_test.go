//go:build service

package deploy_test

import (
	"os/exec"
	"testing"
)

// TestAlertsFire has promtool read the alerts and play the evenings of alerts_test.yaml.
func TestAlertsFire(t *testing.T) {
	for _, args := range [][]string{{"check", "rules", "alerts.yaml"}, {"test", "rules", "alerts_test.yaml"}} {
		if said, err := exec.Command("promtool", args...).CombinedOutput(); err != nil {
			t.Errorf("promtool %v: %v\n%s", args, err, said)
		}
	}
}
