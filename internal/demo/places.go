package demo

// provinces are how many of those who report live where, about as many as live there at all. The less peopled ones are together, and
// each of them has too few reports for a figure.
var provinces = []share[string]{
	{"CN-GD", 126}, {"CN-SD", 101}, {"CN-HA", 99}, {"CN-JS", 85}, {"CN-SC", 84}, {"CN-HE", 75}, {"CN-HN", 66}, {"CN-ZJ", 65}, {"CN-AH", 61},
	{"CN-HB", 58}, {"CN-GX", 50}, {"CN-YN", 47}, {"CN-JX", 45}, {"CN-LN", 43}, {"CN-FJ", 42}, {"CN-SN", 40}, {"CN-GZ", 39}, {"CN-SX", 35},
	{"CN-CQ", 32}, {"CN-HL", 32}, {"CN-XJ", 26}, {"CN-GS", 25}, {"CN-SH", 25}, {"CN-JL", 24}, {"CN-NM", 24}, {"CN-BJ", 22}, {"CN-TJ", 14},
	{"CN-HI", 10}, {"CN-NX", 7}, {"CN-QH", 6},
}

// school is a university with its region.
type school struct{ name, region string }

// campuses are where students report, by how many do. The first ones have figures of their own, the last ones never have.
var campuses = []share[school]{
	{school{"武汉大学", "CN-HB"}, 15}, {school{"华中科技大学", "CN-HB"}, 13}, {school{"浙江大学", "CN-ZJ"}, 14}, {school{"四川大学", "CN-SC"}, 13},
	{school{"中山大学", "CN-GD"}, 13}, {school{"郑州大学", "CN-HA"}, 14}, {school{"山东大学", "CN-SD"}, 11}, {school{"西安交通大学", "CN-SN"}, 10},
	{school{"南京大学", "CN-JS"}, 6}, {school{"厦门大学", "CN-FJ"}, 4}, {school{"重庆大学", "CN-CQ"}, 4}, {school{"吉林大学", "CN-JL"}, 3},
	{school{"云南大学", "CN-YN"}, 2}, {school{"兰州大学", "CN-GS"}, 2}, {school{"贵州大学", "CN-GZ"}, 1}, {school{"海南大学", "CN-HI"}, 1},
}

// at is a list of campuses by their names alone.
func at(names ...string) (some []share[school]) {
	for _, name := range names {
		for _, c := range campuses {
			if c.of.name == name {
				some = append(some, share[school]{c.of, 1})
			}
		}
	}
	return some
}
