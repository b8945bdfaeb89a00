package main

import (
	"fmt"
	"os"

	"ringfence/internal/campus"
)

// campuses returns the directory of universities, with the aliases of the file that was named.
func (c *serveCommand) campuses() (*campus.Directory, error) {
	if c.CampusAliases == "" {
		return campus.New()
	}
	d, err := readCampuses(c.CampusAliases)
	if err != nil {
		return nil, fmt.Errorf("--campus-aliases %s: %w", c.CampusAliases, err)
	}
	return d, nil
}

func readCampuses(file string) (*campus.Directory, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	aliases, err := campus.ParseAliases(f)
	if err != nil {
		return nil, err
	}
	return campus.New(aliases...)
}

// aliases looks at the file of aliases, where one is named.
func (x *exam) aliases() {
	const about = "campuses"
	if x.CampusAliases == "" {
		return
	}
	if _, err := readCampuses(x.CampusAliases); err != nil {
		x.Wrong(about, `write one "alias = official name" a line, with official names of the directory; serve refuses to start so`, "--campus-aliases %s: %v", x.CampusAliases, err)
		return
	}
	x.Fine(about, "the aliases of %s are in the directory", x.CampusAliases)
}
