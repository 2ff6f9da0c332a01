package harness

import "regexp"

// unopened are the ways in which nix, from 2.8 to 2.34, says that it cannot open a store, with what helps. Nothing that an
// evaluation says begins so: it is read only where nix names no place in a file.
var unopened = []struct {
	says *regexp.Regexp
	hint string
}{
	{
		regexp.MustCompile(`^cannot connect to socket at .*(Permission denied|Operation not permitted)`),
		"this user may not use the nix daemon: join the group of its users (Debian: nix-users), or evaluate in a store of your own with --store DIR",
	},
	{
		regexp.MustCompile(`^cannot connect to (socket|daemon) at `),
		"no nix daemon listens there: start it (systemctl start nix-daemon), or evaluate in a store of your own with --store DIR",
	},
	{
		regexp.MustCompile(`^(creating directory|could not set permissions on|changing mode of|opening lock file|opening file|cannot open SQLite database|cannot set permissions|setting permissions).*(Permission denied|Operation not permitted|Read-only file system|unable to open database file)`),
		"this user may not write to the store: let a nix daemon do it (--store daemon), or evaluate in a store of your own with --store DIR",
	},
	{
		regexp.MustCompile(`^(don't know how to open Nix store|store '[^']*' is not|operation '[A-Za-z]+' is not supported by store|creating directory .*(No such file or directory|Not a directory|File exists)|'[^']*' is not a directory$|path '[^']*' is not a directory$)`),
		"--store and --eval-store take a folder, daemon, or the address of a store on this machine; without them, store in nix.conf or NIX_REMOTE says which one",
	},
}

// storeHint is what helps where a message of nix says that it cannot open a store; "" where it says something else.
func storeHint(message logRecord, text string) string {
	if message.File != nil && message.File != "" {
		return ""
	}
	for _, way := range unopened {
		if way.says.MatchString(text) {
			return way.hint
		}
	}
	return ""
}
