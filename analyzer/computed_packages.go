package analyzer

import (
	"regexp"
	"slices"
	"strings"

	"mxmcheck/analyzer/eval"
	"mxmcheck/analyzer/facts"
	"mxmcheck/analyzer/syntax"
)

// Packages that are selected by a computed name, as pkgs.${cfg.shell} is, are those of every text that the
// name may be: what is written for an attribute of that name, wherever it is set, declared or handed over, the words of
// such a text, and, where Nix reads data, what stands in data.
// Names too many do no harm: a package is known by its whole path, and the stand-ins fill in no argument by such a name.

// maxWritten bounds how often a value that is another attribute is followed to what that one is.
const maxWritten = 4

// ComputedPackageNames lists the names of packages, dotted, sorted, that computed selections may mean.
func (r *Repo) ComputedPackageNames() []string {
	var names, data []string
	var bound written
	for _, f := range r.Files {
		if len(f.ComputedPackages) > 0 && bound == nil {
			bound, data = r.written(), r.dataWords()
		}
		for _, c := range f.ComputedPackages {
			words := append(bound.texts(c.Attributes, maxWritten), c.Words...)
			if c.Any {
				words = append(append(words, textsBelow(f.Root)...), bound.texts(handedOver(f.Root), 1)...)
			}
			for _, word := range sortedUnique(slices.Concat(words, wordsIn(words), data)) {
				if name, is := packageOf(c, word); is {
					names = append(names, name)
				}
			}
		}
	}
	return sortedUnique(names)
}

// wordsIn are the words of texts that hold several: a list of names may be one text.
func wordsIn(texts []string) (words []string) {
	for _, text := range texts {
		if found := dataWord.FindAllString(text, maxSpoken); len(found) > 1 {
			words = append(words, found...)
		}
	}
	return words
}

// maxSpoken bounds the words of one text.
const maxSpoken = 100

// packageOf is the package that a computed name selects where its computed part is word.
func packageOf(c facts.ComputedPackage, word string) (string, bool) {
	name := c.Before + word + c.After
	if !packageName.MatchString(name) {
		return "", false
	}
	names, below := strings.Split(name, "."), c.Below
	if end := slices.IndexFunc(below, ofEveryPackage); end >= 0 {
		below = below[:end]
	}
	return c.Base.Join(names...).Join(below...).String(), !slices.ContainsFunc(names, ofEveryPackage)
}

// packageName knows what may be the name of a package, or a path to one.
var packageName = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_'+-]{0,59}(\.[A-Za-z0-9_'+-]{1,60}){0,3}$`)

// ofEveryPackage knows attributes that packages and sets of them have, and that mean something else there.
func ofEveryPackage(name string) bool {
	switch name {
	case "name", "pname", "version", "type", "system", "outPath", "drvPath", "outputName", "outputs", "out", "meta", "passthru", "override",
		"overrideAttrs", "overrideDerivation", "withPlugins", "withPackages", "mxmcheck", "recurseForDerivations":
		return true
	}
	return strings.HasPrefix(name, "_")
}

// written are the values that are bound to names, of all files.
type written map[string][]syntax.Expr

func (r *Repo) written() written {
	all := written{}
	for _, f := range r.Files {
		eachWritten(f.Root, func(name string, value syntax.Expr) { all[name] = append(all[name], value) })
	}
	return all
}

// texts are those that stand in what is bound to the names, and in what that in turn is bound to, so many
// rounds.
func (w written) texts(names []string, rounds int) (texts []string) {
	seen := map[string]bool{}
	for round := 0; round < rounds && len(names) > 0; round++ {
		var next []string
		for _, name := range names {
			if seen[name] {
				continue
			}
			seen[name] = true
			for _, value := range w[name] {
				texts, next = append(texts, textsBelow(value)...), append(next, standsFor(value))
			}
		}
		names = next
	}
	return texts
}

// eachWritten gives what is bound to names: attributes by their last name, and the defaults of arguments.
func eachWritten(root syntax.Node, each func(name string, value syntax.Expr)) {
	syntax.Walk(root, func(n syntax.Node) bool {
		switch n := n.(type) {
		case *syntax.AttrBinding:
			if name, plain := eval.Plain(n.Path.Names[len(n.Path.Names)-1]); plain {
				each(name, n.Value)
			}
		case *syntax.Lambda:
			if n.Formals == nil {
				break
			}
			for _, formal := range n.Formals.List {
				if formal.Default != nil {
					each(formal.Name.Name, formal.Default)
				}
			}
		}
		return true
	})
}

// handedOver are the attributes that a file hands to functions, or binds to names, by the last name of each: what an
// argument of a function in it may be.
func handedOver(root syntax.Node) (names []string) {
	note := func(value syntax.Expr) {
		if sel, is := syntax.Unparen(value).(*syntax.Select); is {
			names = append(names, standsFor(sel))
		}
	}
	syntax.Walk(root, func(n syntax.Node) bool {
		switch n := n.(type) {
		case *syntax.Apply:
			note(n.Arg)
		case *syntax.AttrBinding:
			note(n.Value)
		case *syntax.Binary:
			note(n.X)
			note(n.Y)
		}
		return true
	})
	return names
}

// standsFor is the name of the attribute or variable that a value is, if it is no more than that, behind
// what gives it a priority.
func standsFor(value syntax.Expr) string {
	switch x := syntax.Unparen(value).(type) {
	case *syntax.Ident:
		return x.Name
	case *syntax.Select:
		name, _ := eval.Plain(x.Path.Names[len(x.Path.Names)-1])
		return name
	case *syntax.Apply:
		if fn := syntax.Callee(x); fn == "mkDefault" || fn == "mkForce" || fn == "mkOverride" || fn == "mkIf" {
			return standsFor(x.Arg)
		}
	}
	return ""
}

// textsBelow are the texts that are written somewhere in an expression.
func textsBelow(x syntax.Node) (texts []string) {
	syntax.Walk(x, func(n syntax.Node) bool {
		if text, is := n.(*syntax.Text); is && len(text.Value) <= 256 {
			texts = append(texts, text.Value)
		}
		return true
	})
	return texts
}
