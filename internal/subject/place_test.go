package subject

import "testing"

func TestNumbersAreWrittenInTheWayOfTheCallingCode(t *testing.T) {
	for s, want := range map[string]string{
		"+8613800138000": "CN", "+12025550150": "US", "+14165550123": "CA", "+447700900123": "GB", "+80012345678": "", "CN/95588": "CN", "wechat/scam_er1": "",
	} {
		key, err := ParseKey(s)
		if err != nil {
			t.Fatal(err)
		}
		if got := key.DialRegion(); got != want {
			t.Errorf("%s is at home in %q, want %q", s, got, want)
		}
	}
}
