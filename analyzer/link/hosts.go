package link

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
	Kind   string      // nixos, darwin, home; "" if it is not known
	Class  facts.Class // of its modules; 0 if it is not known
	System string      // "x86_64-linux", where it is written in the call that makes the host; else ""
	Span   diag.Span   // where the host is made, or its folder's first file
	Dir    string      // its folder, one that the hosts globs name; "" if none is reached
	Args   []string    // names of special arguments, sorted
	// ArgsKnown says that Args are all.
	ArgsKnown bool
	Elsewhere bool   // it stands in a further output, which the configuration names
	Tool      string // what alone makes it, so that evaluation does not list it: colmena; "" for what nix lists
	Closure   *Closure
	args      *eval.Set
	modules   *eval.Thunk
	made      *eval.MakerCall // the call that makes it; nil if it is not seen
	needs     *eval.Unknown   // that a home is made without pkgs; nil if it is not
}

// ID names the host as evaluation does.
func (h *Host) ID() host.ID { return host.ID{Kind: h.Kind, Name: h.Name} }

// findHosts takes hosts from the flake's outputs.
func (l *Flake) findHosts() {
	shape := l.Opened(l.Outputs)
	outputs := facts.Contents(l.Machine, shape)
	l.HostsKnown, l.Closed = len(outputs) > 0, len(outputs) == 0
	if len(outputs) == 0 {
		shape = reasonOf(shape, eval.Place{File: l.File.File, Node: l.File.Root})
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
	l.hostsElsewhere(outputs)
	l.colmenaHosts(outputs)
	l.foreignHosts()
	slices.SortFunc(l.Hosts, func(a, b *Host) int { return cmp.Or(host.Compare(a.ID(), b.ID())) })
}

// hostsIn takes the hosts of one output.
func (l *Flake) hostsIn(kind host.Kind, t *eval.Thunk) {
	v := l.Opened(l.Machine.Fresh().Force(t))
	groups := facts.Contents(l.Machine, v)
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
func (l *Flake) unseenOutput(outputs *eval.Set) {
	if outputs.Open != nil {
		l.doubt(outputs.Open, "the flake's outputs are not all known: ")
	}
	if outputs.Base != nil {
		l.doubt(&eval.Unknown{Reason: "an input has some"}, "the flake's outputs are not all known: ")
	}
	l.hostsOfPackages(outputs)
	for _, name := range hives {
		if t, ok := outputs.Attrs[name]; ok && !l.takenIn(name) && !(strings.HasPrefix(name, "clan") && l.clanned()) {
			l.doubt(&eval.Unknown{At: t.At(), Reason: "the tool of that name makes hosts of it"}, "hosts of "+name+" are not looked at: ")
		}
	}
}

// hives are outputs of which tools make hosts by themselves.
var hives = []string{"nixopsConfigurations", "clan", "clanInternals", "nixOnDroidConfigurations", "systemConfigs", "systemManagerConfigurations"}

// Opened are the attributes of what a maker gives; any other value is what it is. What is given is
// followed once.
func (l *Flake) Opened(v eval.Value) eval.Value {
	made, ok := v.(*eval.MakerCall)
	if !ok {
		return v
	}
	if _, known := l.opened[made]; !known {
		l.opened[made] = l.gives(l.Machine, made)
	}
	return l.opened[made]
}

func (l *Flake) doubt(u *eval.Unknown, what string) {
	l.HostsKnown = false
	span := u.At.Span()
	if span.File == "" || u.At.File == nil || l.tree.File(span.File) == nil {
		span = l.SpanOf(eval.Place{})
	}
	l.Unknowns = append(l.Unknowns, diag.Unknown{Span: span, Message: what + u.Reason})
}

func (l *Flake) addHost(kind host.Kind, name string, t *eval.Thunk) {
	l.Hosts = append(l.Hosts, l.hostOf(kind, name, t))
}

// hostOf is what an output has under a name, as a host.
func (l *Flake) hostOf(kind host.Kind, name string, t *eval.Thunk) *Host {
	h := &Host{Name: name, Kind: kind.Name, Class: facts.ClassOfOutput(kind.Output), Span: l.SpanOf(t.At()), Closure: newClosure()}
	v := l.Machine.Fresh().Force(t)
	for _, set := range facts.Contents(l.Machine, v) {
		for _, name := range []string{"config", "result"} { // a system behind a set of one's own
			if inner, ok := set.Attrs[name]; ok && set.Node == nil {
				v = l.Machine.Force(inner)
			}
		}
	}
	made, ok := v.(*eval.MakerCall)
	if !ok || made.Maker == "mkFlake" {
		u := &eval.Unknown{At: t.At(), Reason: "it is no system that can be seen"}
		if unknown, is := v.(*eval.Unknown); is {
			u = unknown
		}
		h.Closure.open |= facts.Every()
		h.Closure.Unknowns = append(h.Closure.Unknowns, l.unknownAt(u, t.At()))
		return h
	}
	h.made = made
	arg := l.Machine.Force(made.Args[0])
	if system, ok := l.Machine.Select(arg, "system", made.At).(eval.String); ok {
		h.System = string(system)
	}
	h.args, h.ArgsKnown = l.moduleArgs(arg, made)
	h.Args = h.args.Names()
	h.modules = eval.Later(made.At, func(m *eval.Machine) eval.Value { return modulesOf(m, arg, made) })
	h.lacksPackages(l, arg)
	if l.framed(h) {
		h.Span = l.ownFile(h)
	}
	return h
}

// ownFile is where the first module of a host that stands in the repository begins; where flake.nix does, if none does.
func (l *Flake) ownFile(h *Host) diag.Span {
	if list, ok := l.Machine.Fresh().Force(h.modules).(*eval.List); ok {
		for _, e := range list.Elems {
			v := l.Machine.Fresh().Force(e)
			if name, ours := l.tree.InRepository(l.Machine, v); ours && l.tree.File(name) != nil {
				return l.tree.File(name).Range(0, 0)
			}
			if at := writtenAt(v); at.File != nil && l.tree.File(at.File.Name) != nil {
				return at.Span()
			}
		}
	}
	return l.SpanOf(eval.Place{})
}

// writtenAt is where a module stands that is no file; nowhere, if that is not seen.
func writtenAt(v eval.Value) eval.Place {
	switch v := v.(type) {
	case *eval.Set:
		if v.Node != nil && v.Scope != nil {
			return eval.Place{File: v.Scope.File, Node: v.Node}
		}
	case *eval.Func:
		return eval.Place{File: v.Scope.File, Node: v.Lambda}
	}
	return eval.Place{}
}

// modulesOf are the modules that a system is made of: those of modules, and those of the attributes
// by which makers take more.
func modulesOf(m *eval.Machine, arg eval.Value, made *eval.MakerCall) eval.Value {
	at := made.At
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
	if !has && set.Whole() && made.Maker == homes {
		return &eval.List{}
	}
	return all
}

// moduleArgs are the special arguments that a system is made with, and lib if it has its own.
func (l *Flake) moduleArgs(arg eval.Value, made *eval.MakerCall) (args *eval.Set, whole bool) {
	at := made.At
	args, whole = &eval.Set{Attrs: map[string]*eval.Thunk{}}, true
	set, ok := arg.(*eval.Set)
	if !ok {
		args.Open = &eval.Unknown{At: at, Reason: "the special arguments are not known"}
		return args, false
	}
	if t, ok := set.Attrs["lib"]; ok {
		args.Attrs["lib"] = t
	}
	if t, ok := set.Attrs["inputs"]; ok && made.Maker == macs {
		args.Attrs["inputs"] = t // nix-darwin hands it on, by _module.args (flake.nix)
	}
	for _, name := range []string{"specialArgs", "extraSpecialArgs"} {
		t, ok := set.Attrs[name]
		if !ok {
			continue
		}
		special, ok := l.Machine.Force(t).(*eval.Set)
		if !ok {
			whole = false
			continue
		}
		maps.Copy(args.Attrs, special.Attrs)
		whole = whole && special.Whole()
	}
	if whole = whole && set.Whole(); !whole {
		args.Open = &eval.Unknown{At: at, Reason: "the special arguments are not all known"}
	}
	return args, whole
}

// SpanOf is a place in a file of the repository, or the start of flake.nix.
func (l *Flake) SpanOf(at eval.Place) diag.Span {
	if at.File != nil && at.Node != nil && l.tree.File(at.File.Name) != nil {
		return at.Span()
	}
	if l.File == nil {
		return diag.Span{}
	}
	return l.File.Range(0, 0)
}

func (l *Flake) unknownAt(u *eval.Unknown, at eval.Place) diag.Unknown {
	if u.At.File == nil || l.tree.File(u.At.File.Name) == nil {
		return diag.Unknown{Span: l.SpanOf(at), Message: u.Reason}
	}
	return diag.Unknown{Span: u.At.Span(), Message: u.Reason}
}

// Follow follows the imports of every host, of flake-parts and of the modules that the flake exports.
// each calls a function for 0 … n-1, at once, with machines of their own.
func (l *Flake) Follow(each func(n int, f func(m *eval.Machine, i int))) {
	walkers := make([]*walker, len(l.Hosts))
	each(len(walkers), func(m *eval.Machine, i int) { walkers[i] = l.walk(m, l.Hosts[i]) })
	for _, w := range walkers {
		w.finish()
	}
	l.finishClan()
	if l.File != nil || len(l.Hosts) > 0 {
		l.findDirs()
	}
	if l.File != nil {
		l.exports()
		l.exportTwins()
	}
	l.globHosts()
	l.doubtWithoutFlake()
}

// walk follows the imports of one host. Where a module disables files that others import, they are
// followed once more without these.
func (l *Flake) walk(m *eval.Machine, h *Host) *walker {
	w := l.walker(m, h.Class, h.args)
	w.reach = h.Closure
	if h.modules != nil {
		w.list(m.Fresh().Force(h.modules), eval.Place{}, false)
	}
	if slices.ContainsFunc(slices.Collect(maps.Keys(w.off)), func(name string) bool { return w.reach.Files[name] != 0 }) {
		gone := w.off
		w = l.walker(m, h.Class, h.args)
		w.gone, h.Closure = gone, w.reach
		w.list(m.Fresh().Force(h.modules), eval.Place{}, false)
	}
	w.reach.withoutHomes()
	return w
}

// globHosts stands the folders of the hosts globs in for hosts, where the flake shows none.
func (l *Flake) globHosts() {
	if len(l.Hosts) > 0 {
		return
	}
	dirs := map[string]*facts.File{}
	for _, f := range l.tree.Files {
		if dir := path.Dir(f.Name); l.IsHost(dir) && dirs[dir] == nil {
			dirs[dir] = f
		}
	}
	for _, dir := range slices.Sorted(maps.Keys(dirs)) {
		root := l.tree.File(path.Join(dir, "default.nix"))
		h := &Host{Name: path.Base(dir), Dir: dir, Span: dirs[dir].Range(0, 0)}
		w := l.walker(l.Machine, 0, nil)
		h.Closure = w.reach
		if root != nil {
			w.module(eval.Path(path.Join(eval.Root, root.Name)), eval.Place{}, false)
		}
		w.reach.open |= facts.Every()
		w.reach.Unknowns = append(w.reach.Unknowns, diag.Unknown{Span: h.Span, Message: "which modules the host imports is not known: flake.nix does not show it"})
		l.Hosts = append(l.Hosts, h)
	}
}
