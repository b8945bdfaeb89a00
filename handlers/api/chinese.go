package api

import (
	_ "embed"
	"fmt"
	"strings"

	"github.com/oasdiff/yaml3"
)

//go:embed openapi.zh-CN.yaml
var chineseYAML []byte

// Chinese returns what the texts of the description say in Chinese, paragraph by paragraph. They are found by their English,
// as Paragraphs returns it, so that one that changes is one without a translation.
func Chinese() (map[string]string, error) {
	var all []struct {
		En   string `yaml:"en"`
		ZhCN string `yaml:"zh-CN"`
	}
	if err := yaml.Unmarshal(chineseYAML, &all); err != nil {
		return nil, fmt.Errorf("openapi.zh-CN.yaml: %w", err)
	}
	words := make(map[string]string, len(all))
	for _, text := range all {
		words[strings.Join(Paragraphs(text.En), "\n\n")] = strings.TrimSpace(text.ZhCN)
	}
	return words, nil
}

// Paragraphs returns those of a text of the description, each on one line but for the items of a list.
func Paragraphs(text string) []string {
	all := strings.Split(strings.TrimSpace(text), "\n\n")
	for i, p := range all {
		items := strings.Split(p, "\n- ")
		for j, item := range items {
			items[j] = strings.Join(strings.Fields(item), " ")
		}
		all[i] = strings.Join(items, "\n- ")
	}
	return all
}
