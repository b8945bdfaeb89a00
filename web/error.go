package web

import "fmt"

// Error is the page for a request that failed.
type Error struct {
	Frame
	Status int
}

func (Error) set() string { return "error" }

// Title names what failed.
func (e Error) Title() string { return e.T(fmt.Sprintf("error.%d.title", e.known())) }

// Description is the same in a sentence.
func (e Error) Description() string { return e.T(fmt.Sprintf("error.%d.text", e.known())) }

// ErrorStatuses are those that have words of their own.
func ErrorStatuses() []int { return []int{400, 403, 404, 405, 409, 410, 413, 415, 429, 500, 503} }

// known returns the status whose words fit.
func (e Error) known() int {
	for _, s := range ErrorStatuses() {
		if s == e.Status {
			return s
		}
	}
	if e.Status < 500 {
		return 400
	}
	return 500
}
