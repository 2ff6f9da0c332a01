package analyzer

import (
	"cmp"
	"maps"
	"path"
	"slices"
	"strings"

	"mxmcheck/analyzer/diag"
	"mxmcheck/analyzer/eval"
	"mxmcheck/analyzer/facts"
	"mxmcheck/analyzer/host"
)

// Host is one machine or home that the flake configures. Where flake.nix cannot be followed to
// its hosts, the folders of the hosts globs stand for them, with Kind "" and nothing known.
type Host struct {
	Name   string
	Kind   string    // nixos, darwin, home; "" if it is not known
	Class  Class     // of its modules; 0 if it is not known
	System string    // "x86_64-linux", where it is written in the call that makes the host; else ""
	Span   diag.Span // where the host is made, or its folder's first file
	Dir    string    // its folder, one that the hosts globs name; "" if none is reached
	Args   []string  // names of special arguments, sorted
	// ArgsKnown says that Args are all.
	ArgsKnown bool
	Reach     *Reach
	Settings  []Setting // what its modules define, by file and place
	args      *eval.Set
	modules   *eval.Thunk
	made      *eval.Made      // the call that makes it; nil if it is not seen
	own       map[string]bool // its own files that declare no option
	alone     map[string]bool // files that it alone reaches
}

// ID names the host as evaluation does.
func (h *Host) ID() host.ID { return host.ID{Kind: h.Kind, Name: h.Name} }

// findHosts takes hosts from the flake's outputs.
func (l *loader) findHosts() {
	shape := l.opened(l.flake.outputs)
	outputs := facts.Contents(l.machine, shape)
	l.repo.HostsKnown = len(outputs) > 0
	if len(outputs) == 0 {
		shape = reasonOf(shape, eval.Place{File: l.flake.file.File, Node: l.flake.file.Root})
	}
	if u, ok := shape.(*eval.Unknown); ok {
		l.doubt(u, "the flake's outputs are not known: ")
	}
	for _, kind := range host.Kinds() {
		for _, set := range outputs {
			if t, ok := set.Attrs[kind.Output]; ok {
				l.hostsIn(kind, t)
			}
		}
	}
	for _, set := range outputs {
		l.unseenOutput(set)
	}
	slices.SortFunc(l.repo.Hosts, func(a, b *Host) int { return cmp.Or(host.Compare(a.ID(), b.ID())) })
}

// hostsIn takes the hosts of one output.
func (l *loader) hostsIn(kind host.Kind, t *eval.Thunk) {
	v := l.opened(l.machine.Fresh().Force(t))
	groups := facts.Contents(l.machine, v)
	if len(groups) == 0 {
		l.doubt(reasonOf(v, t.At()), "hosts of "+kind.Output+" are not known: ")
	}
	for _, group := range groups {
		for _, name := range group.Names() {
			l.addHost(kind, name, group.Attrs[name])
		}
		if group.Open != nil {
			l.doubt(group.Open, "hosts of "+kind.Output+" are not all known: ")
		}
	}
}

// reasonOf is why a value is no set: its own reason, if it has one.
func reasonOf(v eval.Value, at eval.Place) *eval.Unknown {
	if u, ok := v.(*eval.Unknown); ok {
		if u.At.File == nil {
			return &eval.Unknown{At: at, Reason: u.Reason}
		}
		return u
	}
	return &eval.Unknown{At: at, Reason: "it is no set that can be seen"}
}

// unseenOutput says of outputs that may hold hosts which ones they hold is not known: those whose
// names are not all known, and those of tools that make hosts by themselves.
func (l *loader) unseenOutput(outputs *eval.Set) {
	if outputs.Open != nil {
		l.doubt(outputs.Open, "the flake's outputs are not all known: ")
	}
	if outputs.Base != nil {
		l.doubt(&eval.Unknown{Reason: "an input has some"}, "the flake's outputs are not all known: ")
	}
	for _, name := range hives {
		if t, ok := outputs.Attrs[name]; ok {
			l.doubt(&eval.Unknown{At: t.At(), Reason: "the tool of that name makes hosts of it"}, "hosts of "+name+" are not looked at: ")
		}
	}
}

// hives are outputs of which tools make hosts by themselves.
var hives = []string{"colmena", "colmenaHive", "nixopsConfigurations", "clan", "clanInternals", "nixOnDroidConfigurations", "systemConfigs"}

// opened opens what is made by a maker.
func (l *loader) opened(v eval.Value) eval.Value {
	if made, ok := v.(*eval.Made); ok {
		return l.open(l.machine, made)
	}
	return v
}

func (l *loader) doubt(u *eval.Unknown, what string) {
	l.repo.HostsKnown = false
	span := u.At.Span()
	if span.File == "" || u.At.File == nil || l.repo.byName[span.File] == nil {
		span = l.flake.file.Range(0, 0)
	}
	l.repo.Unknowns = append(l.repo.Unknowns, diag.Unknown{Span: span, Message: what + u.Reason})
}

func (l *loader) addHost(kind host.Kind, name string, t *eval.Thunk) {
	h := &Host{Name: name, Kind: kind.Name, Class: facts.ClassOfOutput(kind.Output), Span: l.spanOf(t.At()), Reach: newReach()}
	l.repo.Hosts = append(l.repo.Hosts, h)
	v := l.machine.Fresh().Force(t)
	for _, set := range facts.Contents(l.machine, v) {
		for _, name := range []string{"config", "result"} { // a system behind a set of one's own
			if inner, ok := set.Attrs[name]; ok && set.Node == nil {
				v = l.machine.Force(inner)
			}
		}
	}
	made, ok := v.(*eval.Made)
	if !ok || made.Maker == "mkFlake" {
		u := &eval.Unknown{At: t.At(), Reason: "it is no system that can be seen"}
		if unknown, is := v.(*eval.Unknown); is {
			u = unknown
		}
		h.Reach.open |= facts.Every()
		h.Reach.Unknowns = append(h.Reach.Unknowns, l.unknownAt(u, t.At()))
		return
	}
	h.made = made
	arg := l.machine.Force(made.Args[0])
	if system, ok := l.machine.Select(arg, "system", made.At).(eval.String); ok {
		h.System = string(system)
	}
	h.args, h.ArgsKnown = l.moduleArgs(arg, made.At)
	h.Args = h.args.Names()
	h.modules = eval.Later(made.At, func(m *eval.Machine) eval.Value { return modulesOf(m, arg, made.At) })
}

// modulesOf are the modules that a system is made of: those of modules, and those of the attributes
// by which makers take more.
func modulesOf(m *eval.Machine, arg eval.Value, at eval.Place) eval.Value {
	all := m.Select(arg, "modules", at)
	set, ok := arg.(*eval.Set)
	if !ok {
		return all
	}
	_, has := set.Attrs["modules"]
	for _, name := range []string{"extraModules", "configuration"} {
		t, ok := set.Attrs[name]
		if !ok {
			continue
		}
		more := m.Force(t)
		if name == "configuration" {
			more = &eval.List{Elems: []*eval.Thunk{t}}
		}
		if has {
			more = m.Concat(all, more, at)
		}
		all, has = more, true
	}
	return all
}

// moduleArgs are the special arguments that a system is made with, and lib if it has its own.
func (l *loader) moduleArgs(arg eval.Value, at eval.Place) (args *eval.Set, whole bool) {
	args, whole = &eval.Set{Attrs: map[string]*eval.Thunk{}}, true
	set, ok := arg.(*eval.Set)
	if !ok {
		return args, false
	}
	if t, ok := set.Attrs["lib"]; ok {
		args.Attrs["lib"] = t
	}
	for _, name := range []string{"specialArgs", "extraSpecialArgs"} {
		t, ok := set.Attrs[name]
		if !ok {
			continue
		}
		special, ok := l.machine.Force(t).(*eval.Set)
		if !ok {
			whole = false
			continue
		}
		maps.Copy(args.Attrs, special.Attrs)
		whole = whole && special.Whole()
	}
	return args, whole && set.Whole()
}

// spanOf is a place in a file of the repository, or the start of flake.nix.
func (l *loader) spanOf(at eval.Place) diag.Span {
	if at.File != nil && at.Node != nil && l.repo.byName[at.File.Name] != nil {
		return at.Span()
	}
	if l.flake.file == nil {
		return diag.Span{}
	}
	return l.flake.file.Range(0, 0)
}

func (l *loader) unknownAt(u *eval.Unknown, at eval.Place) diag.Unknown {
	if u.At.File == nil || l.repo.byName[u.At.File.Name] == nil {
		return diag.Unknown{Span: l.spanOf(at), Message: u.Reason}
	}
	return diag.Unknown{Span: u.At.Span(), Message: u.Reason}
}

// closures follows the imports of every host, of flake-parts and of the modules that the flake
// exports.
func (l *loader) closures() {
	if l.flake.file != nil {
		walkers := make([]*walker, len(l.repo.Hosts))
		l.each(len(walkers), func(m *eval.Machine, i int) { walkers[i] = l.walk(m, l.repo.Hosts[i]) })
		for _, w := range walkers {
			w.finish()
		}
		l.findDirs()
		l.exports()
	}
	l.globHosts()
}

// walk follows the imports of one host. Where a module disables files that others import, they are
// followed once more without these.
func (l *loader) walk(m *eval.Machine, h *Host) *walker {
	w := l.walker(m, h.Class, h.args)
	w.reach = h.Reach
	if h.modules != nil {
		w.list(m.Fresh().Force(h.modules), eval.Place{}, false)
	}
	if slices.ContainsFunc(slices.Collect(maps.Keys(w.off)), func(name string) bool { return w.reach.Files[name] != 0 }) {
		gone := w.off
		w = l.walker(m, h.Class, h.args)
		w.gone, h.Reach = gone, w.reach
		w.list(m.Fresh().Force(h.modules), eval.Place{}, false)
	}
	return w
}

// exports follows the modules that other flakes may import: they are used, and their class is told
// by the output that they stand in.
func (l *loader) exports() {
	for _, set := range facts.Contents(l.machine, l.opened(l.flake.outputs)) {
		for _, name := range set.Names() {
			class := facts.ClassOfOutput(name)
			if class == 0 || strings.HasSuffix(name, "Configurations") {
				continue
			}
			for _, group := range facts.Contents(l.machine, l.opened(l.machine.Fresh().Force(set.Attrs[name]))) {
				for _, module := range group.Names() {
					w := l.walker(l.machine, class, nil)
					t := group.Attrs[module]
					w.module(l.machine.Fresh().Force(t), t.At(), false)
					w.finish()
					l.repo.Exported = append(l.repo.Exported, w.reach)
				}
			}
		}
	}
}

// globHosts stands the folders of the hosts globs in for hosts, where the flake shows none.
func (l *loader) globHosts() {
	if len(l.repo.Hosts) > 0 {
		return
	}
	dirs := map[string]*File{}
	for _, f := range l.repo.Files {
		if dir := path.Dir(f.Name); l.isHost(dir) && dirs[dir] == nil {
			dirs[dir] = f
		}
	}
	for _, dir := range slices.Sorted(maps.Keys(dirs)) {
		root := l.repo.byName[path.Join(dir, "default.nix")]
		h := &Host{Name: path.Base(dir), Dir: dir, Span: dirs[dir].Range(0, 0)}
		w := l.walker(l.machine, 0, nil)
		h.Reach = w.reach
		if root != nil {
			w.module(eval.Path(path.Join(eval.Root, root.Name)), eval.Place{}, false)
		}
		w.reach.open |= facts.Every()
		w.reach.Unknowns = append(w.reach.Unknowns, diag.Unknown{Span: h.Span, Message: "which modules the host imports is not known: flake.nix does not show it"})
		l.repo.Hosts = append(l.repo.Hosts, h)
	}
}
