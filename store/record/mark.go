package record

import "ringfence/internal/reputation"

// decisionMark sets the marks of decisions apart from those of statements, which are hexadecimal digits.
const decisionMark = "decision/"

// StatementMark names s in its present version.
func StatementMark(s *reputation.Statement) reputation.Mark {
	return reputation.Mark{Record: s.Report.String(), Version: s.Version}
}

// DecisionMark names d, which never changes.
func DecisionMark(d *reputation.Decision) reputation.Mark {
	return reputation.Mark{Record: decisionMark + d.ID, Version: 1}
}
