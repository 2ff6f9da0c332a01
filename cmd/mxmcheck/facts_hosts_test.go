package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/depends"
	"mxmcheck/analyzer/diag"
)

// repository prints what is known of the whole: the flake, its inputs, its lock, what files name.
func (p *factPrinter) repository() {
	r := p.repo
	p.fact("repository", named("."), flags("git", r.Git, "hosts-known", r.HostsKnown, "patterned", r.Patterned()), fmt.Sprintf("namespaces=%v modules=%d module-dirs=%v host-dirs=%v", r.Namespaces, r.Modules(), r.ModuleDirs, r.HostDirs))
	inputs, known := r.Inputs()
	p.fact("inputs", named("."), fmt.Sprintf("known=%t", known))
	for _, in := range inputs {
		p.fact("input", stretch(in.Span), in.Name, fmt.Sprintf("bindings=%d follows=%v", len(in.Bindings), in.Follows))
	}
	uses := r.InputUses()
	p.fact("input-uses", named("."), flags("whole", uses.Whole), strings.Join(slices.Sorted(maps.Keys(uses.Names)), " "))
	p.fact("lock", named("."), fmt.Sprintf("nodes=%d root=%q", len(r.Lock.Nodes), r.Lock.Root))
	for _, path := range r.Lock.OwnNixpkgs() {
		p.fact("lock-nixpkgs", named(strings.Join(path, ".")))
	}
	for _, u := range r.Unknowns {
		p.unknown("unknown", named(""), u)
	}
	for _, s := range r.Secrets {
		p.fact("secret", stretch(s.Span), s.Name, s.Key, s.File, flags("has", s.Has), strings.Join(s.Keys, ","))
	}
	p.names()
}

func (p *factPrinter) unknown(kind string, of named, u diag.Unknown) {
	p.fact(kind, named(strings.TrimSpace(string(of)+" "+stretch(u.Span).String())), flags("imports", u.Imports), u.Message)
}

// names prints, of each file, who uses it.
func (p *factPrinter) names() {
	uses, mentions := p.repo.Uses(), p.repo.Mentions()
	evaluated, reached, counts := p.repo.Evaluated(), p.repo.Reached(), p.repo.Named()
	for _, f := range p.repo.Files {
		by := 0
		for _, other := range p.repo.Files {
			if mentions.By(other.Name, f.Name) {
				by++
			}
		}
		p.fact("used", named(f.Name), flags("imported", uses.Imported[f.Name], "called", uses.Called[f.Name], "evaluated", evaluated[f.Name], "reached", reached[f.Name]),
			fmt.Sprintf("named=%d mentioned=%d", counts[f.Name], by))
	}
}

// paths prints what the indexes say of every path that is declared, defined or read.
func (p *factPrinter) paths() {
	all := map[string]analyzer.Path{}
	for _, f := range p.repo.Files {
		for _, d := range f.Declarations {
			all[d.Path.String()] = d.Path
		}
		for _, d := range f.Definitions {
			all[d.Path.String()] = d.Path
		}
	}
	for _, r := range p.repo.Reads() {
		all[r.Path.String()] = r.Path
	}
	for name, path := range all {
		if len(path) == 0 {
			continue
		}
		declaring := p.repo.Declaring(path)
		p.fact("path", named(name), flags("declared", p.repo.Declared(path), "covered", p.repo.Covered(path), "read", p.repo.IsRead(path), "shared", p.repo.Shared(path)), fmt.Sprintf("declaring=%d", len(declaring)))
	}
}

// together prints which declarations of one path some configuration surely has both of.
func (p *factPrinter) together() {
	at := map[string][]*analyzer.Declaration{}
	for _, d := range p.repo.Declarations() {
		for _, other := range at[d.Path.String()] {
			p.fact("together", stretch(other.Span), stretch(d.Span), d.Path, p.repo.Together(other, d))
		}
		at[d.Path.String()] = append(at[d.Path.String()], d)
	}
}

func hostName(h *analyzer.Host) named { return named("host:" + h.ID().String()) }

func (p *factPrinter) host(h *analyzer.Host) {
	name := hostName(h)
	p.fact("host", name, stretch(h.Span), "class="+h.Class.String(), "system="+h.System, "dir="+h.Dir, flags("args-known", h.ArgsKnown), h.Args)
	p.reach(name, h.Closure)
	for _, class := range (analyzer.NixOS | analyzer.Darwin | analyzer.Home).Each() {
		args, known := p.repo.Arguments(h, class)
		p.fact("host-arguments", name, class, fmt.Sprintf("known=%t", known), args)
	}
	for _, f := range slices.Sorted(maps.Keys(h.Closure.Files)) {
		if h.Alone(f) {
			p.fact("host-alone", name, f)
		}
	}
	for _, s := range h.Settings {
		p.definition("setting", name, s.Definition, "as="+s.Class.String(), flags("sure", s.Sure, "own", h.Own(s)))
	}
	for path, d := range p.repo.Enabled(h) {
		p.fact("enabled", name, path, stretch(d.Span))
	}
	declared := 0
	for _, d := range p.repo.Declarations() {
		if h.Declares(d, h.Class) {
			declared++
		}
	}
	p.fact("host-declares", name, declared)
}

func (p *factPrinter) depends(name named, d *depends.Extent) {
	for _, set := range []struct {
		kind  string
		names map[string]bool
	}{{"file", d.Files}, {"below", d.Below}, {"lists", d.Lists}} {
		for _, f := range slices.Sorted(maps.Keys(set.names)) {
			p.fact("depends-"+set.kind, name, f)
		}
	}
	for path, kind := range d.Kinds {
		p.fact("depends-kind", name, path, kind)
	}
	for _, u := range d.Open {
		p.unknown("depends-open", name, u)
	}
}

func (p *factPrinter) reach(of named, r *analyzer.Closure) {
	for f, class := range r.Files {
		p.fact("reach", of, f, "class="+class.String(), flags("perhaps", r.Perhaps[f], "has", r.Has(f)), "head="+r.Functions[f].String())
	}
	for _, at := range r.Foreign {
		p.fact("reach-foreign", of, stretch(at))
	}
	for _, a := range r.Absent {
		p.fact("reach-absent", of, stretch(a.Span), a.Name)
	}
	for _, u := range r.Unknowns {
		p.unknown("reach-unknown", of, u)
	}
	for _, class := range (analyzer.NixOS | analyzer.Darwin | analyzer.Home | analyzer.FlakeParts).Each() {
		p.fact("reach-whole", of, class, flags("whole", r.WholeFor(class), "seen", r.Seen(class)))
	}
	p.fact("reach-inputs", of, flags("whole", r.Whole()), fmt.Sprintf("%q", r.Inputs()))
}

// findings prints what all rules say, suppressions left out of it as in any run.
func (p *factPrinter) findings(found []diag.Diagnostic) {
	for _, d := range found {
		var related []string
		for _, r := range d.Related {
			related = append(related, r.Message+" "+r.Span.String())
		}
		fix := ""
		if d.Fix != nil {
			fix = fmt.Sprintf("fix=%q safe=%t edits=%d", d.Fix.Message, d.Fix.Safe, len(d.Fix.Edits))
		}
		claim := ""
		if d.Claim != nil {
			claim = fmt.Sprintf("claim=%+v", *d.Claim)
		}
		p.fact("finding", stretch(d.Span), d.Rule, d.Severity, d.Option, d.Message, strings.Join(related, "; "), fix, claim)
	}
}
