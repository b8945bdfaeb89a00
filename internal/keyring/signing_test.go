package keyring

import (
	"bytes"
	"crypto/ed25519"
	"crypto/x509"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"

	"ringfence/internal/report"
)

const text = `{"format":1}` + "\n"

// opens returns by how many of these verifiers a note is verified.
func opens(t *testing.T, signed []byte, verifiers ...string) int {
	t.Helper()
	var known []note.Verifier
	for _, key := range verifiers {
		v, err := note.NewVerifier(key)
		if err != nil {
			t.Fatal(err)
		}
		known = append(known, v)
	}
	n, err := note.Open(signed, note.VerifierList(known...))
	if err != nil || n.Text != text {
		return 0
	}
	return len(n.Sigs)
}

func signing(t *testing.T, r *Ring, now time.Time) []SigningKey {
	t.Helper()
	keys, err := r.SigningKeys(now)
	if err != nil {
		t.Fatal(err)
	}
	return keys
}

func sign(t *testing.T, r *Ring, now time.Time) []byte {
	t.Helper()
	signed, err := r.SignNote([]byte(text), now)
	if err != nil {
		t.Fatal(err)
	}
	return signed
}

func rotate(t *testing.T, r *Ring, now time.Time) {
	t.Helper()
	if err := r.RotateSigning(now); err != nil {
		t.Fatal(err)
	}
}

// TestRotation tells the life of two signing keys.
func TestRotation(t *testing.T) {
	file := InFile(filepath.Join(t.TempDir(), "keys"))
	ring, err := OpenAt(file, now)
	if err != nil {
		t.Fatal(err)
	}
	first := signing(t, ring, now)
	if len(first) != 1 || !first[0].Made.Equal(now.Truncate(time.Second)) || !first[0].Until.IsZero() || !strings.HasPrefix(first[0].Verifier, "ringfence/"+ring.Fingerprint()+"+") {
		t.Fatalf("at first: %+v", first)
	}
	old := first[0].Verifier
	if opens(t, sign(t, ring, now), old) != 1 {
		t.Error("what the only key signed is not verified by it")
	}
	rotated := now.AddDate(1, 0, 0)
	rotate(t, ring, rotated)
	keys := signing(t, ring, rotated)
	if len(keys) != 2 || keys[1].Verifier != old || !keys[0].Until.IsZero() || !keys[1].Until.Equal(rotated.Truncate(time.Second).Add(SignsOn)) {
		t.Fatalf("after a rotation: %+v", keys)
	}
	young := keys[0].Verifier
	for _, step := range []struct {
		when      time.Duration
		old, both int
	}{{0, 1, 2}, {SignsOn - time.Minute, 1, 2}, {SignsOn, 0, 1}} {
		signed := sign(t, ring, rotated.Add(step.when))
		if opens(t, signed, old) != step.old || opens(t, signed, young) != 1 || opens(t, signed, old, young) != step.both {
			t.Errorf("%s after the rotation: %s", step.when, signed)
		}
		if again := sign(t, reopen(t, file), rotated.Add(step.when)); !bytes.Equal(again, signed) {
			t.Errorf("the same keys made %s and %s", signed, again)
		}
	}
	for when, want := range map[time.Duration]int{SignsOn - time.Minute: 0, SignsOn: 1} {
		if o, err := Look(file, rotated.Add(when)); err != nil || o.Over != want {
			t.Errorf("%s after the rotation %d keys are over, %v", when, o.Over, err)
		}
	}
	if n, err := ring.Expire(rotated.Add(SignsOn)); err != nil || n != 1 {
		t.Errorf("destroyed %d keys, %v", n, err)
	}
	if n, err := ring.Expire(rotated.AddDate(50, 0, 0)); err != nil || n != 0 {
		t.Errorf("the newest key ends by itself: destroyed %d, %v", n, err)
	}
	if left := signing(t, reopen(t, file), rotated); len(left) != 1 || left[0].Verifier != young {
		t.Errorf("left are %+v", left)
	}
}

func TestAnAlteredNoteDoesNotVerify(t *testing.T) {
	_, ring := inFile(t)
	signed, key := sign(t, ring, now), signing(t, ring, now)[0].Verifier
	for i := range len(text) {
		altered := bytes.Clone(signed)
		altered[i] ^= 1
		if opens(t, altered, key) != 0 {
			t.Errorf("verified though byte %d is another: %q", i, altered)
		}
	}
	head, encoded := signed[:bytes.LastIndexByte(signed, ' ')+1], bytes.TrimSpace(signed[bytes.LastIndexByte(signed, ' ')+1:])
	signature, err := base64.StdEncoding.DecodeString(string(encoded))
	if err != nil || len(signature) != 4+ed25519.SignatureSize {
		t.Fatalf("%q, %v", encoded, err)
	}
	for i := range signature {
		altered := bytes.Clone(signature)
		altered[i] ^= 1
		if opens(t, fmt.Appendf(bytes.Clone(head), "%s\n", base64.StdEncoding.EncodeToString(altered)), key) != 0 {
			t.Errorf("verified though byte %d of the signature is another", i)
		}
	}
	if opens(t, fmt.Appendf(bytes.Clone(head), "%s\n", base64.StdEncoding.EncodeToString(signature)), key) != 1 {
		t.Error("what was not altered does not verify")
	}
}

func TestOnlyTextThatEndsWithANewlineIsSigned(t *testing.T) {
	_, ring := inFile(t)
	if signed, err := ring.SignNote([]byte("half a line"), now); err == nil {
		t.Errorf("signed %q", signed)
	}
}

// TestRotationsAtOnce make as many keys, of which the last signs for good.
func TestRotationsAtOnce(t *testing.T) {
	ring, err := OpenAt(InFile(filepath.Join(t.TempDir(), "keys")), now)
	if err != nil {
		t.Fatal(err)
	}
	first := signing(t, ring, now)[0].Verifier
	for n := range time.Duration(3) {
		rotate(t, ring, now.Add((n+1)*time.Millisecond))
	}
	keys := signing(t, ring, now)
	if last := keys[len(keys)-1].Verifier; last != first {
		t.Errorf("the first key %s became %s", first, last)
	}
	for i, k := range keys {
		if i > 0 && (!k.Made.Before(keys[i-1].Made) || k.Until.IsZero()) || (i == 0 && !k.Until.IsZero()) {
			t.Errorf("key %d: %+v", i, k)
		}
	}
	if len(keys) != 4 {
		t.Errorf("%d keys", len(keys))
	}
}

// TestAKeyThatLeakedSignsNoMore in any process, once that has looked.
func TestAKeyThatLeakedSignsNoMore(t *testing.T) {
	file, ring := inFile(t)
	other := reopen(t, file)
	rotate(t, ring, now)
	leaked := signing(t, ring, now)
	if err := ring.ReplaceSigning(now); err != nil {
		t.Fatal(err)
	}
	if err := other.CatchUp(); err != nil {
		t.Fatal(err)
	}
	for _, r := range []*Ring{ring, other, reopen(t, file)} {
		keys := signing(t, r, now)
		if len(keys) != 1 || !keys[0].Until.IsZero() || !keys[0].Made.After(leaked[0].Made) {
			t.Fatalf("%+v sign", keys)
		}
		signed := sign(t, r, now)
		if opens(t, signed, leaked[0].Verifier, leaked[1].Verifier) != 0 || opens(t, signed, keys[0].Verifier) != 1 {
			t.Errorf("signed %s", signed)
		}
	}
}

// TestAnotherProcessLearnsOfARotation when it looks, and goes on with what it knows while the file cannot be read.
func TestAnotherProcessLearnsOfARotation(t *testing.T) {
	file, ring := inFile(t)
	other := reopen(t, file)
	rotate(t, ring, now)
	before, err := len(signing(t, other, now)), other.CatchUp()
	if after := len(signing(t, other, now)); err != nil || before != 1 || after != 2 {
		t.Errorf("%d keys, after a look %d, %v", before, after, err)
	}
	if err := os.Chmod(file.path, 0o644); err != nil { // which is refused
		t.Fatal(err)
	}
	if err := other.CatchUp(); err == nil || len(signing(t, other, now)) != 2 {
		t.Errorf("%v without the file", err)
	}
}

// TestNobodyWaitsForTheVault who needs no more than is in memory: the disk of the keys may hang.
func TestNobodyWaitsForTheVault(t *testing.T) {
	hung := &hungVault{asked: make(chan struct{}), goes: make(chan struct{})}
	ring, err := OpenAt(hung, now)
	if err != nil {
		t.Fatal(err)
	}
	receipt := ring.Receipt(report.ID{1})
	hung.hangs = true
	var looks sync.WaitGroup
	looks.Go(func() {
		if err := ring.CatchUp(); err != nil {
			t.Error(err)
		}
	})
	<-hung.asked
	if len(signing(t, ring, now)) != 1 || ring.Receipt(report.ID{1}) != receipt {
		t.Error("other keys while the vault hangs")
	}
	close(hung.goes)
	looks.Wait()
}

// hungVault tells when it is asked, and then does not answer until it goes again.
type hungVault struct {
	Memory
	hangs       bool
	asked, goes chan struct{}
}

func (v *hungVault) Update(change func(*Material) (bool, error)) error {
	if v.hangs {
		close(v.asked)
		<-v.goes
	}
	return v.Memory.Update(change)
}

// TestACopyOfTheKeysSigns also one that was taken at once, by this version or one that knew no signatures.
func TestACopyOfTheKeysSigns(t *testing.T) {
	for name, before := range map[string]string{"new": "", "of an earlier version": `{"Format": 1, "Fingerprint": "x", "Named": {"receipt": "` + strings.Repeat("07", 32) + `"}}`} {
		path := filepath.Join(t.TempDir(), "keys")
		if before != "" {
			if err := os.WriteFile(path, []byte(before), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		ring, err := Open(InFile(path))
		if err != nil {
			t.Fatal(err)
		}
		copied, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		key := signing(t, ring, now)[0].Verifier
		if err := os.WriteFile(path, copied, 0o600); err != nil {
			t.Fatal(err)
		}
		restored := reopen(t, InFile(path))
		if again := signing(t, restored, now); len(again) != 1 || again[0].Verifier != key {
			t.Errorf("%s: %s became %+v", name, key, again)
		}
	}
}

// TestAnEarlierVersionKeepsSigningKeys: it takes them for further named keys and writes them back with the rest.
func TestAnEarlierVersionKeepsSigningKeys(t *testing.T) {
	file, ring := inFile(t)
	rotate(t, ring, now)
	want := signing(t, ring, now)
	var earlier struct {
		About, Fingerprint string
		Format             int
		Named              map[string]string
	}
	b, err := os.ReadFile(file.path)
	if err == nil {
		err = json.Unmarshal(b, &earlier)
	}
	if err != nil || earlier.Format != 1 {
		t.Fatalf("format %d, %v", earlier.Format, err)
	}
	if b, err = json.Marshal(earlier); err == nil {
		err = os.WriteFile(file.path, b, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	if got := signing(t, reopen(t, file), now); fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("%v became %v", want, got)
	}
}

func TestSigningKeysDoNotTellTheirSecrets(t *testing.T) {
	_, ring := inFile(t)
	seed := signingKeys(&ring.material)[0].seed
	shown := fmt.Sprintf("%+v %#v %s", signing(t, ring, now), signingKeys(&ring.material), sign(t, ring, now))
	for _, secret := range []string{hex.EncodeToString(seed[:]), string(seed[:]), base64.StdEncoding.EncodeToString(seed[:])} {
		if strings.Contains(shown, secret) {
			t.Errorf("it is in %s", shown)
		}
	}
}

// TestOpenSSLVerifies what is signed, which knows nothing of notes: the last line but its key's name and hash is an Ed25519
// signature of all before the empty line.
func TestOpenSSLVerifies(t *testing.T) {
	_, ring := inFile(t)
	said, signature, _ := strings.Cut(string(sign(t, ring, now)), "\n\n— ")
	_, encoded, _ := strings.Cut(strings.TrimSpace(signature), " ")
	signed, err := base64.StdEncoding.DecodeString(encoded)
	if err != nil || len(signed) != 4+ed25519.SignatureSize {
		t.Fatalf("%q, %v", signature, err)
	}
	parts := strings.SplitN(signing(t, ring, now)[0].Verifier, "+", 3)
	key, err := base64.StdEncoding.DecodeString(parts[2])
	if err != nil || len(key) != 1+ed25519.PublicKeySize {
		t.Fatalf("%q, %v", parts, err)
	}
	der, err := x509.MarshalPKIXPublicKey(ed25519.PublicKey(key[1:]))
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	write := func(name string, b []byte) string {
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, b, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	public := write("public.pem", pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der}))
	for said, want := range map[string]bool{said + "\n": true, said: false, strings.ToUpper(said) + "\n": false} {
		out, err := exec.CommandContext(t.Context(), "openssl", "pkeyutl", "-verify", "-rawin", "-pubin", "-inkey", public, "-sigfile", write("signature", signed[4:]), "-in", write("text", []byte(said))).CombinedOutput()
		if is := err == nil; is != want || strings.Contains(string(out), "Verified Successfully") != want {
			t.Errorf("openssl verifies %q: %v, %s", said, err, out)
		}
	}
}
