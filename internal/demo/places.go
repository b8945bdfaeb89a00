package demo

import "ringfence/internal/campus"

// provinces are how many of those who report live where, about as many as live there at all. The less peopled ones are together, and
// each of them has too few reports for a figure.
var provinces = []share[string]{
	{"CN-GD", 126}, {"CN-SD", 101}, {"CN-HA", 99}, {"CN-JS", 85}, {"CN-SC", 84}, {"CN-HE", 75}, {"CN-HN", 66}, {"CN-ZJ", 65}, {"CN-AH", 61},
	{"CN-HB", 58}, {"CN-GX", 50}, {"CN-YN", 47}, {"CN-JX", 45}, {"CN-LN", 43}, {"CN-FJ", 42}, {"CN-SN", 40}, {"CN-GZ", 39}, {"CN-SX", 35},
	{"CN-CQ", 32}, {"CN-HL", 32}, {"CN-XJ", 26}, {"CN-GS", 25}, {"CN-SH", 25}, {"CN-JL", 24}, {"CN-NM", 24}, {"CN-BJ", 22}, {"CN-TJ", 14},
	{"CN-HI", 10}, {"CN-NX", 7}, {"CN-QH", 6},
}

// campuses are where students report, by how many do. The first ones have figures of their own, the last ones never have. None of them
// is a university that there is: what a year of our making says of it must not be told of anybody's.
var campuses = []share[campus.Campus]{
	{madeUp("楚江大学", "CN-HB"), 15}, {madeUp("楚江理工大学", "CN-HB"), 13}, {madeUp("钱潮大学", "CN-ZJ"), 14}, {madeUp("锦水大学", "CN-SC"), 13},
	{madeUp("南珠大学", "CN-GD"), 13}, {madeUp("嵩河大学", "CN-HA"), 14}, {madeUp("泰泉大学", "CN-SD"), 11}, {madeUp("秦关大学", "CN-SN"), 10},
	{madeUp("钟陵大学", "CN-JS"), 6}, {madeUp("鹭屿大学", "CN-FJ"), 4}, {madeUp("雾江大学", "CN-CQ"), 4}, {madeUp("松雪大学", "CN-JL"), 3},
	{madeUp("滇霞大学", "CN-YN"), 2}, {madeUp("河陇大学", "CN-GS"), 2}, {madeUp("黔岭大学", "CN-GZ"), 1}, {madeUp("椰海大学", "CN-HI"), 1},
}

// madeUp is a university that says of itself that there is none.
func madeUp(name, region string) campus.Campus {
	return campus.Campus{Name: name + "(演示)", Region: region}
}

// Campuses are the universities of the year, which the directory of a demonstration holds beside those that there are.
func Campuses() []campus.Campus {
	all := make([]campus.Campus, len(campuses))
	for i, c := range campuses {
		all[i] = c.of
	}
	return all
}

// at is a list of campuses by their names alone.
func at(names ...string) (some []share[campus.Campus]) {
	for _, name := range names {
		for _, c := range campuses {
			if c.of.Name == name {
				some = append(some, share[campus.Campus]{c.of, 1})
			}
		}
	}
	return some
}
