package web

func offersExamples(s sample) map[string]Page {
	return map[string]Page{"offers": Offers{s.Frame}, "lent": Lent{s.Frame}}
}
