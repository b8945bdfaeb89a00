package web

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"ringfence/internal/listing"
	"ringfence/web/catalogue"
)

func TestListsNameEveryFormat(t *testing.T) {
	var got []string
	for _, f := range (Lists{Frame: Frame{Lang: catalogue.En}}).Files() {
		got = append(got, f.Name)
		if _, ok := listing.FormatNamed(f.Name); !ok {
			t.Errorf("there is no %s", f.Name)
		}
	}
	want := append((&listing.List{}).Names(), "callkit/86.json")
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("the page names %q, want %q", got, want)
	}
}

// TestListsAreVerifiedByTheCommandsShown runs them over what two keys signed, with the key that is known and with another, and over what
// was changed since.
func TestListsAreVerifiedByTheCommandsShown(t *testing.T) {
	page := Lists{Frame: Frame{Lang: catalogue.En}}
	known, other := ed25519.NewKeyFromSeed([]byte(strings.Repeat("k", 32))), ed25519.NewKeyFromSeed([]byte(strings.Repeat("o", 32)))
	list := "a list\n"
	text := fmt.Sprintf(`{"format":1,"files":[{"name":"numbers.json","bytes":%d,"sha256":"%x"},{"name":"numbers.rfl","bytes":1,"sha256":"00"}]}`+"\n", len(list), sha256.Sum256([]byte(list)))
	note := text + "\n" + signatureLine(known, text) + signatureLine(other, text)
	for _, c := range []struct {
		what, manifest, list string
		key                  ed25519.PrivateKey
		verified, same       bool
	}{
		{"as they were signed", note, list, known, true, true},
		{"by the key that signs beside it", note, list, other, true, true},
		{"by a key that signs nothing", note, list, ed25519.NewKeyFromSeed(make([]byte, 32)), false, true},
		{"with another manifest", strings.Replace(note, "1,", "2,", 1), list, known, false, true},
		{"with another list", note, "a lost\n", known, true, false},
	} {
		dir := t.TempDir()
		for name, content := range map[string]string{"manifest": c.manifest, "numbers.json": c.list} {
			if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		cmd := exec.CommandContext(t.Context(), "sh", "-c", page.Verify().Text+"\n"+page.Compare().Text)
		cmd.Dir, cmd.Env = dir, append(os.Environ(), "KEY="+verifier(c.key))
		out, _ := cmd.CombinedOutput() // its last status is that of the comparison
		verified, same := strings.Contains(string(out), page.Verify().Answer), strings.Contains(string(out), page.Compare().Answer)
		if verified != c.verified || same != c.same {
			t.Errorf("%s: verified %v, the same %v\n%s", c.what, verified, same, out)
		}
	}
}

const signer = "ringfence/0a1b2c3d"

// keyHash tells keys of one name apart, after C2SP signed-note.
func keyHash(key ed25519.PrivateKey) []byte {
	public := key.Public().(ed25519.PublicKey) //nolint:forcetypeassert // it is
	sum := sha256.Sum256(append([]byte(signer+"\n\x01"), public...))
	return sum[:4]
}

// verifier writes a key as golang.org/x/mod/sumdb/note does.
func verifier(key ed25519.PrivateKey) string {
	public := key.Public().(ed25519.PublicKey) //nolint:forcetypeassert // it is
	return fmt.Sprintf("%s+%08x+%s", signer, binary.BigEndian.Uint32(keyHash(key)), base64.StdEncoding.EncodeToString(append([]byte{1}, public...)))
}

func signatureLine(key ed25519.PrivateKey, text string) string {
	return "— " + signer + " " + base64.StdEncoding.EncodeToString(append(keyHash(key), ed25519.Sign(key, []byte(text))...)) + "\n"
}
