package gateway_test

import (
	"context"
	"fmt"
	"testing"

	"ringfence/internal/gateway"
)

// BenchmarkTake is a message in the memory of one process: what parsing, redacting, sealing and filing cost beside the disk.
func BenchmarkTake(b *testing.B) {
	for name, body := range map[string]string{"call": "CALL 202-555-0143", "text": bait, "ask": "CHECK 202-555-0143"} {
		b.Run(name, func(b *testing.B) {
			w := newWorld(b)
			for i := 0; b.Loop(); i++ {
				r := gateway.Received{Gateway: "twilio", Signed: true, ID: fmt.Sprint(i), Body: body, Sent: w.now, From: mustKey(fmt.Sprintf("+1202555%04d", i%10_000))}
				if _, err := w.Take(context.Background(), r); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
