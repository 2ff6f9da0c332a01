package link

import (
	"slices"

	"mxmcheck/analyzer/diag"
	"mxmcheck/analyzer/eval"
	"mxmcheck/analyzer/facts"
)

const (
	clanCore  = "clan-core"   // the repository
	clanMaker = "clanModules" // what it calls the module system by, on a list of modules
	inventory = "inventory"   // an option of clan that is modules by itself
	clanFile  = "frameworks/clan-core.nix"
)

// clanModules is what a list of modules of clan, or of one of its services, defines: joined as config, with a set that is
// open in more if they may define more, and clan-core itself.
func (l *Flake) clanModules(m *eval.Machine, made *eval.MakerCall) eval.Value {
	w := l.walkClan(m, made.Args...)
	more := &eval.List{}
	config := l.clanSet(w.configs(m), nil)
	if why := w.mayDefineMore(config.Open); why != nil {
		more.Elems = []*eval.Thunk{eval.Known(&eval.Set{Open: why})}
	}
	config.Open = nil
	l.noteClan(w.reach)
	return eval.NewSet(map[string]eval.Value{"config": config, "more": more, clanCore: l.inputOf(clanCore)})
}

// walkClan follows modules of clan: they are of none of the classes that hosts are made of.
func (l *Flake) walkClan(m *eval.Machine, roots ...*eval.Thunk) *walker {
	follow := func(given map[string]*eval.Thunk) *walker {
		w := l.walker(m, 0, nil)
		w.keep = true
		w.args.Attrs[clanCore] = eval.Known(l.inputOf(clanCore))
		for name, arg := range given {
			w.args.Attrs[name] = arg
		}
		for _, root := range roots {
			w.module(m.Fresh().Force(root), root.At(), false)
		}
		return w
	}
	w := follow(nil)
	if given := w.given(m); len(given) > 0 {
		w = follow(given)
	}
	return w
}

// mayDefineMore is why the modules may define more than those that were followed do; nil if they do not.
func (w *walker) mayDefineMore(open *eval.Unknown) *eval.Unknown {
	switch {
	case w.why != nil:
		return w.why
	case open != nil:
		return open
	case len(w.reach.Inputs()) > 0:
		return &eval.Unknown{Reason: "a module of an input may define more"}
	}
	return nil
}

// inputOf is the input of the flake that is of a repository.
func (l *Flake) inputOf(repository string) eval.Value {
	if inputs, ok := l.Inputs.(*eval.Set); ok {
		for _, name := range inputs.Names() {
			if l.Repository(name) == repository {
				return l.input(name)
			}
		}
	}
	return &eval.Unknown{Reason: "the input " + repository + " is not known"}
}

// noteClan notes the files that modules of a clan stand in. Hosts are followed at once.
func (l *Flake) noteClan(reach *Closure) {
	l.clanLock.Lock()
	defer l.clanLock.Unlock()
	if l.clan == nil {
		l.clan = newClosure()
	}
	for file, class := range reach.Files {
		l.clan.Files[file] |= class
	}
	for file, class := range reach.Functions {
		l.clan.Functions[file] |= class
	}
	l.clan.Unknowns = append(l.clan.Unknowns, reach.Unknowns...)
}

// finishClan adds what modules of clans reached to what is used.
func (l *Flake) finishClan() {
	if l.clan == nil {
		return
	}
	slices.SortFunc(l.clan.Unknowns, diag.CompareUnknown)
	l.clan.Unknowns = slices.Compact(l.clan.Unknowns)
	l.Exported = append(l.Exported, l.clan)
}

// clanned reports whether hosts of the flake are machines of a clan: they are all that it makes of it, or a set says why not.
func (l *Flake) clanned() bool {
	return slices.ContainsFunc(l.Hosts, func(h *Host) bool {
		return h.made != nil && h.made.At.File != nil && h.made.At.File.Name == clanFile
	})
}

// clanSet joins what modules of clan define at a path.
func (l *Flake) clanSet(sets []*eval.Set, path []string) *eval.Set {
	out, byName := &eval.Set{Attrs: map[string]*eval.Thunk{}}, map[string][]*eval.Thunk{}
	for _, set := range sets {
		switch {
		case set.Open != nil:
			out.Open = set.Open
		case set.Base != nil:
			out.Open = &eval.Unknown{Reason: "an input has some of it"}
		case len(path) > 1 && set.Attrs["imports"] != nil:
			out.Open = &eval.Unknown{At: set.Attrs["imports"].At(), Reason: "what is imported there is not followed"}
		}
		for name, t := range set.Attrs {
			byName[name] = append(byName[name], t)
		}
	}
	for name, list := range byName {
		out.Attrs[name] = l.clanValue(list, append(slices.Clone(path), name))
	}
	return out
}

// clanValue joins the definitions of one option of clan, as its type does.
func (l *Flake) clanValue(list []*eval.Thunk, path []string) *eval.Thunk {
	last := path[len(path)-1]
	switch {
	case last == "perInstance" || last == "perMachine":
		return eval.Known(&eval.List{Elems: list})
	case len(path) == 2 && path[0] == "machines" && len(list) > 1:
		return eval.Known(eval.NewSet(map[string]eval.Value{"imports": &eval.List{Elems: list}}))
	case len(path) == 3 && path[0] == inventory && path[1] == "modules":
		return list[len(list)-1]
	case len(path) == 1 && !slices.Contains(clanSets, last), len(path) == 2 && slices.Contains([]string{"machines", "modules", "specialArgs"}, path[0]):
		return list[len(list)-1]
	}
	return eval.Later(list[0].At(), func(m *eval.Machine) eval.Value {
		if len(path) == 1 && last == inventory {
			w := l.walkClan(m, list...)
			set := l.clanSet(w.configs(m), path)
			set.Open = w.mayDefineMore(set.Open)
			l.noteClan(w.reach)
			return set
		}
		return l.clanJoin(m, list, path)
	})
}

// clanSets are options of clan and of its services that are sets of others.
var clanSets = []string{"machines", "modules", "specialArgs", inventory, "roles"}

// clanJoin joins definitions that are sets, or lists. A set of which nothing is known is one that has more.
func (l *Flake) clanJoin(m *eval.Machine, list []*eval.Thunk, path []string) eval.Value {
	var sets []*eval.Set
	var others []eval.Value
	for _, t := range list {
		v := m.Force(t)
		inner := facts.Contents(m, v)
		sets = append(sets, inner...)
		if len(inner) == 0 {
			others = append(others, v)
		}
	}
	if len(sets) == 0 && !isClanSet(path) {
		return joinedLists(m, others, list[0].At())
	}
	out := l.clanSet(sets, path)
	for _, v := range others {
		out.Open = reasonOf(v, list[0].At())
	}
	return out
}

// isClanSet reports whether a path is that of a set of named things: machines, instances, modules.
func isClanSet(path []string) bool {
	return len(path) == 1 || len(path) == 2 && path[0] == inventory
}

// joinedLists are lists one after the other; what else is defined more than once is not known.
func joinedLists(m *eval.Machine, values []eval.Value, at eval.Place) eval.Value {
	if len(values) == 0 {
		return &eval.Unknown{At: at, Reason: "it is not known which definition holds"}
	}
	all := values[0]
	for _, v := range values[1:] {
		if _, ok := all.(*eval.List); !ok {
			return &eval.Unknown{At: at, Reason: "it is defined more than once"}
		}
		all = m.Concat(all, v, at)
	}
	return all
}

// clans adds to the outputs what the module of clan-core for flake-parts makes of clan, and of flake.clan.
func (l *Flake) clans(out *eval.Set, w *walker, modules []*eval.Thunk) {
	i := slices.IndexFunc(w.reach.Inputs(), func(name string) bool { return l.Repository(name) == clanCore && w.reach.makesClan(name) })
	if i < 0 {
		return
	}
	at := eval.Place{File: l.File.File, Node: l.File.Root}
	made := eval.Later(at, func(m *eval.Machine) eval.Value {
		core := l.framework(w.reach.Inputs()[i])
		given := eval.NewSet(map[string]eval.Value{"self": l.Self, "imports": &eval.List{Elems: modules}})
		return m.Apply(m.Select(m.Select(core, "lib", at), "clan", at), eval.Known(given), at)
	})
	for _, name := range []string{"nixosConfigurations", "darwinConfigurations", "clan", "clanInternals"} {
		own := out.Attrs[name]
		out.Attrs[name] = eval.Later(at, func(m *eval.Machine) eval.Value {
			v := m.Select(m.Force(made), name, at)
			if own == nil || name == "clan" {
				return v
			}
			joined := l.joinedAt(m, []eval.Value{m.Force(own), v}, []string{name})
			for _, part := range []eval.Value{m.Force(own), v} {
				if len(facts.Contents(m, part)) == 0 {
					joined.Open = reasonOf(part, at)
				}
			}
			return joined
		})
	}
}

// makesClan reports whether of the modules of an input that are imported one may be that which makes a clan.
func (r *Closure) makesClan(input string) bool {
	for _, module := range []string{"default", "clan"} {
		if _, ok := r.modules["inputs."+input+".flakeModules."+module]; ok {
			return true
		}
	}
	_, old := r.modules["inputs."+input+".flakeModule"]
	return old
}

// clanParts are the modules that parts define the clan by.
func (w *walker) clanParts(m *eval.Machine, outputs []eval.Value) (modules []*eval.Thunk) {
	for _, conf := range w.configs(m) {
		if t, ok := conf.Attrs["clan"]; ok {
			modules = append(modules, t)
		}
	}
	for _, part := range outputs {
		for _, set := range facts.Contents(m, part) {
			if t, ok := set.Attrs["clan"]; ok {
				modules = append(modules, t)
			}
		}
	}
	return modules
}
