package upstream

import (
	"cmp"
	"slices"
	"strings"
)

// organisations own inputs that many flakes take: that an owner is one says nothing of who wrote a
// repository.
var organisations = []string{
	"nixos", "nix-community", "nix-darwin", "numtide", "hercules-ci", "cachix", "determinatesystems", "hyprwm", "catppuccin", "lnl7", "ryantm", "mic92",
}

// makers are functions of inputs that make what a flake gives: how many arguments they take, and the
// repository that an input with such a function is of; "" where any input may have it.
var makers = map[string]Maker{
	"evalModules": {Arguments: 1},
	"mkFlake":     {Arguments: 2, Repository: "flake-parts"},
}

// Maker is a function of an input that makes what a flake gives.
type Maker struct {
	Arguments  int
	Repository string
}

// Makers gives the functions, by name, beside those that make hosts.
func Makers() map[string]Maker { return makers }

// Address is where an input comes from, as flake.nix has it.
type Address struct{ URL, Repo, Follows string }

// OwnerOf is who an input's address names, unless that is an organisation: github:OWNER/NAME.
func (a Address) OwnerOf() string {
	parts := a.hosted()
	if len(parts) < 2 || slices.Contains(organisations, strings.ToLower(parts[0])) {
		return ""
	}
	return parts[0]
}

// IsPrivate reports whether an address is one that only some can fetch: by ssh, or a folder outside of the repository.
func (a Address) IsPrivate() bool {
	scheme, rest, _ := strings.Cut(a.URL, ":")
	return slices.Contains([]string{"git+ssh", "ssh", "git+file", "file"}, scheme) || scheme == "path" && !strings.HasPrefix(rest, ".")
}

// ofConfigurations are words in the names of repositories that hold the configuration of somebody's machines, or parts of it.
var ofConfigurations = []string{
	"nixcfg", "nixcfgs", "cfg", "config", "configs", "configuration", "configurations", "dotfiles", "nixfiles", "dotnix", "nixconf", "nixconfig", "home", "homes",
	"hosts", "homelab", "infra", "machines", "modules", "private", "personal",
}

// HoldsConfiguration reports whether a repository is, by a word of its name, one of somebody's configuration.
func HoldsConfiguration(repository string) bool {
	words := strings.FieldsFunc(strings.ToLower(repository), func(r rune) bool { return r == '-' || r == '_' || r == '.' })
	return !HasOwnRoots(repository) && slices.ContainsFunc(words, func(word string) bool { return slices.Contains(ofConfigurations, word) })
}

// RepositoryOf is the name of the repository that an input of that name is of. An input without an
// address is the one of its name in the registry of flakes.
func (a Address) RepositoryOf(name string) string {
	if a.Repo != "" {
		return a.Repo
	}
	text := name
	switch parts := a.hosted(); {
	case len(parts) > 1:
		text = cmp.Or(renamed[strings.ToLower(parts[0]+"/"+parts[1])], parts[1])
	case a.URL != "":
		text, _, _ = strings.Cut(a.URL, "?")
	case a.Follows != "":
		text = a.Follows
	}
	text = strings.TrimSuffix(strings.TrimSuffix(text, "/"), ".git")
	return text[strings.LastIndexAny(text, "/:")+1:]
}

// renamed are the names of repositories whose own name says nothing.
var renamed = map[string]string{"snowfallorg/lib": "snowfall-lib"}

// hosted are the names behind the host in an address: owner, repository and what follows.
func (a Address) hosted() []string {
	text, _, _ := strings.Cut(a.URL, "?")
	parts := strings.FieldsFunc(text, func(r rune) bool { return r == ':' || r == '/' })
	for i, part := range parts {
		switch {
		case strings.HasSuffix(part, "flakehub.com") && i+3 < len(parts): // https://flakehub.com/f/OWNER/NAME/VERSION
			return parts[i+2:]
		case strings.HasPrefix(part, "git") && part != "git" && !strings.HasPrefix(part, "git+") && i+2 < len(parts):
			return parts[i+1:]
		}
	}
	return nil
}

// hostless are repositories whose modules for flake-parts make no hosts.
var hostless = []string{
	"flake-parts", "treefmt-nix", "git-hooks.nix", "pre-commit-hooks.nix", "devshell", "devenv", "flake-root", "process-compose-flake", "services-flake",
	"hercules-ci-effects", "agenix-rekey", "agenix-shell", "terranix", "flake-file", "import-tree", "nix-topology", "files", "nixvim", "mission-control",
	"haskell-flake", "rust-flake", "make-shell", "pkgs-by-name-for-flake-parts", "nix-unit", "flake-aspects", "home-manager", "sops-nix", "disko",
}

// MakesNoHosts reports whether a repository's modules for flake-parts are known to make no hosts.
func MakesNoHosts(repository string) bool { return slices.Contains(hostless, repository) }

// outputless are repositories whose modules for flake-parts define no output but those of perSystem,
// and those that flake-aspects makes of flake.aspects.
var outputless = []string{
	"flake-parts", "treefmt-nix", "git-hooks.nix", "pre-commit-hooks.nix", "devshell", "devenv", "flake-root", "process-compose-flake", "agenix-rekey",
	"agenix-shell", "terranix", "import-tree", "nix-topology", "files", "nixvim", "mission-control", "make-shell", "pkgs-by-name-for-flake-parts", "nix-unit", "home-manager", "flake-file", "flake-aspects",
}

// DefinesNoOutputs reports whether a repository's modules for flake-parts are known to define no output but those of perSystem.
func DefinesNoOutputs(repository string) bool { return slices.Contains(outputless, repository) }

// moduleless are further repositories whose modules for flake-parts define outputs, and none of modules of any class.
var moduleless = []string{"den", "vaultix", "services-flake", "haskell-flake", "hercules-ci-effects", "deploy-rs"}

// DefinesNoModules reports whether a repository's modules for flake-parts are known to define no modules.
func DefinesNoModules(repository string) bool { return slices.Contains(moduleless, repository) }

// OfFlakes reports whether a repository's modules are for flakes alone: they declare no options of hosts.
func OfFlakes(repository string) bool {
	return slices.Contains([]string{"flake-aspects", "flake-file", "flake-parts", "import-tree"}, repository)
}

// taken are inputs that modules of a repository for flake-parts take by name out of all inputs of the
// flake.
var taken = map[string][]string{
	"flake-file":    {"nix-auto-follow", "allfollow", "import-tree", "flake-parts", "flake-aspects", "systems"},
	"den":           {"nixpkgs", "home-manager", "darwin", "hjem", "nix-maid", "nixos-wsl", "microvm", "system-manager"},
	"ez-configs":    {"nixpkgs", "home-manager", "darwin", "nix-darwin"},
	"easy-hosts":    {"nixpkgs", "darwin", "nix-darwin", "home-manager"},
	"unify":         {"nixpkgs", "home-manager", "darwin", "nix-darwin"},
	"nixos-unified": {"nixpkgs", "home-manager", "nix-darwin", "darwin"},
	"clan-core":     {"nixpkgs", "nix-darwin"},
	"devenv":        {"git-hooks", "pre-commit-hooks", "nix2container", "mk-shell-bin", "cachix"},
}

// TakenBy are the names of inputs that a module of a repository may take out of all inputs.
func TakenBy(repository string) []string { return taken[repository] }
