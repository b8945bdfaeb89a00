package main

import (
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"reflect"
	"regexp"
	"strconv"
	"time"

	"github.com/alecthomas/kong"

	"ringfence/internal/subject"
	"ringfence/internal/trend"
	"ringfence/web"
)

// flagTypes are how flags of these types, and those tagged with a name, are read. The errors of the functions that
// read them speak of Go; what a person gets says what to write.
var flagTypes = []kong.Option{
	kong.TypeMapper(reflect.TypeFor[netip.Prefix](), reading(netip.ParsePrefix, "a network as 10.0.0.0/8 or 2001:db8::/32, or an address as 192.0.2.7/32")),
	kong.TypeMapper(reflect.TypeFor[slog.Level](), reading(parseLevel, "debug, info, warn or error")),
	kong.TypeMapper(reflect.TypeFor[time.Time](), reading(parseDay, "a day as 2026-11-20")),
	kong.TypeMapper(reflect.TypeFor[web.Contact](), reading(web.ParseContact, "an e-mail address as help@example.org, or the address of a page as https://example.org/help")),
	kong.TypeMapper(reflect.TypeFor[subject.Key](), reading(parsePhone, "a number with its country code, as +12025550100")),
	kong.TypeMapper(reflect.TypeFor[trend.Scope](), reading(trend.ParseScope, "country, provinces/CN-ZJ or campuses/ with a name")),
	kong.NamedMapper("origin", reading(web.ParseOrigin, "scheme and host alone, as https://ringfence.example")),
	kong.NamedMapper("digits", reading(parseDigits, "the number as people dial it, as 10691234567890")),
	kong.NamedMapper("hostport", reading(parseHostPort, "HOST:PORT as 127.0.0.1:8080, or as :8080 for every address of this machine")),
}

// reading reads a flag by a function. forms are the forms it takes.
func reading[T any](parse func(string) (T, error), forms string) kong.MapperFunc {
	return func(ctx *kong.DecodeContext, target reflect.Value) error {
		var text string
		if err := ctx.Scan.PopValueInto("a", &text); err != nil {
			return err
		}
		value, err := parse(text)
		if err != nil {
			return fmt.Errorf("write %s, not %q", forms, text)
		}
		target.Set(reflect.ValueOf(value))
		return nil
	}
}

func parseLevel(text string) (l slog.Level, err error) {
	err = l.UnmarshalText([]byte(text))
	return l, err
}

func parseDay(text string) (time.Time, error) { return time.Parse(time.DateOnly, text) }

func parsePhone(text string) (subject.Key, error) {
	key, err := subject.Parse(text, "")
	if err == nil && key.Kind() != subject.Number {
		err = errors.New("no telephone number")
	}
	return key, err
}

// parseDigits takes what only one country can dial, as the numbers of China's carriers for services.
func parseDigits(text string) (string, error) {
	if !dialled.MatchString(text) {
		return "", errors.New("no number")
	}
	return text, nil
}

var dialled = regexp.MustCompile(`^\+?[0-9]{3,21}$`)

func parseHostPort(text string) (string, error) {
	_, port, err := net.SplitHostPort(text)
	_, unlisted := strconv.ParseUint(port, 10, 16)
	return text, errors.Join(err, unlisted)
}
