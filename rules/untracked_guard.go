package rules

import (
	"path"
	"slices"
	"strings"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/diag"
	"mxmcheck/analyzer/syntax"
)

// passedOver are the parts of a file that no evaluation takes: what stands under a pathExists of a file that is not there.
type passedOver struct {
	dead []diag.Span
	// live are the other branches, by the place of the whole choice: the repository is used where one of the two files is.
	live []otherBranch
}

type otherBranch struct {
	whole diag.Span
	names []string // what its path literals name
}

// guardReader reads the conditions of a file that ask pathExists.
type guardReader struct {
	repo  *analyzer.Repo
	f     *analyzer.File
	bound map[string]syntax.Expr
}

func readPassedOver(repo *analyzer.Repo, f *analyzer.File) (over passedOver) {
	if !strings.Contains(f.Src, "pathExists") {
		return over
	}
	g := &guardReader{repo: repo, f: f, bound: boundOnce(f)}
	f.Walk(func(n syntax.Node) bool {
		switch n := n.(type) {
		case *syntax.If:
			switch holds, known := g.holds(n.Cond, 0); {
			case known && holds:
				over.pass(g, n, n.Else, n.Then)
			case known:
				over.pass(g, n, n.Then, n.Else)
			}
		case *syntax.Apply:
			if args := syntax.Arguments(n); len(args) == 2 && guarding(syntax.Callee(n)) {
				if holds, known := g.holds(args[0], 0); known && !holds {
					over.dead = append(over.dead, f.Span(args[1]))
				}
			}
		}
		return true
	})
	return over
}

func (over *passedOver) pass(g *guardReader, whole *syntax.If, dead, live syntax.Expr) {
	over.dead = append(over.dead, g.f.Span(dead))
	if len(g.names(dead)) == 0 {
		return // what holds otherwise is the default, and that has to be there
	}
	over.live = append(over.live, otherBranch{g.f.Span(whole), g.names(live)})
}

// names are what the path literals of an expression name.
func (g *guardReader) names(x syntax.Expr) (names []string) {
	syntax.Walk(x, func(n syntax.Node) bool {
		if p, ok := n.(*syntax.Path); ok {
			if text, literal := literalPath(p); literal {
				names = append(names, path.Join(path.Dir(g.f.Name), text))
			}
		}
		return true
	})
	return names
}

// holds says what a condition is, where it is known for files that are not there.
func (g *guardReader) holds(cond syntax.Expr, hops int) (holds, known bool) {
	if hops > maxHops {
		return false, false
	}
	switch x := syntax.Unparen(cond).(type) {
	case *syntax.Ident:
		if value := g.bound[x.Name]; value != nil {
			return g.holds(value, hops+1)
		}
	case *syntax.Unary:
		holds, known = g.holds(x.X, hops)
		return !holds, known && x.Op == syntax.Not
	case *syntax.Binary:
		return g.holdsJoined(x, hops)
	case *syntax.Apply:
		if slices.Contains(pathTests, syntax.Callee(x.Fn)) {
			return false, g.lacks(x.Arg, hops)
		}
	}
	return false, false
}

func (g *guardReader) holdsJoined(x *syntax.Binary, hops int) (holds, known bool) {
	if x.Op != syntax.And && x.Op != syntax.Or {
		return false, false
	}
	left, one := g.holds(x.X, hops+1)
	right, other := g.holds(x.Y, hops+1)
	decides := x.Op == syntax.Or // one that holds decides it
	switch {
	case one && left == decides, other && right == decides:
		return decides, true
	}
	return !decides, one && other
}

// lacks reports whether a path is written out that leads to nothing in the repository.
func (g *guardReader) lacks(x syntax.Expr, hops int) bool {
	if id, ok := syntax.Unparen(x).(*syntax.Ident); ok && hops <= maxHops && g.bound[id.Name] != nil {
		return g.lacks(g.bound[id.Name], hops+1)
	}
	name, literal, ok := pathPattern(g.f, syntax.Unparen(x))
	if !ok || !literal || name == "." || strings.HasPrefix(name, "..") || strings.HasPrefix(name, "/") {
		return false
	}
	state := g.repo.At(name)
	return state == analyzer.Missing || state == analyzer.Untracked
}

// has reports whether an import is passed over, or is the other one of two files of which neither is here and none is like it.
func (over passedOver) has(repo *analyzer.Repo, i *analyzer.Import) bool {
	if slices.ContainsFunc(over.dead, func(s diag.Span) bool { return encloses(s, i.Span) }) {
		return true
	}
	return slices.ContainsFunc(over.live, func(o otherBranch) bool {
		return (encloses(o.whole, i.Span) || encloses(i.Span, o.whole)) && slices.Contains(o.names, i.Target)
	}) && !hasNamesake(repo, i)
}

func encloses(outer, inner diag.Span) bool {
	return outer.File == inner.File && outer.Start.Offset <= inner.Start.Offset && inner.End.Offset <= outer.End.Offset
}

// hasNamesake reports whether a file or a folder of the repository may be the one that is meant.
func hasNamesake(repo *analyzer.Repo, i *analyzer.Import) bool {
	dir := path.Dir(i.Target)
	var beside []string
	for _, f := range repo.All() {
		if rest, below := belowFolder(f.Name, dir); below {
			first, _, _ := strings.Cut(rest, "/")
			beside = append(beside, first)
		}
	}
	_, like := analyzer.Nearest(path.Base(i.Target), beside)
	return like || nearPath(repo, i.Span.File, i.Target) != ""
}
