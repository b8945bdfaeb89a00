package gateway_test

import "ringfence/internal/subject"

func mustKey(s string) subject.Key {
	key, err := subject.ParseKey(s)
	if err != nil {
		panic(err)
	}
	return key
}

var aPhone = mustKey("+12025550150")
