package harness

import "testing"

func TestIsTaken(t *testing.T) {
	for path, want := range map[string]bool{
		"imports": true, "disabledModules": true, "modulesPath": true, "pkgs": true, "pkgs.nixpkgs": true, "pkgs.arguments.config.allowUnfree": true,
		"home-manager.users.me.imports": true, `home-manager.users."a.b".pkgs.nixpkgs`: true,
		"options.systemd.services": true, "home-manager.users.me.options.programs.git": true, "options": false, "a.options.b": false,
		"imports.a": false, "home-manager.users.pkgs": false, "home-manager.users.me": false, "services.pkgs": false, "nixpkgs.overlays": false, "home-manager.users.me.home.imports": false,
	} {
		if got := IsTaken(path); got != want {
			t.Errorf("IsTaken(%s) = %t, want %t", path, got, want)
		}
	}
}

// Only what a snapshot of stand-ins says nothing of is not compared; every other difference is one.
func TestTakenNotCompared(t *testing.T) {
	told := []Record{{Path: "imports", Value: "a"}, {Path: makerPath, Value: "b"}, {Path: "networking.x", Value: "c"}}
	plain := told[2:]
	for name, one := range map[string]struct {
		before, after   Snapshot
		unread, changes int
	}{
		"an earlier snapshot":            {Snapshot{StandIn: true, Effects: plain}, Snapshot{StandIn: true, Effects: told}, 2, 0},
		"one without effects":            {Snapshot{StandIn: true}, Snapshot{StandIn: true, Effects: told}, 2, 1},
		"both tell it":                   {Snapshot{StandIn: true, Effects: told[1:]}, Snapshot{StandIn: true, Effects: told}, 0, 1},
		"it is not told any more":        {Snapshot{StandIn: true, Effects: told}, Snapshot{StandIn: true, Effects: plain}, 0, 2},
		"a new host":                     {Snapshot{}, Snapshot{StandIn: true, Effects: told}, 0, 3},
		"the other kind of inputs":       {Snapshot{Effects: plain}, Snapshot{StandIn: true, Effects: told}, 0, 0},
		"neither tells it, real inputs":  {Snapshot{Effects: plain}, Snapshot{Effects: plain}, 0, 0},
		"definitions that look like it":  {Snapshot{StandIn: true, Effects: plain}, Snapshot{StandIn: true, Effects: append(plain[:1:1], told[0])}, 0, 1},
		"an option of the repository is": {Snapshot{StandIn: true, Records: told[:1]}, Snapshot{StandIn: true, Records: plain, Effects: told}, 2, 3},
	} {
		if got := TakenNotCompared(one.before, one.after); got != one.unread {
			t.Errorf("%s: %d not compared, want %d", name, got, one.unread)
		}
		if got := Compare(one.before, one.after); len(got) != one.changes {
			t.Errorf("%s: %d changes, want %d: %v", name, len(got), one.changes, got)
		}
	}
}
