package redact

import "testing"

func TestLabelledIsWhatSomethingWasRemovedFrom(t *testing.T) {
	for text, want := range map[string]bool{
		"〔姓名〕工作室": true, "Studio of [name]": true, "星河科技有限公司": false, "[sic] & 〔原文〕 Ltd": false, "": false,
	} {
		if Labelled(text) != want {
			t.Errorf("%q: %v", text, Labelled(text))
		}
	}
}
