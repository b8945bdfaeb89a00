package mongo

import (
	"reflect"
	"testing"

	"go.mongodb.org/mongo-driver/v2/bson"
)

func TestDocumentsAreAddedToAndRenamed(t *testing.T) {
	before, err := bson.Marshal(bson.D{{Key: "_id", Value: "short"}, {Key: "n", Value: int32(1)}})
	if err != nil {
		t.Fatal(err)
	}
	more, err := with(before, bson.M{"awaits": "qq/10000"})
	if err != nil {
		t.Fatal(err)
	}
	after, err := named(more, "a longer name")
	if err != nil {
		t.Fatal(err)
	}
	var got bson.M
	if err := bson.Unmarshal(after, &got); err != nil || after.Validate() != nil {
		t.Fatalf("%v, %v", err, after.Validate())
	}
	if want := (bson.M{"_id": "a longer name", "n": int32(1), "awaits": "qq/10000"}); !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}
