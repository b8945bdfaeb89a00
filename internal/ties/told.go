package ties

import (
	"ringfence/internal/report"
	"ringfence/internal/reputation"
	"ringfence/internal/subject"
)

// told is what is remembered of a report: who spoke, as far as that can be told from others, and what was named.
type told struct {
	minute   int64                // since 1970, in which it was received
	by       reputation.Pseudonym // "" for nobody
	about    []named
	employer string // normal form; "" for none that counts
	spelling string // of the employer, as reported
	bucket   uint8  // of the reporter's network for the employer; 0 with a pseudonym
}

// named is a subject, and the bucket of the reporter's network for it.
type named struct {
	key subject.Key
	own uint8
}

// voice is whoever may have spoken more than once: a reporter with a pseudonym, or else everybody whose network lies in
// one bucket.
type voice struct {
	pseudonym reputation.Pseudonym
	bucket    uint8
}

// onEmployer returns who speaks of the employer. The bucket is that for the name: no subject that the reporter chose
// to add makes another voice.
func (r *told) onEmployer() voice { return r.voice(r.bucket) }

// onBoth returns who speaks of two subjects: the bucket is that for the first of them, whatever else was named.
func (r *told) onBoth(a, b named) voice {
	if b.key.String() < a.key.String() {
		a = b
	}
	return r.voice(a.own)
}

func (r *told) voice(bucket uint8) voice {
	if r.by != "" {
		return voice{pseudonym: r.by}
	}
	return voice{bucket: bucket}
}

// live returns the statements of a report that speak against their subjects and still count.
func live(t *reputation.SealedTestimony) (found []reputation.Statement) {
	if t.Withdrawn {
		return nil
	}
	for i := range t.Statements {
		if s := &t.Statements[i]; s.State == reputation.Live && s.Polarity == report.Bad {
			found = append(found, *s)
		}
	}
	return found
}

// speaker returns the pseudonym of whoever made these statements.
func speaker(statements []reputation.Statement) reputation.Pseudonym {
	for i := range statements {
		if by := statements[i].Speaks(); by != "" {
			return by
		}
	}
	return ""
}
