package record

import (
	"cmp"
	"errors"
	"slices"

	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/internal/trend"
)

type example struct {
	ID       string          `bson:"_id"`
	Receipt  []byte          `bson:"r"`
	Category report.Category `bson:"c"`
	Kind     report.Kind     `bson:"k"`
	Lang     string          `bson:"l,omitempty"`
	Text     string          `bson:"x"`
	Approved int32           `bson:"d"`
	By       string          `bson:"b,omitempty"`
}

// AdmitExample returns an example as every store keeps it, approved on a day. The error tells what no caller should ask to be kept.
func AdmitExample(e trend.Example) (trend.Example, error) {
	switch {
	case e.ID == "":
		return e, errors.New("an example without an ID")
	case e.Category == "" || e.Text == "":
		return e, errors.New("an example of nothing")
	case e.ApprovedAt.Unix() <= 0:
		return e, errors.New("an example that was never approved")
	}
	e.ApprovedAt = reputation.DateOf(e.ApprovedAt).Time()
	return e, nil
}

// SortExamples puts examples in the order in which Examples returns them.
func SortExamples(all []trend.Example) {
	slices.SortFunc(all, func(a, b trend.Example) int {
		return cmp.Or(cmp.Compare(a.Category, b.Category), b.ApprovedAt.Compare(a.ApprovedAt), cmp.Compare(a.ID, b.ID))
	})
}

// ShownExamples returns those examples whose report, which is one of these, says something against somebody that counts, in the order of
// SortExamples.
func ShownExamples(all []trend.Example, reports []reputation.SealedTestimony) (shown []trend.Example) {
	counts := make(map[report.ReceiptHash]bool, len(reports))
	for i := range reports {
		counts[reports[i].Receipt] = len(reports[i].Against()) > 0
	}
	for _, e := range all {
		if counts[e.Receipt] {
			shown = append(shown, e)
		}
	}
	SortExamples(shown)
	return shown
}

// EncodeExample writes e.
func EncodeExample(e trend.Example) ([]byte, error) {
	return encode("example", example{e.ID, e.Receipt[:], e.Category, e.Kind, e.Lang, e.Text, int32(reputation.DateOf(e.ApprovedAt)), e.By})
}

// DecodeExample reads what EncodeExample wrote.
func DecodeExample(b []byte) (trend.Example, error) {
	var doc example
	if err := decode("example", b, &doc); err != nil {
		return trend.Example{}, err
	}
	if doc.ID == "" || len(doc.Receipt) != len(report.ReceiptHash{}) {
		return trend.Example{}, damaged("example", errors.New("no ID, or a receipt hash of another length"))
	}
	return trend.Example{
		ID: doc.ID, Receipt: report.ReceiptHash(doc.Receipt), Category: doc.Category, Kind: doc.Kind, Lang: doc.Lang, Text: doc.Text,
		ApprovedAt: reputation.Date(doc.Approved).Time(), By: doc.By,
	}, nil
}
