package rules_test

import (
	"bytes"
	"math/rand/v2"
	"path/filepath"
	"reflect"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/diag"
	"mxmcheck/analyzer/syntax"
	"mxmcheck/rules"
)

// sight is what a person gets to see of an analysis.
type sight struct {
	Findings []diag.Diagnostic
	Unknowns []diag.Unknown
}

func seen(t *testing.T, kept *analyzer.Kept, files []txtar.File, untracked []string) sight {
	t.Helper()
	repo := loadAfter(t, kept, files, untracked)
	return sight{analyzer.Run(t.Context(), repo, selected(allRules()...), rules.Names()), repo.Unknowns}
}

// edited is a repository after a change such as a person makes: of its text, of which files there are, or back to what it
// was at first. A file may be broken for the time.
func (m *mutator) edited(files, first []txtar.File) []txtar.File {
	i := m.random.IntN(len(files))
	other := slices.Clone(files)
	text := other[i].Data
	switch m.random.IntN(7) {
	case 0:
		return first
	case 1:
		other[i].Data = text[:m.random.IntN(len(text)+1)]
	case 2:
		j := m.random.IntN(len(files))
		other[i].Data, other[j].Data = other[j].Data, text
	case 3:
		if len(other) > 1 {
			return slices.Delete(other, i, i+1)
		}
	case 4:
		other[i].Data = append([]byte("# one line more\n"), text...)
	default:
		return m.change(files)
	}
	return other
}

// Trees that are kept from one analysis to the next give what trees give that are parsed again, after every change of a
// repository; and nothing that gathers facts, and no rule, writes to one.
func TestKeptTreesGiveTheSame(t *testing.T) {
	all := archives(t)
	m := &mutator{random: rand.New(rand.NewPCG(17, 1)), snippets: snippetsOf(all)}
	used, parsed := 0, 0
	for _, archive := range all {
		kept, files, untracked := &analyzer.Kept{}, archive.Files, untrackedIn(string(archive.Comment))
		for range 4 {
			before := kept.Trees()
			got := seen(t, kept, files, untracked)
			if diff := cmp.Diff(seen(t, nil, files, untracked), got); diff != "" {
				t.Errorf("(-parsed again +kept)\n%s\n%s", diff, txtar.Format(&txtar.Archive{Files: files}))
			}
			for name, tree := range kept.Trees() {
				if parsed++; before[name] == tree {
					used++
				}
				checkTree(t, tree, files)
			}
			files = m.edited(files, archive.Files)
		}
	}
	if used*3 < parsed {
		t.Errorf("%d of %d trees are those of the analysis before", used, parsed)
	}
}

// checkTree holds a tree against one that is parsed from the text as it is.
func checkTree(t *testing.T, tree *syntax.File, files []txtar.File) {
	t.Helper()
	i := slices.IndexFunc(files, func(f txtar.File) bool { return filepath.ToSlash(f.Name) == tree.Name })
	if i < 0 || !bytes.Equal(files[i].Data, []byte(tree.Src)) {
		t.Errorf("the tree of %s is of another text", tree.Name)
		return
	}
	anew := syntax.Parse(tree.Name, files[i].Data)
	syntax.ResolveNames(anew) // which marks names of lib that are not lib's, as a file is read
	for _, f := range []*syntax.File{anew, tree} {
		f.Walk(func(syntax.Node) bool { return true }) // its nodes are listed then, in the one as in the other
	}
	if len(tree.Comments) == 0 {
		anew.Comments = tree.Comments // nil, or empty: that is no difference
	}
	if !reflect.DeepEqual(anew, tree) {
		t.Errorf("the tree of %s was written to:\n%s", tree.Name, tree.Src)
	}
}
