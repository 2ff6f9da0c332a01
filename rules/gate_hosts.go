package rules

import (
	"slices"

	"mxmcheck/analyzer"
)

// gateKeepsHosts reports whether a guard around all that a file configures changes no host: each host that imports
// the file is known, and is known to have the enable on by a plain true, which depends on nothing that the file sets.
// Where the flake offers the file to others, their hosts are not known.
func gateKeepsHosts(repo *analyzer.Repo, f *analyzer.File, enable *analyzer.Declaration) bool {
	if !repo.HostsKnown || len(repo.Hosts) == 0 || slices.ContainsFunc(f.Definitions, func(d *analyzer.Definition) bool { return decidesOptions(repo, d) }) {
		return false
	}
	if slices.ContainsFunc(repo.Exported, func(r *analyzer.Closure) bool { return r.Has(f.Name) || !r.Whole() }) {
		return false
	}
	return !slices.ContainsFunc(repo.Hosts, func(h *analyzer.Host) bool {
		class, imported := h.Closure.Files[f.Name]
		return !h.Closure.Seen(h.Class) || imported && (class != h.Class || h.Closure.Perhaps[f.Name] || !onThere(repo, h, enable))
	})
}

// mayBeOnHost reports whether a host may import a file: a fix that lets it say something else would change that host.
func mayBeOnHost(repo *analyzer.Repo, f *analyzer.File) bool {
	if repo.File("flake.nix") == nil {
		return false
	}
	reaches := slices.Clone(repo.Exported)
	for _, h := range repo.Hosts {
		reaches = append(reaches, h.Closure)
	}
	return !repo.HostsKnown || slices.ContainsFunc(reaches, func(r *analyzer.Closure) bool { return r.Has(f.Name) || !r.Whole() })
}

// onThere reports whether a host itself, not a home of one of its users, sets an enable to a plain true.
func onThere(repo *analyzer.Repo, h *analyzer.Host, enable *analyzer.Declaration) bool {
	at := repo.Enabled(h)[enable.Path.String()]
	return at != nil && slices.ContainsFunc(h.Settings, func(s analyzer.Setting) bool { return s.Definition == at && s.Class == h.Class })
}

// decidesOptions reports whether a definition may decide what an enable is, or which modules and arguments there
// are: under a guard that reads the enable, the evaluation would not end.
func decidesOptions(repo *analyzer.Repo, d *analyzer.Definition) bool {
	return len(d.Path) == 0 || repo.InNamespace(d.Path) || inAnyNamespace(repo, d.Path) || slices.Contains([]string{"_module", "nixpkgs", "home-manager"}, d.Path[0])
}

// onNoHost reports whether an enable of a file is surely true on no host: all hosts are known, and set it to false if at all, and the
// flake offers the file to no others.
func onNoHost(repo *analyzer.Repo, f *analyzer.File, enable analyzer.Path) bool {
	decls := repo.Declaring(enable)
	if !repo.HostsKnown || len(repo.Hosts) == 0 || len(decls) != 1 || !decls[0].Path.Equal(enable) || decls[0].Option == nil {
		return false
	}
	if on, known := decls[0].Option.Default.Bool(); on || !known {
		return false
	}
	if slices.ContainsFunc(repo.Exported, func(r *analyzer.Closure) bool { return r.Has(f.Name) || !r.Whole() }) {
		return false
	}
	return !slices.ContainsFunc(repo.Hosts, func(h *analyzer.Host) bool {
		return !h.Closure.Seen(h.Class) || slices.ContainsFunc(repo.Around(h, enable), func(d *analyzer.Definition) bool { return !isFalse(d) })
	})
}
