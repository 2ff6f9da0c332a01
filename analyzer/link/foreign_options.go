package link

import (
	"slices"
	"strings"

	"mxmcheck/analyzer/diag"
	"mxmcheck/analyzer/eval"
	"mxmcheck/analyzer/facts"
	"mxmcheck/analyzer/host"
	"mxmcheck/analyzer/syntax"
	"mxmcheck/analyzer/upstream"
)

// foreignHosts says of options of flake-parts that only an input's module can declare, such as
// den.hosts, that hosts may be made of them: of those that speak of hosts, or, where there are none,
// no host is seen and nothing else says why, of any.
func (l *Flake) foreignHosts() {
	if l.parts == nil || len(l.parts.reach.Foreign) == 0 {
		return
	}
	unseen := len(l.Hosts) == 0 && l.HostsKnown
	options := l.foreignOptions()
	l.doubtOptions(options, func(o foreignOption) bool { return saysHosts(o.name) || l.speaksOfHosts(o.t) })
	if unseen && l.HostsKnown {
		l.unreachedParts()
	}
	if unseen && l.HostsKnown {
		l.doubtOptions(options, func(foreignOption) bool { return true })
	}
	if unseen && l.HostsKnown {
		l.doubtFolders()
	}
	for _, conf := range l.parts.configs(l.Machine) {
		l.denHosts(conf)
	}
}

// hostFolders are folders of which modules of inputs make hosts by themselves.
var hostFolders = []string{"hosts", "configurations", "nixosConfigurations", "systems", "machines", "homes", "nixos-configurations"}

// doubtFolders says of modules of inputs that they may make hosts of the repository's folders, where
// there is one that looks so.
func (l *Flake) doubtFolders() {
	i := slices.IndexFunc(hostFolders, func(dir string) bool { return l.tree.Kind(dir) == "directory" })
	if i < 0 {
		return
	}
	strange := slices.DeleteFunc(l.parts.reach.Inputs(), func(name string) bool { return name == "" || upstream.MakesNoHosts(l.Repository(name)) })
	if len(strange) == 0 {
		return
	}
	l.HostsKnown = false
	l.Unknowns = append(l.Unknowns, diag.Unknown{
		Span: l.parts.reach.Foreign[0], Message: "hosts of the folder " + hostFolders[i] + " are not known: modules of inputs may make some of it: " + strings.Join(strange, ", "),
	})
}

// unreachedParts says of outputs of hosts that files define which no import leads to, that their hosts are not
// known: what an input makes of a folder may import them.
func (l *Flake) unreachedParts() {
	names := l.tree.Names()
	slices.Sort(names)
	for _, name := range names {
		if _, reached := l.parts.reach.Files[name]; reached || name == l.File.Name {
			continue
		}
		f := l.tree.File(name)
		if output, at := definesHosts(f); output != "" {
			l.HostsKnown = false
			l.Unknowns = append(l.Unknowns, diag.Unknown{Span: f.Span(at), Message: "hosts of " + output + " are not known: no import that can be followed leads to this part of the flake"})
			return
		}
	}
}

// definesHosts is the first output of hosts that a file gives the flake, as flake.nixosConfigurations or
// within flake; "" if there is none.
func definesHosts(f *facts.File) (output string, at syntax.Node) {
	if !strings.Contains(f.Src, "flake") || !strings.Contains(f.Src, "Configurations") {
		return "", nil
	}
	f.Walk(func(n syntax.Node) bool {
		b, ok := n.(*syntax.AttrBinding)
		if !ok || output != "" {
			return output == ""
		}
		path, _ := syntax.StaticPath(b.Path)
		i := slices.Index(path, "flake")
		if i < 0 || slices.Contains(path[:i], "options") {
			return i < 0 && !slices.Contains(path, "options")
		}
		if i+1 < len(path) {
			output, at = hostOutput(path[i+1]), b.Path
		} else if set, ok := syntax.Unparen(b.Value).(*syntax.AttrSet); ok {
			output, at = hostsIn(set)
		}
		return output == ""
	})
	return output, at
}

func hostsIn(set *syntax.AttrSet) (output string, at syntax.Node) {
	for _, b := range set.Bindings {
		if b, ok := b.(*syntax.AttrBinding); ok {
			if path, _ := syntax.StaticPath(b.Path); len(path) > 0 && hostOutput(path[0]) != "" {
				return path[0], b.Path
			}
		}
	}
	return "", nil
}

// hostOutput is the name of an output if hosts stand in it, else "".
func hostOutput(name string) string {
	if slices.ContainsFunc(host.Kinds(), func(kind host.Kind) bool { return kind.Output == name }) {
		return name
	}
	return ""
}

// foreignOption is a definition of an option that some input's module declares.
type foreignOption struct {
	name string
	t    *eval.Thunk
}

// foreignOptions are what the repository's modules define of options that neither flake-parts nor
// they declare.
func (l *Flake) foreignOptions() (all []foreignOption) {
	own := l.partsOptions()
	for _, conf := range l.parts.configs(l.Machine) {
		for _, name := range conf.Names() {
			if !own[name] && !slices.Contains(partsCore, name) && !(name == "clan" && l.clanned()) {
				all = append(all, foreignOption{name, conf.Attrs[name]})
			}
		}
	}
	return all
}

// doubtOptions says of each option once, where a definition is such, that hosts may be made of it.
func (l *Flake) doubtOptions(options []foreignOption, such func(foreignOption) bool) {
	reported := map[string]bool{}
	for _, o := range options {
		if reported[o.name] || !such(o) {
			continue
		}
		reported[o.name] = true
		l.doubt(&eval.Unknown{At: o.t.At(), Reason: "a module of an input may make hosts of it"}, "hosts of "+o.name+" are not known: ")
	}
}

// partsCore are options of flake-parts itself, and of modules that make no hosts.
var partsCore = []string{
	"_file", "_class", "key", "imports", "options", "freeformType", "_module", "flake", "perSystem", "systems", "allSystems", "debug", "transposition",
	"partitions", "partitionedAttrs", "touchup", "perInput", "text", "files", "assertions", "meta",
	"flake-file", "treefmt", "pre-commit", "process-compose", "hercules-ci", "herculesCI", "githubActions", "terranix", "nixvim", "pkgsDirectory", "githooks", "devshells",
}

// partsOptions are the first names of the options that modules of the repository declare for
// flake-parts.
func (l *Flake) partsOptions() map[string]bool {
	names := map[string]bool{}
	for _, body := range l.parts.bodies {
		t, ok := body.set.Attrs["options"]
		if !ok {
			continue
		}
		for _, set := range facts.Contents(l.Machine, l.Machine.Fresh().Force(t)) {
			for name := range set.Attrs {
				names[name] = true
			}
		}
	}
	return names
}

// saysHosts reports whether an option is named after hosts, as easy-hosts is.
func saysHosts(name string) bool { return strings.Contains(strings.ToLower(name), "hosts") }

// speaksOfHosts reports whether one of the names below an option is that of hosts.
func (l *Flake) speaksOfHosts(t *eval.Thunk) bool {
	for _, set := range facts.Contents(l.Machine, l.Machine.Fresh().Force(t)) {
		for name := range set.Attrs {
			switch name {
			case "hosts", "homes", "machines":
				return true
			}
		}
	}
	return false
}

// denHosts takes the hosts that den makes of den.hosts.SYSTEM.NAME: of which modules, den says.
func (l *Flake) denHosts(conf *eval.Set) {
	t, ok := conf.Attrs["den"]
	if !ok {
		return
	}
	for _, den := range facts.Contents(l.Machine, l.Machine.Fresh().Force(t)) {
		systems, ok := den.Attrs["hosts"]
		if !ok {
			continue
		}
		for _, set := range facts.Contents(l.Machine, l.Machine.Fresh().Force(systems)) {
			for _, system := range set.Names() {
				l.denSystem(system, set.Attrs[system])
			}
		}
	}
}

func (l *Flake) denSystem(system string, t *eval.Thunk) {
	kind, _ := host.KindNamed("nixos")
	if strings.HasSuffix(system, "-darwin") {
		kind, _ = host.KindNamed("darwin")
	}
	for _, set := range facts.Contents(l.Machine, l.Machine.Fresh().Force(t)) {
		for _, name := range set.Names() {
			at := set.Attrs[name].At()
			if slices.ContainsFunc(l.Hosts, func(h *Host) bool { return h.Name == name && h.Kind == kind.Name }) || l.madeOtherwise(set.Attrs[name]) {
				continue
			}
			h := &Host{Name: name, Kind: kind.Name, System: system, Class: facts.ClassOfOutput(kind.Output), Span: l.SpanOf(at), Closure: newClosure()}
			h.Closure.open |= facts.Every()
			h.Closure.Unknowns = append(h.Closure.Unknowns, diag.Unknown{Span: h.Span, Message: "which modules the host imports is not known: den makes it"})
			l.Hosts = append(l.Hosts, h)
		}
	}
}

// madeOtherwise reports whether a host of den says of which class it is, or in which output it stands.
func (l *Flake) madeOtherwise(t *eval.Thunk) bool {
	return slices.ContainsFunc(facts.Contents(l.Machine, l.Machine.Fresh().Force(t)), func(set *eval.Set) bool {
		return set.Attrs["intoAttr"] != nil || set.Attrs["class"] != nil || set.Attrs["instantiate"] != nil || set.Attrs["name"] != nil
	})
}
