package casefile_test

import (
	"crypto/sha256"
	"reflect"
	"testing"
	"time"

	"ringfence/internal/casefile"
	"ringfence/internal/subject"
)

// marking stands for the keys of a service.
func marking(says []byte) [16]byte {
	hash := sha256.Sum256(append([]byte("a key"), says...))
	return [16]byte(hash[:16])
}

// TestAMarkVouchesForAll changes each field of a case: none may be changed by who lacks the key.
func TestAMarkVouchesForAll(t *testing.T) {
	about, err := subject.ParseKey("+12025550150")
	if err != nil {
		t.Fatal(err)
	}
	c := casefile.Case{
		ID: "a", Revision: 3, Subject: about, Claim: casefile.Wrong, Proof: casefile.TextFrom, Words: "We mend bicycles.", Lang: "en", State: casefile.InForce,
		OpenedAt: monday, ProvedAt: monday, ClosedAt: monday, Outcome: casefile.Upheld, Decision: "d", By: "Wei", Reason: "It rang many.", SealedOn: 5, Sealed: []byte("codes"),
	}.Marked(marking)
	if !c.MarkedBy(marking) {
		t.Fatal("a case has not the mark that it was given")
	}
	other, err := subject.ParseKey("+12025550151")
	if err != nil {
		t.Fatal(err)
	}
	for i := range reflect.TypeFor[casefile.Case]().NumField() {
		altered := c
		field := reflect.ValueOf(&altered).Elem().Field(i)
		switch was := field.Interface().(type) {
		case subject.Key:
			field.Set(reflect.ValueOf(other))
		case time.Time:
			field.Set(reflect.ValueOf(was.Add(time.Second)))
		case []byte:
			field.SetBytes([]byte("other codes"))
		case [16]byte:
			field.SetZero()
		default:
			field.Set(changed(field))
		}
		if altered.MarkedBy(marking) {
			t.Errorf("%s may be changed by who lacks the key", reflect.TypeFor[casefile.Case]().Field(i).Name)
		}
	}
	c.Outcome = ""
	c = c.Marked(marking)
	if moved, ok := c.Answer(casefile.Cleared, "Mei", "A shop.", monday); !ok || moved.MarkedBy(marking) {
		t.Errorf("a case that moved keeps its mark, or cannot: %v", ok)
	}
}

// changed returns another text or number of the same type.
func changed(v reflect.Value) reflect.Value {
	other := reflect.New(v.Type()).Elem()
	switch {
	case v.CanInt():
		other.SetInt(v.Int() + 1)
	case v.CanUint():
		other.SetUint(v.Uint() + 1)
	default:
		other.SetString(v.String() + "x")
	}
	return other
}
