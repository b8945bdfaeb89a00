package main

import "ringfence/store/bolt"

// leftBehind reports whether an embedded store lies where MongoDB is served from: nothing is added to it any more,
// and whatever asks for the data without the setting would take it for them.
func (p place) leftBehind() bool { return !p.embedded() && bolt.Exists(p.Data) }

// left looks for a store that nothing serves.
func (x *exam) left() {
	if x.leftBehind() {
		x.Warn("data folder", "move ringfence.db out of it when you are sure that the data are in MongoDB",
			"an embedded store lies in %s, and MongoDB is served: commands and copies without --mongodb would use the old one", x.Data)
	}
}
