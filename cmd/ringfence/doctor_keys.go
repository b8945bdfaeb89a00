package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"ringfence/internal/fault"
	"ringfence/internal/keyring"
)

// keys looks at the keys file, and whether the data belong to it.
func (x *exam) keys() {
	const about = "keys file"
	vault := keyring.InFile(x.Keys)
	if err := vault.Outside(x.Data); err != nil {
		x.Wrong(about, "move it, stopping the server first", "%v", err)
		return
	}
	info, err := os.Stat(x.Keys)
	if errors.Is(err, fs.ErrNotExist) {
		x.keyless()
		return
	}
	if err != nil {
		x.Wrong(about, "let the user of the service read it", "%s cannot be looked at (%v)", x.Keys, innermost(err))
		return
	}
	if info.Mode().Perm()&0o077 != 0 {
		x.Wrong(about, "run chmod 600 "+x.Keys, "others on this machine can read %s, and serve refuses to start so", x.Keys)
		return
	}
	o, err := keyring.Look(vault, x.now)
	if err != nil {
		x.unreadable(err)
		return
	}
	if x.bound != "" && x.bound != o.Fingerprint {
		x.Wrong(about, "name the right ones with --keys and "+x.flag(), "%s holds other keys than those that the data in %s belong to", x.Keys, x.place)
		return
	}
	x.renewable(o)
	if !o.Rotated.IsZero() {
		x.Fine(about, "the keys were rotated on %s; copies from before should be destroyed", o.Rotated.Format(time.DateOnly))
	}
	x.signing(o)
}

// signing tells what the lists are signed with.
func (x *exam) signing(o keyring.Outlook) {
	const about = "signing key"
	switch {
	case o.Signs.IsZero():
		x.Fine(about, "%s holds none yet; the next start makes one", x.Keys)
	case o.OldUntil.IsZero():
		x.Fine(about, "lists are signed with the key made on %s", o.Signs.Format(time.DateOnly))
	default:
		x.Fine(about, "lists are signed with the key made on %s, and until %s with an older one as well", o.Signs.Format(time.DateOnly), o.OldUntil.Format(time.DateOnly))
	}
}

// unreadable tells why the keys file is of no use.
func (x *exam) unreadable(err error) {
	const about = "keys file"
	switch {
	case errors.Is(err, fs.ErrPermission):
		x.Wrong(about, "let the user of the service own it", "%s cannot be read by this user", x.Keys)
	case errors.Is(err, fault.Damaged):
		x.Wrong(about, "restore it from your copy", "%s is damaged", x.Keys)
	case errors.Is(err, fault.Newer):
		x.Wrong(about, "install that version", "%s was written by a newer version of ringfence", x.Keys)
	default:
		x.Wrong(about, "see that the file and its disk are in order", "%v", err)
	}
}

// keyless tells that there is no keys file.
func (x *exam) keyless() {
	const about = "keys file"
	switch folder := filepath.Dir(x.Keys); {
	case x.bound != "" || x.running:
		x.Wrong(about, "put your copy back, or name it with --keys; without it no receipt can be used and no testimony read", "%s is missing, and the data in %s belong to it", x.Keys, x.place)
	case !writable(folder):
		x.Wrong(about, "make that folder for the user of the service, or choose another place with --keys", "%s cannot be made: its folder is not there, or this user may not write to it", x.Keys)
	default:
		x.Fine(about, "%s is not there yet; the first start makes it", x.Keys)
	}
}

// renewable looks at the keys themselves, and whether new ones can be added.
func (x *exam) renewable(o keyring.Outlook) {
	const about = "keys file"
	folder := filepath.Dir(x.Keys)
	info, err := os.Stat(folder)
	switch {
	case err != nil || !writable(folder):
		x.Wrong(about, "let the user of the service write to the folder, or move the file with --keys", "no key can be added to %s: a new one is made each day and replaces the file, and this user may not write to its folder", x.Keys)
	case info.Mode().Perm()&0o002 != 0 && info.Mode()&fs.ModeSticky == 0:
		x.Wrong(about, "run chmod o-w "+folder, "everyone on this machine may replace %s", x.Keys)
	case o.Early > 0:
		x.Warn(about, "see that the clock is right (timedatectl)", "%s holds %s of days to come: the clock is behind, or was ahead", x.Keys, counted(o.Early, "key"))
	case o.Over > 0:
		x.Warn(about, "start the server, which destroys them within the hour; destroy old copies of the file too", "%s holds %s whose time is over", x.Keys, counted(o.Over, "key"))
	case x.bound == "":
		x.Fine(about, "%s: only its owner can read it, and keys can be added", x.Keys)
	default:
		x.Fine(about, "%s: the data belong to it, only its owner can read it, and keys can be added", x.Keys)
	}
}
