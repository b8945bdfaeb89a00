package web

func homeExamples(s sample) map[string]Page {
	listed, chosen, demo := s.Frame, s.Frame, s.Frame
	listed.Index, chosen.Chosen, demo.Demo = true, true, true
	return map[string]Page{
		"home":         Home{Summary: Summary{Frame: listed}},
		"home, wrong":  Home{Summary: s.wrong("", "q", "kind"), Query: attack, Kind: "wechat"},
		"home, chosen": Home{Summary: Summary{Frame: chosen}},
		"home, demo":   Home{Summary: Summary{Frame: demo}},
	}
}
