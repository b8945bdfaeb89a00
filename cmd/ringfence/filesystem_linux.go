package main

import "syscall"

// Kinds of file systems, as statfs(2) and linux/magic.h number them.
var filesystems = map[int64]struct{ name, advice string }{
	0x6969:     {"NFS", overNetwork},
	0xff534d42: {"a Windows share (CIFS)", overNetwork},
	0xfe534d42: {"a Windows share (SMB)", overNetwork},
	0x517b:     {"a Windows share (SMB)", overNetwork},
	0x01021997: {"a share of the host (9p)", overNetwork},
	0x65735546: {"a file system of a program (FUSE)", overNetwork},
	0x01021994: {"memory (tmpfs)", "keep the data on a disk: these are gone at the next start of the machine"},
	0x858458f6: {"memory (ramfs)", "keep the data on a disk: these are gone at the next start of the machine"},
	0x794c7630: {"a layer of a container (overlay)", "mount a volume there: what is in the layer is gone with the container"},
}

const overNetwork = "use a local disk: locks and syncing cannot be relied on there, and the store may be damaged"

// filesystem returns what a path lies on and what to do about it, if that is no place for data.
func filesystem(path string) (name, advice string) {
	var s syscall.Statfs_t
	if syscall.Statfs(path, &s) != nil {
		return "", ""
	}
	kind := filesystems[int64(s.Type)&0xffffffff] //nolint:unconvert // the type differs by processor
	return kind.name, kind.advice
}
