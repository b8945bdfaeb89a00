package webhook_test

import (
	"strings"
	"testing"

	"ringfence/internal/webhook"
)

func TestParseURL(t *testing.T) {
	for address, ok := range map[string]bool{
		"https://receiver.example/hooks":                 true,
		"https://receiver.example:8443/a?key=b":          true,
		"https://[2001:db8::1]/":                         true,
		"http://localhost:9000/":                         true,
		"http://LocalHost/":                              true,
		"http://127.0.0.1:9000/":                         true,
		"http://[::1]:9000/":                             true,
		"http://receiver.example/hooks":                  false,
		"http://localhost.receiver.example/":             false,
		"http://10.0.0.1/":                               false,
		"http://127.0.0.1.receiver.example/":             false,
		"https://user:word@receiver.example/":            false,
		"https://user@receiver.example/":                 false,
		"https://receiver.example/#part":                 false,
		"https://receiver.example/#":                     false,
		"https:///hooks":                                 false,
		"https:receiver.example":                         false,
		"//receiver.example/":                            false,
		"receiver.example":                               false,
		"ftp://receiver.example/":                        false,
		"unix:///run/ringfence.sock":                     false,
		"https://receiver.example/\n":                    false,
		"https://receiver.example/%zz":                   false,
		"":                                               false,
		"https://r.example/" + strings.Repeat("a", 2031): false,
		"https://r.example/" + strings.Repeat("a", 2030): true,
	} {
		_, err := webhook.ParseURL(address)
		if (err == nil) != ok {
			t.Errorf("%q: %v", address, err)
		}
		if err != nil && strings.Contains(err.Error(), "word") && strings.Contains(err.Error(), "user:") {
			t.Errorf("%q is in %v", address, err)
		}
	}
}
