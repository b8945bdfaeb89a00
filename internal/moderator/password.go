package moderator

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/alexedwards/argon2id"
	"golang.org/x/text/unicode/norm"
)

// Lengths of a password, in runes.
const (
	MinPassword = 12
	MaxPassword = 128
)

// Refusals of passwords.
var (
	ErrShort  = fmt.Errorf("a password has at least %d characters", MinPassword)
	ErrLong   = fmt.Errorf("a password has at most %d characters", MaxPassword)
	ErrNamed  = errors.New("the password holds the name of its account")
	ErrCommon = errors.New("the password is one that is tried first")
)

// Cost is what hashing a password takes.
type Cost struct {
	Memory uint32 // in KiB
	Passes uint32
	Lanes  uint8
}

// Recommended is the second recommended option of RFC 9106, section 4.
func Recommended() Cost { return Cost{Memory: 64 << 10, Passes: 3, Lanes: 4} }

// common are what passwords that are tried first are made of; digits and letters around make them no better.
var common = []string{
	"password", "passw0rd", "qwerty", "azerty", "asdfgh", "zxcvbn", "1qaz2wsx", "q1w2e3r4", "letmein", "iloveyou", "welcome", "administrator", "changeme",
	"abcdef", "123456", "234567", "345678", "456789", "987654", "876543", "765432", "654321", "111111", "222222", "333333", "444444", "555555", "666666",
	"777777", "888888", "999999", "000000", "112233", "123123", "123321", "121212", "5201314", "woaini", "ringfence", "moderator", "mima",
}

// differ is how many different characters make a password that nobody counts through.
const (
	differ = 5
	beyond = 8 // and how many characters it has beside what is tried first
	named  = 4 // bytes of a name that are not in it by chance: two Chinese characters are more, "Li" is less
)

// CheckPassword returns why a password cannot be that of an account, or nil.
func CheckPassword(name, password string) error {
	password = norm.NFKC.String(password)
	switch n := utf8.RuneCountInString(password); {
	case !utf8.ValidString(password) || n < MinPassword:
		return ErrShort
	case n > MaxPassword:
		return ErrLong
	case len(bare(name)) >= named && strings.Contains(bare(password), bare(name)):
		return ErrNamed
	}
	seen, rest := map[rune]bool{}, strings.ToLower(password)
	for _, r := range rest {
		seen[r] = true
	}
	for _, c := range common {
		rest = strings.ReplaceAll(rest, c, "")
	}
	if len(seen) < differ || utf8.RuneCountInString(rest) < beyond {
		return ErrCommon
	}
	return nil
}

// HashPassword returns what is kept of a password. At the recommended cost it takes 64 MiB and some tenths of a second.
func HashPassword(password string, cost Cost) (string, error) {
	hash, err := argon2id.CreateHash(norm.NFKC.String(password), &argon2id.Params{
		Memory: cost.Memory, Iterations: cost.Passes, Parallelism: cost.Lanes, SaltLength: 16, KeyLength: 32,
	})
	if err != nil {
		return "", fmt.Errorf("moderator: %w", err)
	}
	return hash, nil
}

// nobody is a hash of no password that anyone has: checking against it takes as long as against another's.
func nobody(cost Cost) string {
	return fmt.Sprintf("$argon2id$v=19$m=%d,t=%d,p=%d$cmluZ2ZlbmNlbm9ib2R5IQ$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", cost.Memory, cost.Passes, cost.Lanes)
}

// HasPassword reports whether this is the password of the account. It takes as long where the account has none, as one that is unknown.
func (a Account) HasPassword(password string, cost Cost) bool {
	kept := a.Password
	if kept == "" {
		kept = nobody(cost)
	}
	is, err := argon2id.ComparePasswordAndHash(norm.NFKC.String(password), kept)
	return err == nil && is && a.Password != ""
}
