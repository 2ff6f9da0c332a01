package rules

import (
	"fmt"
	"slices"
	"strings"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/diag"
	"mxmcheck/analyzer/syntax"
)

func undeclaredInput() analyzer.Rule {
	return analyzer.Rule{
		Name:     "undeclared-input",
		Severity: diag.Error,
		Default:  true,
		Doc: analyzer.Doc{
			Title: "an input that flake.nix does not declare",
			Why: `inputs.NAME ends the evaluation where it is used, and a follows to nothing is no input: nix only warns of
it, and locks the input that was to be shared a second time. A name that outputs takes and no input has is looked up in nix's
registry, where a misspelt one is not.`,
			Bad: `-- flake.nix --
{
  inputs.home-manager.url = "github:nix-community/home-manager";
  outputs = inputs: { x = inputs.home-manger.lib; };
}
`,
			Good: `-- flake.nix --
{
  inputs.home-manager.url = "github:nix-community/home-manager";
  outputs = inputs: { x = inputs.home-manager.lib; };
}
`,
			Unknown: "names of inputs that are like no declared one, where it is not known that inputs are those of the flake; inputs that are computed, or that something adds to",
		},
		Check: func(p *analyzer.Pass) {
			inputs, known := p.Repo.Inputs()
			if !known || len(inputs) == 0 {
				return
			}
			c := &inputCheck{pass: p, names: outputsTake(p.Repo), told: map[diag.Span]bool{}, handed: inputsHanded(p.Repo), sets: setsOf(p.Repo)}
			for _, in := range inputs {
				c.names = append(c.names, in.Name)
			}
			c.taken(inputs)
			c.follows(inputs)
			for _, lack := range p.Repo.Lacks() {
				if lack.Inputs && lack.Name != "self" && !isTrial(lack.Span.File) {
					c.told[lack.Span] = true
					p.Report(diag.Diagnostic{Span: lack.Span, Message: c.meant(fmt.Sprintf("flake.nix declares no input %q", lack.Name), lack.Name)})
				}
			}
			for _, f := range p.Repo.Files {
				if strings.Contains(f.Src, "inputs") && len(f.Errors) == 0 {
					c.file = f
					syntax.WalkScopes(f.Root, c.visit)
				}
			}
		},
	}
}

type inputCheck struct {
	pass   *analyzer.Pass
	file   *analyzer.File
	names  []string
	told   map[diag.Span]bool // where an input is surely missing
	sets   closedSets
	handed map[string]bool // files that are surely called with the flake's inputs
}

// outputsTake are the names that the flake's function takes: nix looks those that are not declared up
// in its registry.
func outputsTake(repo *analyzer.Repo) (names []string) {
	if l := outputsFunction(repo); l != nil && l.Formals != nil {
		for _, formal := range l.Formals.List {
			names = append(names, formal.Name.Name)
		}
	}
	return names
}

// taken reports an input that the flake's function takes by a name that is nearly a declared one: nix looks it up in its registry.
func (c *inputCheck) taken(inputs []*analyzer.Input) {
	names := make([]string, len(inputs))
	for i, in := range inputs {
		names[i] = in.Name
	}
	l := outputsFunction(c.pass.Repo)
	if l == nil || l.Formals == nil {
		return
	}
	for _, formal := range l.Formals.List {
		name := formal.Name.Name
		if name == "self" || len(name) < 5 || formal.Default != nil || slices.Contains(names, name) {
			continue
		}
		meant, like := near(name, names)
		if locked := c.pass.Repo.Lock.Nodes[c.pass.Repo.Lock.Root].Inputs; !like || hasFormalNamed(l, meant) || locked[name].Node != "" {
			continue
		}
		c.pass.Report(diag.Diagnostic{Span: c.pass.Repo.File("flake.nix").Span(formal.Name), Message: fmt.Sprintf("outputs takes %q, and no input is called so; did you mean %q?", name, meant)})
	}
}

func hasFormalNamed(l *syntax.Lambda, name string) bool {
	return slices.ContainsFunc(l.Formals.List, func(formal *syntax.Formal) bool { return formal.Name.Name == name })
}

// outputsFunction is the function that outputs is in flake.nix; nil if it is none.
func outputsFunction(repo *analyzer.Repo) *syntax.Lambda {
	root, _ := syntax.Unparen(repo.File("flake.nix").Root).(*syntax.AttrSet)
	for _, b := range root.Bindings {
		if b, ok := b.(*syntax.AttrBinding); ok && nameIs(b.Path.Names[0], "outputs") {
			l, _ := syntax.Unparen(b.Value).(*syntax.Lambda)
			return l
		}
	}
	return nil
}

func (c *inputCheck) has(name string) bool {
	return slices.Contains(c.names, name) || name == "self"
}

// follows checks the first name of each follows: what it names behind a slash is the input's own.
func (c *inputCheck) follows(inputs []*analyzer.Input) {
	f := c.pass.Repo.File("flake.nix")
	for _, in := range inputs {
		for own, to := range in.Follows {
			first, _, _ := strings.Cut(to, "/")
			if first == "" || c.has(first) {
				continue
			}
			message := fmt.Sprintf("%s follows %q, and no input is called so", strings.TrimSuffix(in.Name+"."+own, "."), to)
			c.pass.Report(diag.Diagnostic{Span: followsPlace(f, in, to), Message: c.meant(message, first)})
		}
	}
}

// followsPlace is where the followed name is written.
func followsPlace(f *analyzer.File, in *analyzer.Input, to string) diag.Span {
	span := in.Span
	for _, b := range in.Bindings {
		syntax.Walk(b, func(n syntax.Node) bool {
			if str, ok := n.(*syntax.Str); ok {
				if text, _ := syntax.StaticText(str); text == to {
					span = f.Span(str)
				}
			}
			return true
		})
	}
	return span
}

func (c *inputCheck) meant(message, name string) string {
	if asksFlakeFile(c.pass.Repo, name) {
		return message + "; flake-file.inputs has it: write flake.nix again, by nix run .#write-flake"
	}
	if nearest, ok := near(name, c.names); ok {
		return message + fmt.Sprintf("; did you mean %q?", nearest)
	}
	return message
}

// asksFlakeFile reports whether a module has an input for flake-file, which writes flake.nix.
func asksFlakeFile(repo *analyzer.Repo, name string) (asks bool) {
	for _, f := range repo.Files {
		if !strings.Contains(f.Src, "flake-file") || !strings.Contains(f.Src, name) {
			continue
		}
		f.Walk(func(n syntax.Node) bool {
			b, ok := n.(*syntax.AttrBinding)
			if !ok || asks {
				return !asks
			}
			names, _ := syntax.StaticPath(b.Path)
			if len(names) < 2 || names[0] != "flake-file" || names[1] != "inputs" {
				return true
			}
			set := syntax.InnerSet(b.Value)
			asks = len(names) > 2 && names[2] == name || len(names) == 2 && set != nil && bindsName(set, name)
			return !asks
		})
	}
	return asks
}

// bindsName reports whether a set binds a name, or something below it.
func bindsName(set *syntax.AttrSet, name string) bool {
	return slices.ContainsFunc(set.Bindings, func(b syntax.Binding) bool {
		attr, ok := b.(*syntax.AttrBinding)
		return ok && nameIs(attr.Path.Names[0], name)
	})
}

func (c *inputCheck) visit(n syntax.Node, s *syntax.Scopes) bool {
	switch n := n.(type) {
	case *syntax.Select:
		if n.Or == nil {
			c.below(n.X, s)
		}
		if c.isInputs(n.X, s) && n.Or == nil {
			c.check(n.Path.Names[0], s)
		} else if names := n.Path.Names; len(names) > 1 && n.Or == nil && c.file.Text(n.X) == "self" && nameIs(names[0], "inputs") {
			c.check(names[1], s)
		}
	case *syntax.Inherit:
		if n.From != nil && c.isInputs(n.From, s) {
			for _, name := range n.Names {
				c.check(name, s)
			}
		}
	}
	return true
}

func nameIs(n syntax.AttrName, want string) bool {
	name, _ := syntax.StaticName(n)
	return name == want
}

// isInputs reports whether an expression is the set of this flake's inputs: an argument of that name
// that a module or the flake's function takes, and nothing that a file makes of it.
func (c *inputCheck) isInputs(x syntax.Expr, s *syntax.Scopes) bool {
	id, ok := syntax.Unparen(x).(*syntax.Ident)
	if !ok {
		return c.file.Text(x) == "self.inputs"
	}
	b, bound := s.Lookup(id.Name)
	return id.Name == "inputs" && bound && b.Lambda != nil
}

// check reports a name that is nearly a declared one, or any where inputs are surely those of the flake, and that the file
// does not ask for.
func (c *inputCheck) check(n syntax.AttrName, s *syntax.Scopes) {
	name, ok := syntax.StaticName(n)
	if !ok || c.has(name) || flakeAttr(name) {
		return
	}
	_, like := near(name, c.names)
	if !like && !c.handedHere(s) || c.told[c.file.Span(n)] || strings.Contains(c.file.Src, "? "+name) || !like && strings.Contains(c.file.Src, `"`+name+`"`) {
		return
	}
	c.pass.Report(diag.Diagnostic{Span: c.file.Span(n), Message: c.meant(fmt.Sprintf("flake.nix declares no input %q", name), name)})
}

// flakeAttr knows the attributes that a flake has: in a file where inputs is one flake's, they are no inputs.
func flakeAttr(name string) bool {
	return slices.Contains([]string{"self", "outPath", "lib", "packages", "legacyPackages", "overlays", "nixosModules"}, name)
}
