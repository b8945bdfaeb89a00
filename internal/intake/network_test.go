package intake_test

import (
	"context"
	"fmt"
	"net/netip"
	"testing"
	"time"

	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
)

// bucketFor files an offer by an employer and returns what is sealed with it.
func (w *town) bucketFor(employer string, by reputation.Speaker, subjects ...subject.Key) uint8 {
	w.t.Helper()
	a := w.accept(report.Report{Kind: report.Offer, Subjects: subjects, Offer: &report.JobOffer{ClaimsEmployer: employer}}, by, "")
	kept, err := w.store.Testimony(context.Background(), a.Receipt.Hash())
	if err != nil {
		w.t.Fatal(err)
	}
	opened, err := w.keys.Unseal(kept.SealedOn, kept.Sealed, kept.Receipt)
	if err != nil {
		w.t.Fatal(err)
	}
	return opened.EmployerBucket
}

// weekNetwork returns what is sealed with a report of the reporter's network in the week that it tells of.
func (w *town) weekNetwork(receipt report.Receipt) uint8 {
	w.t.Helper()
	kept, err := w.store.Testimony(context.Background(), receipt.Hash())
	if err != nil {
		w.t.Fatal(err)
	}
	opened, err := w.keys.Unseal(kept.SealedOn, kept.Sealed, kept.Receipt)
	if err != nil {
		w.t.Fatal(err)
	}
	return opened.WeekNetwork
}

func TestOneNetworkHasOneBucketForAnEmployer(t *testing.T) {
	w := newTown(t)
	first := w.bucketFor("Acme Ltd.", web, number)
	if first < 1 || first > reputation.Buckets {
		t.Fatalf("bucket %d", first)
	}
	for _, spelling := range []string{"acme", "ACME Co., Ltd.", "A cme"} {
		if again := w.bucketFor(spelling, web, another); again != first {
			t.Errorf("%s: bucket %d, want %d", spelling, again, first)
		}
	}
	seen := map[uint8]bool{}
	for i := range 20 {
		seen[w.bucketFor("Acme", reputation.OnWeb(netip.MustParseAddr(fmt.Sprintf("198.51.%d.7", i))))] = true
	}
	if len(seen) < 3 {
		t.Errorf("20 networks have %d buckets", len(seen))
	}
	if none := w.bucketFor("", web); none != 0 {
		t.Errorf("no employer has bucket %d", none)
	}
	if none := w.bucketFor("Acme", reputation.ByPhone(aPhone)); none != 0 {
		t.Errorf("a reporter with a pseudonym has bucket %d", none)
	}
}

func TestOneNetworkHasOneBucketForAWeek(t *testing.T) {
	w := newTown(t)
	first := w.weekNetwork(w.accept(report.Report{}, web, "").Receipt)
	if first < 1 || first > reputation.Buckets {
		t.Fatalf("bucket %d", first)
	}
	for _, r := range []report.Report{{Subjects: []subject.Key{another}}, {Kind: report.Text}, {Polarity: report.Fine}, {OccurredAt: w.now.Add(-time.Hour)}} {
		if again := w.weekNetwork(w.accept(r, web, "").Receipt); again != first {
			t.Errorf("%+v: bucket %d, want %d", r, again, first)
		}
	}
	networks, weeks := map[uint8]bool{}, map[uint8]bool{}
	for i := range 20 {
		by := reputation.OnWeb(netip.MustParseAddr(fmt.Sprintf("198.51.%d.7", i)))
		networks[w.weekNetwork(w.accept(report.Report{}, by, "").Receipt)] = true
		w.now = w.now.AddDate(0, 0, 7)
		weeks[w.weekNetwork(w.accept(report.Report{}, web, "").Receipt)] = true
	}
	if len(networks) < 3 || len(weeks) < 3 {
		t.Errorf("20 networks have %d buckets, and one in 20 weeks %d", len(networks), len(weeks))
	}
}

// A campus has several networks, by its people; who confirms a report by phone leaves it in the network that it came from.
func TestTheNetworkOfAWeekIsThatOfTheReporter(t *testing.T) {
	w := newTown(t)
	networks := map[uint8]bool{}
	for i := range 40 {
		by := reputation.OnCampus("https://id.example", fmt.Sprint(i), "浙江大学")
		networks[w.weekNetwork(w.accept(report.Report{}, by, "").Receipt)] = true
	}
	if len(networks) < 3 {
		t.Errorf("the people of a campus have %d buckets", len(networks))
	}
	a := w.accept(report.Report{}, web, "")
	before := w.weekNetwork(a.Receipt)
	if err := w.Vouch(context.Background(), a.Receipt.Hash(), reputation.ByPhone(aPhone)); err != nil {
		t.Fatal(err)
	}
	if after := w.weekNetwork(a.Receipt); after != before {
		t.Errorf("bucket %d became %d", before, after)
	}
}
