//go:build service

package main

import (
	"context"
	"strings"
	"syscall"
	"testing"

	driver "go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
)

// TestDoctorOnMongoDBAndRedis looks at servers that are there, before, while and after Ringfence uses them.
func TestDoctorOnMongoDBAndRedis(t *testing.T) {
	uri, redis := database(t), ownRedis(t)
	t.Chdir(t.TempDir())
	client, err := driver.Connect(options.Client().ApplyURI(uri))
	if err != nil {
		t.Fatal(err)
	}
	defer client.Disconnect(context.Background())
	name := uri[strings.LastIndex(uri, "/")+1:]
	name, _, _ = strings.Cut(name, "?")
	db := client.Database(name)
	both := []string{"--mongodb", uri, "--redis", redis}

	printed := consult(t, both...)
	says(t, printed, "ok", "mongodb", "no data in MongoDB at")
	says(t, printed, "ok", "redis", "and counts for all instances")
	if made, err := db.ListCollectionNames(t.Context(), map[string]any{}); err != nil || len(made) > 0 {
		t.Errorf("doctor made %v, %v", made, err)
	}

	s := start("ringfence", ".", []string{"MONGODB_URI=" + uri}, []string{"--redis", redis})
	t.Cleanup(func() { s.signal(syscall.SIGKILL) })
	if s.url == "" {
		t.Fatal(s.err)
	}
	eventually(t, "the server is ready", func() bool { status, _ := fetch(t, s.url+"/readyz"); return status == 200 })
	post(t, s.url, 1)
	printed = consult(t, append(both, "--listen", strings.TrimPrefix(s.url, "http://"))...)
	says(t, printed, "ok", "mongodb", "8 subjects; every index is there")
	says(t, printed, "ok", "keys file", "the data belong to it")
	says(t, printed, "ok", "listen", "and is ready")

	if _, err := db.Collection("meta").InsertOne(t.Context(), map[string]any{"_id": "restoring", "archive": "x"}); err != nil {
		t.Fatal(err)
	}
	says(t, consult(t, both...), "wrong", "mongodb", "an import of an archive was interrupted here")
	if _, err := db.Collection("meta").DeleteOne(t.Context(), map[string]any{"_id": "restoring"}); err != nil {
		t.Fatal(err)
	}
	if err := db.Collection("projections").Indexes().DropOne(t.Context(), "due"); err != nil {
		t.Fatal(err)
	}
	says(t, consult(t, both...), "warning", "mongodb", "indexes are missing: projections.due. Fix: start a server, which makes them")
	says(t, consult(t, append(both, "--keys", "other.keys")...), "wrong", "keys file", "other.keys is missing, and the data in MongoDB at")
	if _, err := db.Collection("meta").UpdateByID(t.Context(), "format", map[string]any{"$set": map[string]any{"version": 99}}); err != nil {
		t.Fatal(err)
	}
	says(t, consult(t, both...), "wrong", "mongodb", "install that version of ringfence or a later one")
}

func TestDoctorOnARedisThatCannotBeUsed(t *testing.T) {
	t.Chdir(t.TempDir())
	locked := ownRedis(t, "--requirepass", "hunter2")
	says(t, consult(t, "--redis", locked), "wrong", "redis", "NOAUTH")
	says(t, consult(t, "--redis", strings.Replace(locked, "//", "//:wrong@", 1)), "wrong", "redis", "WRONGPASS")
	says(t, consult(t, "--redis", strings.Replace(locked, "//", "//:hunter2@", 1)), "ok", "redis", "counts for all instances")
	says(t, consult(t, "--redis", ownRedis(t, "--maxmemory", "1100000")), "warning", "redis", "and then refuses to count")
	says(t, consult(t, "--redis", ownRedis(t, "--rename-command", "EVAL", "")), "wrong", "redis", "refuses scripts")
}
