package web

// Heading says what the form is for.
func (r Report) Heading() string {
	if r.Entry.Code != "" {
		return r.T("correct.title")
	}
	return r.T("report.page")
}
