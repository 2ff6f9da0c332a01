package link

import (
	"maps"
	"slices"

	"mxmcheck/analyzer/eval"
	"mxmcheck/analyzer/facts"
	"mxmcheck/analyzer/syntax"
)

// definesHomes reports whether a file writes the name home-manager in a set: it may define the
// option, so that its modules' sets are looked into.
func (l *Flake) definesHomes(f *facts.File) bool {
	if known, ok := l.homed.Load(f.Name); ok {
		return known.(bool)
	}
	found := false
	f.Walk(func(n syntax.Node) bool {
		switch n := n.(type) {
		case *syntax.AttrBinding:
			found = found || slices.ContainsFunc(n.Path.Names, isHomes)
		case *syntax.Inherit:
			found = found || slices.ContainsFunc(n.Names, isHomes)
		}
		return !found
	})
	l.homed.Store(f.Name, found)
	return found
}

func isHomes(n syntax.AttrName) bool {
	name, _ := syntax.StaticName(n)
	return name == "home-manager"
}

// homes follows home-manager.users and home-manager.sharedModules.
func (w *walker) homes(set *eval.Set, perhaps bool) {
	for _, conf := range facts.Configs(w.machine, set) {
		t, ok := conf.Attrs["home-manager"]
		if !ok {
			continue
		}
		for _, manager := range facts.Contents(w.machine, w.machine.Fresh().Force(t)) {
			home := *w
			home.class = facts.Home
			home.args = &eval.Set{Attrs: maps.Clone(w.args.Attrs), Open: w.args.Open}
			home.met, home.inline = map[any]bool{}, nil
			w.homeArgs(home.args, manager)
			home.sure = home.sure && !w.reach.homeArgsOpen
			if t, ok := manager.Attrs["sharedModules"]; ok {
				w.reach.shares = true
				home.list(w.machine.Fresh().Force(t), t.At(), perhaps)
			}
			home.users(manager, perhaps)
			w.inline = append(w.inline, home.inline...)
		}
	}
}

func (w *walker) users(manager *eval.Set, perhaps bool) {
	t, ok := manager.Attrs["users"]
	if !ok {
		return
	}
	v := w.machine.Fresh().Force(t)
	if u, ok := v.(*eval.Unknown); ok {
		w.unknown(u, t.At())
	}
	for _, users := range facts.Contents(w.machine, v) {
		for _, name := range users.Names() {
			w.user(users.Attrs[name], perhaps)
		}
		for _, user := range users.Rest { // whoever it is, the module is read
			w.user(user, perhaps)
		}
		if users.Open != nil && len(users.Rest) == 0 {
			w.unknown(users.Open, t.At())
		}
	}
}

// user follows the module of one home, through mkIf and its kin.
func (w *walker) user(t *eval.Thunk, perhaps bool) {
	w.reach.users = true
	v := w.machine.Fresh().Force(t)
	if set, ok := v.(*eval.Set); ok && set.Attrs["_type"] != nil {
		for _, inner := range facts.Contents(w.machine, set) {
			w.body(inner, t.At(), perhaps)
		}
		return
	}
	w.module(v, t.At(), perhaps)
}

// homeArgs adds what a module hands to all modules of homes.
func (w *walker) homeArgs(args *eval.Set, manager *eval.Set) {
	t, ok := manager.Attrs["extraSpecialArgs"]
	if !ok {
		return
	}
	sets := facts.Contents(w.machine, w.machine.Fresh().Force(t))
	for _, special := range sets {
		maps.Copy(args.Attrs, special.Attrs)
		w.reach.homeArgs = append(w.reach.homeArgs, special.Names()...)
		w.reach.homeArgsOpen = w.reach.homeArgsOpen || !special.Whole()
	}
	w.reach.homeArgsOpen = w.reach.homeArgsOpen || len(sets) == 0
}
