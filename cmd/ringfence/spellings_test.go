package main

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"strconv"
	"strings"
)

// spellings are the ways in which people and programs write a number.
func spellings(number string) []string {
	digits := strings.TrimPrefix(number, "+")
	national := strings.TrimPrefix(strings.TrimPrefix(strings.TrimPrefix(digits, "44"), "86"), "1")
	if strings.HasPrefix(digits, "86") {
		national = digits[2:]
	}
	all := []string{digits, national}
	for _, group := range []int{3, 4} {
		for _, by := range []string{" ", "-", ".", ") ", "%20"} {
			all = append(all, national[:group]+by+national[group:], national[:3]+by+national[3:len(national)-4]+by+national[len(national)-4:])
		}
	}
	for _, text := range []string{number, digits, national} {
		all = append(all, hex.EncodeToString([]byte(text)), strings.ToUpper(hex.EncodeToString([]byte(text))), backwards(text), wide(text))
		for shift := range 3 { // inside a longer text, base64 has it in one of three ways
			encoded := base64.StdEncoding.EncodeToString([]byte(strings.Repeat("x", shift) + text))
			all = append(all, encoded[(shift*8+5)/6:len(text)*8/6])
		}
	}
	n, _ := strconv.ParseUint(digits, 10, 64)
	return append(all, packed(digits), string(bytes.TrimLeft(binary.BigEndian.AppendUint64(nil, n), "\x00")), string(bytes.TrimRight(binary.LittleEndian.AppendUint64(nil, n), "\x00")))
}

// packed is binary coded decimal.
func packed(digits string) string {
	if len(digits)%2 != 0 {
		digits += "f"
	}
	b, _ := hex.DecodeString(digits)
	return string(b)
}

func backwards(s string) string {
	b := []byte(s)
	for i, j := 0, len(b)-1; i < j; i, j = i+1, j-1 {
		b[i], b[j] = b[j], b[i]
	}
	return string(b)
}

// wide has full-width digits.
func wide(s string) string {
	return strings.Map(func(r rune) rune { return r - '0' + '０' }, strings.TrimPrefix(s, "+"))
}
