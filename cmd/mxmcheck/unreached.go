package main

import (
	"bytes"
	"context"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/diag"
	"mxmcheck/rules"
)

// unreached are files of the work tree that are new or changed and that no host has, as lint finds them: a role that
// nothing imports, the folder of a host that is no output. A comparison of hosts says nothing of them.
func (a *app) unreached(ctx context.Context, s *sides) ([]string, error) {
	if s.same {
		return nil, nil
	}
	selected, err := s.after.repo.config.selectRules(nil, nil)
	if err != nil {
		return nil, err
	}
	selected = slices.DeleteFunc(selected, func(r analyzer.Selected) bool { return r.Name != "orphan-module" && r.Name != "host-unregistered" })
	facts, err := a.analyse(ctx, s.after.repo, nil)
	if err != nil {
		return nil, err
	}
	var names []string
	for _, d := range analyzer.Run(ctx, facts, selected, rules.Names()) {
		meant := d.Rule == "orphan-module" || d.Claim != nil && d.Claim.Is == diag.NoOutput
		if meant && !slices.Contains(names, d.Span.File) && s.changed(facts, d.Span.File) {
			names = append(names, d.Span.File)
		}
	}
	return names, nil
}

// changed reports whether a file is another than at the commit; of a default.nix, whether one of its folder is.
func (s *sides) changed(facts *analyzer.Repo, name string) bool {
	return slices.ContainsFunc(facts.Files, func(f *analyzer.File) bool {
		if f.Name != name && (path.Base(name) != "default.nix" || !strings.HasPrefix(f.Name, path.Dir(name)+"/")) {
			return false
		}
		before, err := os.ReadFile(filepath.Join(s.before.repo.root, filepath.FromSlash(f.Name)))
		return err != nil || !bytes.Equal(before, []byte(f.Src))
	})
}
