package web

import (
	"fmt"
)

func errorExamples(s sample) map[string]Page {
	pages := map[string]Page{
		"error, unnamed 4": Error{Frame: s.Frame, Status: 418},
		"error, unnamed 5": Error{Frame: s.Frame, Status: 507},
	}
	for _, status := range ErrorStatuses() {
		pages[fmt.Sprint("error ", status)] = Error{Frame: s.Frame, Status: status}
	}
	return pages
}
