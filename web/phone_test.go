package web

import "testing"

// phonePart is the part with numbers to text to, of which one proves nothing, changed as like says.
func phonePart(f Frame, like Phone) Phone {
	p := NewPhone(f, Texting{Numbers: []TextNumber{{Number: "+12025550150", Signed: true}, {Number: "+12025550151"}, {Number: attack, Signed: true}}}, like.Sent)
	p.Code, p.Secret, p.Asked, p.Gone = like.Code, like.Secret, like.Asked, like.Gone
	return p
}

func TestOnlyNumbersThatProveAPhoneAreShown(t *testing.T) {
	p := phonePart(Frame{}, Phone{})
	if len(p.Numbers) != 2 || p.Numbers[0].Label() != "+1 202-555-0150" || p.Numbers[1].Label() != attack || !p.Shown() {
		t.Errorf("%+v", p.Numbers)
	}
	if NewPhone(Frame{}, Texting{Numbers: []TextNumber{{Number: "+12025550151"}}}, true).Shown() {
		t.Error("a code can be texted to a number that proves nothing")
	}
}
