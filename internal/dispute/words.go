package dispute

import "ringfence/internal/subject"

// Spoken returns an owner's words as everybody will read them, so that the owner can see that before; false where they are too long, or no text.
func Spoken(words string, about subject.Key) (string, bool) { return spoken(words, about) }
