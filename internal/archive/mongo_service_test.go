//go:build service

package archive_test

import (
	"context"
	"crypto/rand"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	driver "go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"ringfence/store"
	"ringfence/store/mongo"
)

func TestToMongoDBAndBack(t *testing.T) { bothWays(t, openMongo(t)) }

// openMongo returns a store in a new database of the server in MONGODB_URI, or of the one that deploy/dev/services
// brings up.
func openMongo(t *testing.T) store.Store {
	t.Helper()
	uri := os.Getenv("MONGODB_URI")
	if uri == "" {
		out, err := exec.Command("../../deploy/dev/services", "mongodb").Output()
		check(t, err)
		_, uri, _ = strings.Cut(string(out), "MONGODB_URI=")
		uri, _, _ = strings.Cut(uri, "\n")
	}
	base, query, _ := strings.Cut(uri, "?")
	name := "test" + strings.ToLower(rand.Text()[:12])
	s, err := mongo.Open(t.Context(), mongo.Config{URI: strings.TrimSuffix(base, "/") + "/" + name + "?" + query, Deadline: 20 * time.Second})
	check(t, err)
	t.Cleanup(func() {
		check(t, s.Close())
		client, err := driver.Connect(options.Client().ApplyURI(uri))
		check(t, err)
		defer client.Disconnect(context.Background())
		check(t, client.Database(name).Drop(context.Background()))
	})
	return s
}
