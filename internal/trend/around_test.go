package trend

import (
	"slices"
	"testing"
)

func TestScopesLieInOthers(t *testing.T) {
	zju, zhejiang := Campus("浙江大学"), Province("CN-ZJ")
	for _, test := range []struct {
		scope  Scope
		region string
		want   []Scope
	}{
		{Country(), "", []Scope{Country()}},
		{zhejiang, "", []Scope{zhejiang, Country()}},
		{zju, "CN-ZJ", []Scope{zju, zhejiang, Country()}},
		{zju, "", []Scope{zju, Country()}},
	} {
		if got := test.scope.Around(test.region); !slices.Equal(got, test.want) {
			t.Errorf("%v lies in %v", test.scope, got)
		}
	}
}
