package subject

import "testing"

func BenchmarkParse(b *testing.B) {
	for _, bench := range []struct{ name, raw, region string }{
		{"fast E.164", "+8613800138000", ""},
		{"fast national", "13800138000", "CN"},
		{"punctuated mobile", "138-0013-8000", "CN"},
		{"short code", "95588", "CN"},
		{"fixed line", "0755 8888 8888", "CN"},
		{"international", "+44 7700 900123", ""},
		{"no assigned range", "+12345678901234", "CN"},
	} {
		b.Run(bench.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				_, _ = Parse(bench.raw, bench.region)
			}
		})
	}
}

func BenchmarkParseKey(b *testing.B) {
	for _, key := range []string{"+8613800138000", "CN/95588", "CN/sender/ALIPAY", "wechat/abc_123", "domain/example.com"} {
		b.Run(key, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				_, _ = ParseKey(key)
			}
		})
	}
}

func BenchmarkLine(b *testing.B) {
	for _, key := range []Key{{"+8613800138000"}, {"+12025550143"}, {"+14165550143"}, {"+18765550143"}, {"+447700900123"}} {
		b.Run(key.s, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				key.Line()
			}
		})
	}
}
