package intake

import (
	"ringfence/internal/employer"
	"ringfence/internal/redact"
	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/internal/trend"
)

// testimony returns what is kept of a report beside its statements: its words, redacted, the bucket by which nobody speaks twice of one
// employer, and that by which no network makes a trend alone. Who vouches for the report later leaves it in the network that it came from.
func (in *Intake) testimony(r told, of reputation.SealedTestimony) (report.Testimony, error) {
	t := in.redacted(r.Report)
	network, err := in.Keys.WeekNetwork(r.by.Shard(of.Statements[0].Reporter), trend.WeekOf(of.Statements[0].At))
	if err != nil {
		return t, err
	}
	t.WeekNetwork = network + 1
	name, _ := employer.Of(&t)
	if name == "" || r.by.Identity != "" {
		return t, nil
	}
	bucket, err := in.Keys.EmployerBucket(r.by.Group, name, of.ReceivedAt)
	t.EmployerBucket = bucket + 1
	return t, err
}

func (in *Intake) redacted(r report.Report) report.Testimony {
	clean := func(s string) string { return redact.Text(s, r.Subjects...) }
	t := report.Testimony{Kind: r.Kind, Text: clean(r.Text), Knew: r.Knew, LeakSector: r.LeakSector, Campus: clean(r.Campus),
		Consent: r.Consent, Lang: r.Lang}
	if o := r.Offer; o != nil {
		t.Offer = &report.JobOffer{Title: clean(o.Title), ClaimsEmployer: clean(o.ClaimsEmployer), Platform: clean(o.Platform),
			Pay: clean(o.Pay), Duties: o.Duties}
	}
	if known, ok := in.Campuses.Official(r.Campus); ok { // some names in the directory look like a person's to redact
		t.Campus = known.Name
	}
	return t
}
