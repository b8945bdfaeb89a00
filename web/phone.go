package web

import "slices"

// Phone is the part of a page by which a visitor proves a phone: a button that makes a code, the code and where to text it, or that it was
// texted. The zero Phone is not shown.
type Phone struct {
	Frame
	Numbers []TextNumber // that prove whose phone a message is from
	Form    string       // the form that its button sends, ...
	Path    string       // ... and where to
	Code    string       // to be texted; "" when there is none yet
	Secret  string       // of Code, for a form that is still to be sent; else ""
	Asked   bool         // Code was asked for just now, and the page leads to it
	Sent    bool         // the report was
	Proved  bool         // the code was texted
	Gone    bool         // it was not, while it was good
	Member  string       // the university whose member the visitor signed in as: then no phone need be proved; "" for none
}

// NewPhone returns the part for a report that is still to be sent, or was. It is not shown where no number proves a phone.
func NewPhone(f Frame, by Texting, sent bool) Phone {
	p := Phone{Frame: f, Form: "report", Path: "/report/phone", Sent: sent}
	if sent {
		p.Form, p.Path = "held", "/receipt/phone"
	}
	p.Numbers = slices.DeleteFunc(slices.Clone(by.Numbers), func(n TextNumber) bool { return !n.Signed })
	return p
}

// Shown reports whether there is anything to show.
func (p Phone) Shown() bool { return p.Proved || p.Member != "" || len(p.Numbers) > 0 }

// Heading says what the part is for, or that it is done.
func (p Phone) Heading() string {
	switch {
	case p.Member != "":
		return p.T("signin.member.title")
	case p.Proved:
		return p.T("phone.title.proved")
	case p.Sent:
		return p.T("phone.title")
	}
	return p.T("phone.title.optional")
}
