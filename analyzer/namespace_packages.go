package analyzer

import (
	"path"
	"regexp"
	"slices"
	"strings"
)

// NamespacePackages are the packages that snowfall-lib puts into pkgs.NAMESPACE: the folders below packages that have a
// default.nix. The namespace is "" where that is not known to be all, such as where an overlay adds to it.
func (r *Repo) NamespacePackages() (namespace string, names []string) {
	namespace = r.loader.snowfall()
	flake := r.byName["flake.nix"]
	if namespace == "" || flake == nil || snowfallElsewhere.MatchString(flake.Src) {
		return "", nil
	}
	binds := regexp.MustCompile(`(\b` + regexp.QuoteMeta(namespace) + `|\$\{namespace\}"?)\s*(=|\.[^;{}\s]+\s*=[^=])|inherit\b[^;]*\b` + regexp.QuoteMeta(namespace) + `\b`)
	for _, f := range r.All() {
		folder, _, _ := strings.Cut(f.Name, "/")
		switch {
		case folder == "overlays" && binds.MatchString(f.Src):
			return "", nil
		case folder == "packages" && path.Base(f.Name) == "default.nix" && path.Dir(f.Name) != "packages":
			names = append(names, path.Base(path.Dir(f.Name)))
		}
	}
	if len(names) == 0 {
		return "", nil
	}
	slices.Sort(names)
	return namespace, names
}

// snowfallElsewhere finds a root of its own, names that packages have besides, and overlays and makers by which a flake adds some.
var snowfallElsewhere = regexp.MustCompile(`\broot\s*=|\balias\b|packages-builder|\binternal\b|\boverrideAttrs\b`)
