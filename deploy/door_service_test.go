//go:build service

package deploy_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"io"
	"math/big"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"ringfence/internal/freeport"
)

// What visitors send that must be found nowhere. The addresses are this machine's own.
const (
	visitor = "127.0.0.2"
	another = "127.0.0.3"
	marked  = "marked-agent"
	queried = "marked-query"
)

// door is a running proxy.
type door struct {
	*process
	http, https string // addresses
	home        string // all that it keeps
	trusted     *x509.CertPool
}

// openDoor starts Caddy with the Caddyfile before instances.
func openDoor(t *testing.T, instances ...string) *door {
	t.Helper()
	for range 5 { // a port that was free may be taken before Caddy listens
		if d := tryDoor(t, instances...); d != nil {
			return d
		}
	}
	t.Fatal("Caddy does not open")
	return nil
}

// tryDoor returns nil when Caddy ended before it was open.
func tryDoor(t *testing.T, instances ...string) *door {
	t.Helper()
	d := &door{http: freeport.Address(t), https: freeport.Address(t), home: t.TempDir()}
	certificate := d.certify(t)
	_, httpPort, _ := net.SplitHostPort(d.http)
	_, httpsPort, _ := net.SplitHostPort(d.https)
	cmd := exec.Command("../.tools/bin/caddy", "run", "--config", "Caddyfile", "--adapter", "caddyfile")
	cmd.Env = clean([]string{
		"HOME=" + d.home, "XDG_DATA_HOME=" + d.home, "XDG_CONFIG_HOME=" + d.home,
		"RINGFENCE_TLS=" + certificate, "RINGFENCE_INSTANCES=" + strings.Join(instances, " "),
		"RINGFENCE_HTTP_PORT=" + httpPort, "RINGFENCE_HTTPS_PORT=" + httpsPort,
	})
	d.process = start(t, cmd)
	client := d.client(t, another)
	ended := false
	await(t, d.process, "open", func() bool {
		select {
		case err := <-d.done:
			d.done <- err
			ended = true
		default:
		}
		return ended || get(client, d.url("/healthz")) == http.StatusOK
	})
	if ended {
		t.Logf("Caddy ended: %s", &d.out)
		return nil
	}
	return d
}

// certify makes a certificate for localhost and returns its two files, as RINGFENCE_TLS takes them.
func (d *door) certify(t *testing.T) string {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	now := time.Now()
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), DNSNames: []string{"localhost"}, NotBefore: now.Add(-time.Hour), NotAfter: now.Add(time.Hour),
		IsCA: true, BasicConstraintsValid: true,
	}
	signed, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	secret, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	certificateFile, keyFile := filepath.Join(folder, "cert.pem"), filepath.Join(folder, "key.pem")
	text := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: signed})
	for name, b := range map[string][]byte{certificateFile: text, keyFile: pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: secret})} {
		if err := os.WriteFile(name, b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	d.trusted = x509.NewCertPool()
	d.trusted.AppendCertsFromPEM(text)
	return certificateFile + " " + keyFile
}

func (d *door) url(path string) string { return "https://localhost" + path }

// client returns a client that comes from an address of this machine.
func (d *door) client(t *testing.T, from string) *http.Client {
	dialer := &net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(from)}, Timeout: 10 * time.Second}
	transport := &http.Transport{
		TLSClientConfig: &tls.Config{RootCAs: d.trusted},
		DialContext: func(ctx context.Context, _, address string) (net.Conn, error) {
			if strings.HasSuffix(address, ":443") {
				return dialer.DialContext(ctx, "tcp4", d.https)
			}
			return dialer.DialContext(ctx, "tcp4", d.http)
		},
	}
	t.Cleanup(transport.CloseIdleConnections)
	return &http.Client{
		Transport: transport, Timeout: 30 * time.Second,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// browser returns a client that speaks HTTP/2, as browsers do. By HTTP/1.1 the answer to a body that nobody reads to its end may be lost, and
// what is left of it be taken for the next request.
func (d *door) browser(t *testing.T) *http.Client {
	t.Helper()
	client := d.client(t, visitor)
	client.Transport.(*http.Transport).ForceAttemptHTTP2 = true
	return client
}

// ask sends a request and returns its answer, whose body is read.
func ask(t *testing.T, client *http.Client, method, url string, body io.Reader, header ...string) (*http.Response, string) {
	t.Helper()
	req, err := http.NewRequest(method, url, body)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i+1 < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	answer, err := client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	said, _ := io.ReadAll(answer.Body)
	return answer, string(said)
}

// behind starts the program as the proxy expects it.
func behind(t *testing.T, flags ...string) (*process, string) {
	t.Helper()
	return serve(t, t.TempDir(), append([]string{"--trusted-proxies", "127.0.0.1/32"}, flags...)...)
}
