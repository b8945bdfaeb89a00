//go:build service

package deploy_test

import (
	"context"
	"crypto/rand"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	driver "go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
)

// database returns a database of its own at the MongoDB that MONGODB_URI names, or else at the one that
// deploy/dev/services brings up.
func database(t *testing.T) string {
	t.Helper()
	server := os.Getenv("MONGODB_URI")
	if server == "" {
		out, err := exec.Command("dev/services", "mongodb").Output()
		found := regexp.MustCompile(`(?m)^MONGODB_URI=(.*)$`).FindSubmatch(out)
		if err != nil || found == nil {
			t.Fatalf("this test needs MongoDB: set MONGODB_URI, or see why deploy/dev/services fails: %v", err)
		}
		server = string(found[1])
	}
	base, query, _ := strings.Cut(server, "?")
	name := "test" + strings.ToLower(rand.Text()[:12])
	uri := strings.TrimSuffix(base, "/") + "/" + name + "?" + query
	t.Cleanup(func() {
		client, err := driver.Connect(options.Client().ApplyURI(uri))
		if err != nil {
			t.Error(err)
			return
		}
		defer func() { _ = client.Disconnect(context.Background()) }()
		if err := client.Database(name).Drop(context.Background()); err != nil {
			t.Error(err)
		}
	})
	return uri
}

// TestMoveToMongoDB does what the runbook says: afterwards the service, its commands and the nightly copy all mean
// MongoDB, and none of them the store that was left.
func TestMoveToMongoDB(t *testing.T) {
	m := newMachine(t)
	m.systemctl("systemctl start ringfence")
	receipt := file(t, http.DefaultClient, "http://"+m.at)
	m.systemctl("systemctl start ringfence-backup")
	const heading = "From the embedded store to MongoDB"
	m.follow(heading, 0)
	settings, err := os.OpenFile(filepath.Join(m.root, "ringfence.env"), os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := settings.WriteString("MONGODB_URI=" + database(t) + "\n"); err != nil {
		t.Fatal(err)
	}
	if err := settings.Close(); err != nil {
		t.Fatal(err)
	}
	printed := m.follow(heading, 1)
	if !strings.Contains(printed, "compared 1 subject") || !strings.Contains(printed, "no difference") {
		t.Errorf("after the move: %s", printed)
	}
	if status := get(http.DefaultClient, "http://"+m.at+"/v1/receipts/"+receipt); status != http.StatusOK {
		t.Errorf("the report of before the move: %d", status)
	}
	for pattern, want := range map[string]int{
		"backups/ringfence-*.db": 1, "backups/ringfence-*.archive": 1, "backups/.*": 0, "data/ringfence.db": 0,
	} {
		if found, err := filepath.Glob(filepath.Join(m.root, pattern)); err != nil || len(found) != want {
			t.Errorf("%s: %v, %v; want %d", pattern, found, err, want)
		}
	}
}
