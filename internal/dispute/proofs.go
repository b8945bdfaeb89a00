package dispute

import (
	"ringfence/internal/casefile"
	"ringfence/internal/subject"
)

// Proofs returns which proofs there are for a subject here, the fastest first. A moderator can always be shown documents.
func (o *Office) Proofs(about subject.Key) (proofs []casefile.Proof) {
	if len(o.TextTo) > 0 && canText(about) {
		proofs = append(proofs, casefile.TextFrom)
	}
	if o.Texts != nil && canBeTexted(about) && o.Texts.Reaches(about) {
		proofs = append(proofs, casefile.CodeTo)
	}
	if o.Resolver != nil && about.Kind() == subject.Domain {
		proofs = append(proofs, casefile.DNS)
	}
	return append(proofs, casefile.Documents)
}

// canText reports whether text messages may come from a number: those of plans that nobody knows may, too.
func canText(about subject.Key) bool {
	return about.Kind() == subject.Number && (canBeTexted(about) || about.Line() == subject.UnknownLine)
}

// canBeTexted reports whether a text to a number reaches somebody, and costs no more than a text.
func canBeTexted(about subject.Key) bool {
	switch about.Line() {
	case subject.Mobile, subject.FixedLineOrMobile, subject.VoIP:
		return true
	case subject.UnknownLine, subject.FixedLine, subject.TollFree, subject.Premium, subject.SharedCost, subject.Personal, subject.Pager, subject.UAN, subject.Voicemail:
	}
	return false
}
