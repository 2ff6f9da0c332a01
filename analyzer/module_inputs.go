package analyzer

import (
	"slices"
	"strings"

	"mxmcheck/analyzer/diag"
	"mxmcheck/analyzer/eval"
	"mxmcheck/analyzer/syntax"
	known "mxmcheck/analyzer/upstream"
)

// ReaderOf is an input of which a module may read the options that a file declares; "" for none. Such a module stands beside the
// file in a configuration, and comes from who wrote the repository: modules for everybody know no option of it.
func (r *Repo) ReaderOf(f *File) string { return r.readers[f.Name] }

// noteReaders finds the files of whose options a module of an input may know, and says once for each input that this is not known.
func (l *loader) noteReaders() {
	l.repo.readers = map[string]string{}
	inputs, ok := l.flake.Inputs.(*eval.Set)
	if !ok {
		return
	}
	own := slices.DeleteFunc(inputs.Names(), func(input string) bool { return !l.isOwnConfiguration(input) || !l.givesModules(input) })
	if len(own) == 0 {
		return
	}
	for _, d := range l.repo.declarations {
		if l.repo.readers[d.File.Name] != "" || d.Opaque || d.Hidden || l.repo.used.above(d.Path) || l.repo.used.below(d.Path) {
			continue
		}
		if input := l.besideModuleOf(d.File, own); input != "" {
			l.repo.readers[d.File.Name] = input
		}
	}
	l.sayReaders()
}

// sayReaders says what is not known for the modules of inputs.
func (l *loader) sayReaders() {
	told := map[string]bool{}
	for _, d := range l.repo.declarations {
		if input := l.repo.readers[d.File.Name]; input != "" && !told[input] {
			told[input] = true
			message := "a module of the input " + input + " may read options that are declared here: which of those that no module here reads are unused is not known"
			l.repo.Unknowns = append(l.repo.Unknowns, diag.Unknown{Span: d.Span, Message: message})
		}
	}
}

// isOwnConfiguration reports whether an input holds configuration by who wrote the repository: its name says that it is configuration, and only
// some can fetch it, or its owner is named elsewhere too.
func (l *loader) isOwnConfiguration(input string) bool {
	repository, owner := l.flake.Repository(input), l.flake.Owners[input]
	if known.HasOwnRoots(repository) || known.OfFlakes(repository) {
		return false
	}
	return known.HoldsConfiguration(repository) && (l.flake.Private[input] || owner != "" && (l.named(owner) || l.ownsMore(owner, input)))
}

// ownsMore reports whether flake.nix names an owner of inputs by itself, or for another input.
func (l *loader) ownsMore(owner, input string) bool {
	for other, of := range l.flake.Owners {
		if other != input && strings.EqualFold(of, owner) {
			return true
		}
	}
	return strings.Contains(strings.ReplaceAll(l.flake.File.Src, owner+"/", ""), owner)
}

// besideModuleOf is an input of some of which a host that takes a file as a module imports a module, too. Where not all hosts are
// known, any may.
func (l *loader) besideModuleOf(f *File, inputs []string) string {
	taken := false
	for _, h := range l.repo.Hosts {
		if _, takes := h.Closure.Files[f.Name]; !takes {
			continue
		}
		taken = true
		for _, input := range h.Closure.Inputs() {
			if slices.Contains(inputs, input) {
				return input
			}
		}
	}
	if !taken && !l.repo.HostsKnown {
		return inputs[0]
	}
	return ""
}

// HandedWhole are the inputs of which a module is imported where all inputs are an argument of modules, and that hold somebody's
// configuration: they may take an input by its name.
func (r *Repo) HandedWhole() []string {
	inputs, ok := r.loader.flake.Inputs.(*eval.Set)
	if !ok || !slices.ContainsFunc(r.Files, handsAllInputs) {
		return nil
	}
	return slices.DeleteFunc(inputs.Names(), func(input string) bool {
		return !known.HoldsConfiguration(r.loader.flake.Repository(input)) || !r.loader.givesModules(input)
	})
}

// handsAllInputs reports whether a file hands inputs to modules, as an argument of that name.
func handsAllInputs(f *File) (hands bool) {
	if f.Root == nil || !strings.Contains(f.Src, "pecialArgs") {
		return false
	}
	syntax.Walk(f.Root, func(n syntax.Node) bool {
		attr, ok := n.(*syntax.AttrBinding)
		if !ok || hands {
			return !hands
		}
		if name, _ := syntax.StaticName(attr.Path.Names[len(attr.Path.Names)-1]); name == "specialArgs" || name == "extraSpecialArgs" {
			hands = namesInputs(attr.Value)
		}
		return !hands
	})
	return hands
}

// namesInputs reports whether special arguments have one called inputs.
func namesInputs(args syntax.Expr) (names bool) {
	syntax.Walk(args, func(n syntax.Node) bool {
		switch n := n.(type) {
		case *syntax.Select:
			return false // one of them
		case *syntax.Inherit:
			names = names || n.From == nil && slices.ContainsFunc(n.Names, func(name syntax.AttrName) bool { text, _ := syntax.StaticName(name); return text == "inputs" })
		case *syntax.Ident:
			names = names || n.Name == "inputs"
		}
		return !names
	})
	return names
}
