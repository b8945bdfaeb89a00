package catalogue

import (
	"regexp"
	"strings"
	"testing"
)

// TestArticlesOfLawStandInOnePlace: with when each was checked and that it is no advice, which no sentence elsewhere says.
func TestArticlesOfLawStandInOnePlace(t *testing.T) {
	named := regexp.MustCompile(`《[^》]*(法|条例|办法)》|\b[A-Z]\w+ (Law|Code)\b`)
	for _, l := range Langs() {
		for id, forms := range messages(t, l) {
			for _, text := range forms {
				if !strings.HasPrefix(id, "law.") && named.MatchString(text) {
					t.Errorf("%s %s: %s", l, id, text)
				}
			}
		}
	}
}

// TestNoLessonSendsAnybodyToMeet whom they never met.
func TestNoLessonSendsAnybodyToMeet(t *testing.T) {
	meet := regexp.MustCompile(`(?i)\bmeet\b|先见面|见一面`)
	told := regexp.MustCompile(`^question\..*\.right$|^lesson\..*\.(say|done)$`)
	for _, l := range Langs() {
		for id, forms := range messages(t, l) {
			for _, text := range forms {
				if told.MatchString(id) && meet.MatchString(text) {
					t.Errorf("%s %s: %s", l, id, text)
				}
			}
		}
	}
}
