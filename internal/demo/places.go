package demo

// provinces are how many of those who report live where, about as many as live there at all. The less peopled ones are together, and
// each of them has too few reports for a figure.
var provinces = []share[string]{
	{"CN-GD", 126}, {"CN-SD", 101}, {"CN-HA", 99}, {"CN-JS", 85}, {"CN-SC", 84}, {"CN-HE", 75}, {"CN-HN", 66}, {"CN-ZJ", 65}, {"CN-AH", 61},
	{"CN-HB", 58}, {"CN-GX", 50}, {"CN-YN", 47}, {"CN-JX", 45}, {"CN-LN", 43}, {"CN-FJ", 42}, {"CN-SN", 40}, {"CN-GZ", 39}, {"CN-SX", 35},
	{"CN-CQ", 32}, {"CN-HL", 32}, {"CN-XJ", 26}, {"CN-GS", 25}, {"CN-SH", 25}, {"CN-JL", 24}, {"CN-NM", 24}, {"CN-BJ", 22}, {"CN-TJ", 14},
	{"CN-HI", 10}, {"CN-NX", 7}, {"CN-QH", 6},
}

// campus is a university with its region.
type campus struct{ name, region string }

// campuses are where students report, by how many do. The first ones have figures of their own, the last ones never have.
var campuses = []share[campus]{
	{campus{"武汉大学", "CN-HB"}, 15}, {campus{"华中科技大学", "CN-HB"}, 13}, {campus{"浙江大学", "CN-ZJ"}, 14}, {campus{"四川大学", "CN-SC"}, 13},
	{campus{"中山大学", "CN-GD"}, 13}, {campus{"郑州大学", "CN-HA"}, 14}, {campus{"山东大学", "CN-SD"}, 11}, {campus{"西安交通大学", "CN-SN"}, 10},
	{campus{"南京大学", "CN-JS"}, 6}, {campus{"厦门大学", "CN-FJ"}, 4}, {campus{"重庆大学", "CN-CQ"}, 4}, {campus{"吉林大学", "CN-JL"}, 3},
	{campus{"云南大学", "CN-YN"}, 2}, {campus{"兰州大学", "CN-GS"}, 2}, {campus{"贵州大学", "CN-GZ"}, 1}, {campus{"海南大学", "CN-HI"}, 1},
}

// at is a list of campuses by their names alone.
func at(names ...string) (some []share[campus]) {
	for _, name := range names {
		for _, c := range campuses {
			if c.of.name == name {
				some = append(some, share[campus]{c.of, 1})
			}
		}
	}
	return some
}
