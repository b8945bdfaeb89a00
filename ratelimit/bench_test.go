package ratelimit

import (
	"context"
	"encoding/binary"
	"net/netip"
	"testing"
)

func BenchmarkLocalOneCaller(b *testing.B) {
	l, budget, who := NewLocal(LocalConfig{}), DefaultBudgets().Lookup, caller("a")
	b.ReportAllocs()
	for b.Loop() {
		l.Allow(context.Background(), who, budget, 1)
	}
}

func BenchmarkLocalFull(b *testing.B) { // a million callers come by where there is room for a quarter
	l, budget := NewLocal(LocalConfig{}), DefaultBudgets().Report
	var who Caller
	i := uint64(0)
	b.ReportAllocs()
	for b.Loop() {
		i++
		binary.LittleEndian.PutUint64(who[:], i*0x9E3779B97F4A7C15%1_000_003)
		l.Allow(context.Background(), who, budget, 1)
	}
}

func BenchmarkLocalParallel(b *testing.B) {
	l, budget := NewLocal(LocalConfig{}), DefaultBudgets().Lookup
	b.ReportAllocs()
	b.RunParallel(func(p *testing.PB) {
		var who Caller
		for i := uint64(0); p.Next(); i++ {
			binary.LittleEndian.PutUint64(who[:], i%10_000)
			l.Allow(context.Background(), who, budget, 1)
		}
	})
}

func BenchmarkByNetwork(b *testing.B) {
	addr := netip.MustParseAddr("203.0.113.7")
	b.ReportAllocs()
	for b.Loop() {
		ByNetwork(secret, addr)
	}
}
