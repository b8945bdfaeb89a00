//go:build service

package mongo

import (
	"slices"
	"testing"

	"go.mongodb.org/mongo-driver/v2/bson"
	driver "go.mongodb.org/mongo-driver/v2/mongo"

	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/internal/trend"
)

// TestADatabaseOfTheVersionBefore has no indexes over what that version did not know, and its instances, which may go on for a while
// beside those of this one, leave an example where they withdraw a report.
func TestADatabaseOfTheVersionBefore(t *testing.T) {
	c := database(t)
	before := openAt(t, c)
	withdrawn, stays := made(1, number(1)), made(2, number(1))
	for _, r := range []reputation.SealedTestimony{withdrawn, stays} {
		check(t, before.File(t.Context(), r))
	}
	check(t, before.in(testimonies).Indexes().DropOne(t.Context(), byExample))
	for _, in := range []collection{weeks, bursts, hooks} {
		check(t, before.in(in).Drop(t.Context()))
	}
	check(t, before.Close())

	s := openAt(t, c)
	defer s.Close()
	for i, r := range []reputation.SealedTestimony{withdrawn, stays} {
		check(t, s.PutExample(t.Context(), trend.Example{
			ID: []string{"one", "another"}[i], Receipt: r.Receipt, Category: "survey", Kind: report.Call, Text: "heard it", ApprovedAt: noon,
		}))
	}
	did, err := s.update(t.Context(), testimonies, kept(withdrawn.Receipt), bson.M{"$set": bson.M{"w": true}, "$unset": bson.M{"x": "", "h": ""}})
	check(t, err)
	if all, err := s.Examples(t.Context()); err != nil || !did || len(all) != 1 || all[0].ID != "another" {
		t.Errorf("shown: %+v, %v", all, err)
	}
	check(t, s.SaveBurst(t.Context(), burst(1)))
	for in, name := range map[collection]string{testimonies: byExample, bursts: byLast} {
		made, err := s.in(in).Indexes().ListSpecifications(t.Context())
		check(t, err)
		if !slices.ContainsFunc(made, func(i driver.IndexSpecification) bool { return i.Name == name }) {
			t.Errorf("%s has no index %s", in, name)
		}
	}
}
