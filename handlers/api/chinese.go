package api

import (
	_ "embed"
	"fmt"
	"strings"

	"github.com/oasdiff/yaml3"
)

//go:embed openapi.zh-CN.yaml
var chineseYAML []byte

// Chinese returns what the texts of the description say in Chinese. They are found by their English, with single spaces in
// the place of line ends, so that a text that changes is one without a translation.
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
		words[Unwrapped(text.En)] = strings.TrimSpace(text.ZhCN)
	}
	return words, nil
}

// Unwrapped returns a text of the description with its paragraphs and items each on one line.
func Unwrapped(text string) string {
	paragraphs := strings.Split(strings.TrimSpace(text), "\n\n")
	for i, p := range paragraphs {
		paragraphs[i] = strings.Join(strings.Fields(p), " ")
	}
	return strings.Join(paragraphs, "\n\n")
}
