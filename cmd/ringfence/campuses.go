package main

import (
	"errors"
	"fmt"
	"os"

	signin "ringfence/handlers/campus"
	"ringfence/internal/campus"
	"ringfence/internal/demo"
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

// peopled returns a directory that also holds the universities of a demonstration, where the data are or become one.
func (h *house) peopled(d *campus.Directory) *campus.Directory {
	return d.With(h.demonstration.Load, demo.Campuses()...)
}

// universities returns those whose members can sign in.
func (c *serveCommand) universities(known *campus.Directory) ([]signin.Provider, error) {
	if c.CampusSignIn == "" {
		return nil, nil
	}
	all, err := readUniversities(c.CampusSignIn, known)
	if err == nil && c.PublicURL == "" {
		err = errors.New("universities send visitors back to the address that people know the site by: give it with --public-url")
	}
	if err != nil {
		return nil, fmt.Errorf("--campus-sign-in %s: %w", c.CampusSignIn, err)
	}
	return all, nil
}

func readUniversities(file string, known *campus.Directory) ([]signin.Provider, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	if about, err := f.Stat(); err == nil && about.Mode().Perm()&0o077 != 0 {
		return nil, errors.New("others on this machine can read it, and it holds secrets: run chmod 600 on it")
	}
	return signin.ParseProviders(f, func(name string) (string, bool) {
		found, ok := known.Official(name)
		return found.Name, ok
	})
}

// doors are the sign-ins of universities.
func (h *house) doors(origin string) *signin.Doors {
	return signin.New(signin.Config{Providers: h.signIns, Keys: h.ring, Origin: origin, Clock: h.clock})
}

// signIns looks at the file of universities, where one is named.
func (x *exam) signIns() {
	const about = "sign-in"
	if x.CampusSignIn == "" {
		return
	}
	known, err := campus.New()
	if err != nil {
		return
	}
	all, err := readUniversities(x.CampusSignIn, known)
	switch {
	case err != nil:
		x.Wrong(about, "mend the file; serve refuses to start so", "--campus-sign-in %s: %v", x.CampusSignIn, err)
	case x.PublicURL == "":
		x.Wrong(about, "give --public-url, to which universities send visitors back; serve refuses to start so", "members of %d universities can sign in, and nobody has said where the site is", len(all))
	default:
		x.Fine(about, "members of %d universities can sign in; each must know %s%s", len(all), x.PublicURL, signin.BackPath)
	}
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
