package link

import (
	"slices"

	"mxmcheck/analyzer/eval"
	"mxmcheck/analyzer/upstream"
)

// readFlake evaluates flake.nix, as far as it can be, down to its hosts.
func (l *Flake) readFlake() {
	f := l.tree.File("flake.nix")
	if f == nil || len(f.Errors) > 0 {
		return
	}
	l.File = f
	root, ok := l.Machine.Fresh().Import(eval.Root+"/flake.nix", eval.Place{}).(*eval.Set)
	if !ok {
		return
	}
	inputs := l.inputRefs(root)
	made := &eval.MakerCall{Maker: "self", Gives: l.gives}
	self := &eval.Set{Attrs: map[string]*eval.Thunk{
		"outPath": eval.Later(eval.Place{File: f.File, Node: f.Root}, func(m *eval.Machine) eval.Value {
			m.Saw(eval.Look{Kind: eval.LookSelf, Name: "self"})
			return eval.Path(eval.Root)
		}),
		"inputs": eval.Known(inputs),
	}, Base: made}
	self.Attrs["outputs"] = eval.Known(self)
	inputs.Attrs["self"] = eval.Known(self)
	l.Inputs, l.Self = inputs, self
	outputs := eval.Later(eval.Place{}, func(m *eval.Machine) eval.Value {
		return m.Apply(m.Select(root, "outputs", eval.Place{}), eval.Known(inputs), eval.Place{File: f.File, Node: f.Root})
	})
	made.Args = []*eval.Thunk{outputs}
	l.Outputs = l.Machine.Fresh().Force(outputs)
	l.findHosts()
	l.agreedArgs()
}

// inputRefs are the inputs that flake.nix declares, and those that its outputs only name.
func (l *Flake) inputRefs(root *eval.Set) *eval.Set {
	names := map[string]bool{}
	if set, ok := l.Machine.Select(root, "inputs", eval.Place{}).(*eval.Set); ok {
		for name, t := range set.Attrs {
			names[name] = true
			address := l.address(t)
			l.Owners[name], l.repositories[name] = address.OwnerOf(), address.RepositoryOf(name)
			l.Private[name] = address.IsPrivate()
		}
	}
	if fn, ok := l.Machine.Select(root, "outputs", eval.Place{}).(*eval.Func); ok && fn.Lambda.Formals != nil {
		for _, formal := range fn.Lambda.Formals.List {
			names[formal.Name.Name] = true
		}
	}
	set := &eval.Set{Attrs: map[string]*eval.Thunk{}}
	for name := range names {
		set.Attrs[name] = eval.Known(l.input(name))
	}
	return set
}

// address is where an input comes from.
func (l *Flake) address(input *eval.Thunk) upstream.Address {
	text := func(name string) string {
		s, _ := l.Machine.Select(l.Machine.Force(input), name, eval.Place{}).(eval.String)
		return string(s)
	}
	return upstream.Address{URL: text("url"), Repo: text("repo"), Follows: text("follows")}
}

// Repository is the name of the repository that an input is of.
func (l *Flake) Repository(input string) string {
	if name, declared := l.repositories[input]; declared {
		return name
	}
	return input
}

// Takes reports whether an input of the flake is of a repository.
func (l *Flake) Takes(repository string) bool {
	inputs, ok := l.Inputs.(*eval.Set)
	return ok && slices.ContainsFunc(inputs.Names(), func(name string) bool { return l.Repository(name) == repository })
}

// input is an input as who uses it sees it. What functions of a framework do with a folder is known; those of others are not.
func (l *Flake) input(name string) eval.Value {
	if known := l.framework(name); known != nil {
		return known
	}
	return eval.Ref{Root: "inputs", Path: []string{name}}
}

// gives are the attributes of what a maker gives: a system, or a flake of flake-parts.
func (l *Flake) gives(m *eval.Machine, made *eval.MakerCall) eval.Value {
	switch made.Maker {
	case "self":
		m.Saw(eval.Look{Kind: eval.LookSelf, Name: "self"})
		return m.Force(made.Args[0])
	case "mkFlake":
		return l.flakeParts(m, made)
	case clanMaker:
		return l.clanModules(m, made)
	}
	open := &eval.Unknown{At: made.At, Reason: "what a configuration gives is not known"}
	return &eval.Set{Attrs: map[string]*eval.Thunk{
		"config":  eval.Known(eval.Ref{Root: "config"}),
		"options": eval.Known(eval.Ref{Root: "config"}),
		"pkgs":    eval.Known(eval.Ref{Root: "pkgs"}),
		"_module": eval.Known(&eval.Set{Attrs: map[string]*eval.Thunk{
			"args":        eval.Known(&eval.Set{Attrs: map[string]*eval.Thunk{"modules": argument(made, "modules")}, Open: open}),
			"specialArgs": argument(made, "specialArgs"),
		}, Open: open}),
	}, Open: open}
}

// argument is what a maker is called with under a name: systems hand it on below _module, of which others are made.
func argument(made *eval.MakerCall, name string) *eval.Thunk {
	return eval.Later(made.At, func(m *eval.Machine) eval.Value {
		return m.Select(m.Force(made.Args[0]), name, made.At)
	})
}

// agreedArgs notes what modules are called with where all hosts say the same.
func (l *Flake) agreedArgs() {
	differ := map[string]bool{}
	for _, h := range l.Hosts {
		if h.args == nil {
			continue
		}
		for name, t := range h.args.Attrs {
			if name == "name" { // submodules are called with one of their own
				continue
			}
			v := l.Machine.Fresh().Force(t)
			if old, met := l.args[name]; met && !l.agree(old, v) {
				differ[name] = true
			}
			l.args[name] = v
		}
	}
	for name := range differ {
		delete(l.args, name)
	}
}

func (l *Flake) agree(a, b eval.Value) bool {
	switch a := a.(type) {
	case eval.String, eval.Path, eval.Bool, eval.Int, eval.Null, eval.Float:
		return a == b
	case eval.Ref:
		r, ok := b.(eval.Ref)
		return ok && a.Root == r.Root && slices.Equal(a.Path, r.Path)
	case *eval.Set:
		s, ok := b.(*eval.Set)
		return ok && (a == s || a.Node != nil && a.Node == s.Node || sameAttrs(a, s))
	case *eval.Func:
		f, ok := b.(*eval.Func)
		return ok && f.Lambda == a.Lambda
	}
	return false
}

// sameAttrs reports whether two sets have the same names, written at the same places.
func sameAttrs(a, b *eval.Set) bool {
	if len(a.Attrs) != len(b.Attrs) {
		return false
	}
	for name, t := range a.Attrs {
		o, ok := b.Attrs[name]
		if !ok || t != o && (t.At().Node == nil || t.At() != o.At()) {
			return false
		}
	}
	return true
}
