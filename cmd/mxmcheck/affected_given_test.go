package main

import (
	"fmt"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// submoduleWays are those by which files of a submodule reach a host: where the flake says that it sees
// them, and where only the folder's name is there.
func submoduleWays() []way {
	seen := func(name, format string, file func(*generated) string) way {
		return way{name: name, text: func(g *generated) string {
			g.seesSubmodules()
			return strings.ReplaceAll(format, "FILE", file(g))
		}}
	}
	value := func(g *generated) string {
		return g.putInSubmodule(g.fresh("v")+".nix", fmt.Sprintf("{ v = %d; }\n", 100+g.IntN(900)))
	}
	text := func(g *generated) string {
		return g.putInSubmodule(g.fresh("t"), fmt.Sprintf("text %d\n", g.IntN(1000)))
	}
	folder := func(g *generated) string {
		dir := g.fresh("dir")
		g.putInSubmodule(dir+"/one", "one 1\n")
		return path.Dir(g.putInSubmodule(dir+"/two", "two 2\n"))
	}
	return []way{
		seen("import from a submodule", "(import FILE).v", value),
		seen("a file of a submodule", "builtins.readFile FILE", text),
		seen("a file of a submodule that may be gone", "if builtins.pathExists FILE then builtins.readFile FILE else \"none\"", text),
		seen("a folder of a submodule", "builtins.attrNames (builtins.readDir FILE)", folder),
		seen("all of a folder of a submodule", "map (n: builtins.readFile (FILE + \"/${n}\")) (builtins.attrNames (builtins.readDir FILE))", folder),
		seen("a copy of a folder of a submodule", "\"${FILE}\"", folder),
		{name: "an input in a submodule", since: 27, text: func(g *generated) string {
			g.seesSubmodules()
			if !slices.Contains(g.args, "held") {
				g.inputIn("held", "child")
			}
			return "inputs.held.v"
		}},
		plainWay("a submodule that is not seen", "if builtins.pathExists FILE then builtins.readFile FILE else \"none\"", text),
		plainWay("the names around a submodule", "builtins.attrNames (builtins.readDir (FILE + \"/..\"))", func(g *generated) string {
			g.putInSubmodule("any", "any 1\n")
			g.files[path.Join(path.Dir(g.submodule), "beside")] = "beside 1\n"
			return g.fromHosts(g.submodule)
		}),
	}
}

// putInSubmodule adds a file of the submodule, and gives its path as a module in hosts/ writes it.
func (g *generated) putInSubmodule(name, text string) string {
	if g.submodule == "" {
		g.submodule = "outer/part"
		if g.IntN(2) == 0 {
			g.submodule = path.Join(g.prefix, "parts/part")
		}
	}
	g.files[path.Join(g.submodule, name)] = text
	return g.fromHosts(path.Join(g.submodule, name))
}

// fromHosts is a path of the checkout as a module in hosts/ writes it.
func (g *generated) fromHosts(name string) string {
	from, err := filepath.Rel(path.Join(g.prefix, "hosts"), name)
	if err != nil {
		panic(err) // both are relative
	}
	return filepath.ToSlash(from)
}

func (g *generated) inputIn(name, folder string) {
	g.submodule = path.Join(g.prefix, "parts/part")
	g.files[path.Join(g.submodule, folder, "flake.nix")] = "{ outputs = _: { v = import ./inner.nix; }; }\n"
	g.files[path.Join(g.submodule, folder, "inner.nix")] = "31\n"
	at := "./parts/part/" + folder
	g.args = append(g.args, name)
	g.inputs = append(g.inputs, fmt.Sprintf("inputs.%s.url = \"path:%s\";", name, at))
	g.nodes = append(g.nodes, fmt.Sprintf(`%q: { "locked": { "type": "path", "path": %q }, "original": { "type": "path", "path": %q }, "parent": [ ] }`, name, at, at))
}

const submodulesSeen = "inputs.self.submodules = true;"

func (g *generated) seesSubmodules() {
	if !slices.Contains(g.inputs, submodulesSeen) {
		g.inputs = append(g.inputs, submodulesSeen)
	}
}

// addSubmodule makes the submodule a repository of its own, beside the checkout.
func (g *generated) addSubmodule(t *testing.T, top string) {
	part := filepath.Join(filepath.Dir(top), "part")
	for name, text := range g.files {
		if within, ok := strings.CutPrefix(name, g.submodule+"/"); ok {
			writeFile(t, filepath.Join(part, within), text)
		}
	}
	gitIn(t, part, "init", "-q")
	commitAll(t, part)
	gitIn(t, top, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", part, g.submodule)
}

func commitAll(t *testing.T, dir string) {
	t.Helper()
	gitIn(t, dir, "add", ".")
	gitIn(t, dir, "-c", "user.name=operator", "-c", "user.email=operator@example.org", "commit", "-q", "--allow-empty", "-m", "one")
}

// inSubmodule reports whether a file is one of the submodule.
func (g *generated) inSubmodule(name string) bool {
	return g.submodule != "" && strings.HasPrefix(name, g.submodule+"/")
}

// restore undoes a change.
func (g *generated) restore(t *testing.T, top string) {
	gitIn(t, top, "reset", "-q", "--hard")
	gitIn(t, top, "clean", "-qfd")
	if g.submodule != "" {
		gitIn(t, top, "submodule", "--quiet", "update", "--force")
		gitIn(t, filepath.Join(top, g.submodule), "clean", "-qfd")
	}
	for name, text := range g.beside {
		writeFile(t, filepath.Join(top, name), text)
	}
}

// seenBy makes a flake that an older nix refuses one that it reads alike: that flake.nix wants
// submodules is left out of a copy, and is said in the reference. It gives where the flake is then.
func (g *generated) seenBy(minor int, top string) (folder, query string, err error) {
	if !slices.Contains(g.inputs, submodulesSeen) || minor >= 27 {
		return top, "", nil
	}
	folder = filepath.Join(filepath.Dir(top), "oracle")
	if err := os.RemoveAll(folder); err != nil {
		return "", "", err
	}
	if out, err := exec.Command("cp", "-a", top, folder).CombinedOutput(); err != nil {
		return "", "", fmt.Errorf("%w: %s", err, out)
	}
	file := filepath.Join(folder, g.prefix, "flake.nix")
	text, err := os.ReadFile(file)
	if err != nil { // the change removed it
		return folder, "submodules=1", nil
	}
	return folder, "submodules=1", os.WriteFile(file, []byte(strings.Replace(string(text), submodulesSeen, "", 1)), 0o644)
}

// configurationWays are those by which the configuration comes to a run: each host is another one with
// another configuration.
func configurationWays() []way {
	config := func(name, text string, set func(g *generated) string) way {
		return way{name: name, whole: name != "a configuration", text: func(g *generated) string {
			if g.config == "" {
				g.config = set(g)
				g.frameConfig(text)
			}
			return "0"
		}}
	}
	text := "[eval]\nexclude = [ \"none\" ]\n"
	return []way{
		config("a configuration", text, func(g *generated) string { return path.Join(g.prefix, configName) }),
		config("a configuration that is named", text, func(g *generated) string { g.asked = true; return "conf/ci.toml" }),
		config("a configuration outside", text, func(g *generated) string { g.asked = true; return "../outside.toml" }),
		config("a configuration that git does not have", text, func(g *generated) string {
			g.files[path.Join(g.prefix, ".gitignore")] = configName + "\n"
			return path.Join(g.prefix, configName)
		}),
		config("a configuration behind a link", "", func(g *generated) string {
			g.files["conf/real.toml"] = text
			g.files[path.Join(g.prefix, configName)] = "-> " + strings.Repeat("../", strings.Count(g.prefix, "/")) + "conf/real.toml"
			return path.Join(g.prefix, configName)
		}),
		config("a configuration in a folder behind a link", "", func(g *generated) string {
			g.asked = true
			g.files["conf/one/ci.toml"], g.files["conf/two/ci.toml"] = text, "[eval]\nexclude = [ \"other\" ]\n"
			g.files["now"] = "-> conf/one"
			return "now/ci.toml"
		}),
	}
}

// frameConfig puts the configuration where it is: what git does not have is no file of the checkout.
func (g *generated) frameConfig(text string) {
	_, ignored := g.files[path.Join(g.prefix, ".gitignore")]
	switch {
	case text == "":
	case strings.HasPrefix(g.config, "../") || ignored:
		g.beside[g.config] = text
	default:
		g.files[g.config] = text
	}
}

// configuration is what every host depends on beside what nix evaluates; that it is not there, too.
func (g *generated) configuration(top string) string {
	if g.config == "" {
		return ""
	}
	text, err := os.ReadFile(filepath.Join(top, g.config))
	if err != nil {
		return "none"
	}
	return string(text)
}

// settingsWays are those by which settings come to nix. The builtin exec is there by a setting only.
func settingsWays() []way {
	const setting, asks = "allow-unsafe-native-code-during-evaluation = true\n", "builtins ? exec"
	settings := func(name string, whole bool, set func(g *generated)) way {
		return way{name: name, whole: whole, text: func(g *generated) string {
			if len(g.environment) == 0 {
				set(g)
			}
			return asks
		}}
	}
	env := func(name, value string) func(*generated) {
		return func(g *generated) {
			g.environment[name] = value
			g.files["nix/nix.conf"] = setting
		}
	}
	return []way{
		settings("settings in NIX_CONFIG", false, func(g *generated) { g.environment["NIX_CONFIG"] = setting }),
		settings("settings in NIX_CONFIG that include a file", true, env("NIX_CONFIG", "include TOP/nix/nix.conf")),
		settings("settings in a file of the user", true, env("NIX_USER_CONF_FILES", "TOP/nix/nix.conf")),
		settings("settings in the folder of settings", true, env("NIX_CONF_DIR", "TOP/nix")),
		settings("settings in the folder of configurations", true, env("XDG_CONFIG_HOME", "TOP")),
		settings("settings in a file outside that includes one", true, func(g *generated) {
			g.environment["NIX_USER_CONF_FILES"] = "TOP/../user.conf"
			g.beside["../user.conf"] = "!include TOP/nix/nix.conf\n"
			g.files["nix/nix.conf"] = setting
		}),
		settings("a nix of the repository", true, func(g *generated) {
			g.environment["NIX_CONFIG"] = ""
			g.program = "tools/nix"
			g.files[g.program] = "#!/bin/sh\nexec nix --option allow-unsafe-native-code-during-evaluation true \"$@\"\n"
		}),
	}
}

// at spells the environment and what is beside the checkout for one that lies at top.
func (g *generated) at(top string) map[string]string {
	environment := map[string]string{}
	for name, value := range g.environment {
		environment[name] = strings.ReplaceAll(value, "TOP", top)
	}
	for name, text := range g.beside {
		g.beside[name] = strings.ReplaceAll(text, "TOP", top)
	}
	return environment
}

// nixProgram is what is run as nix.
func (g *generated) nixProgram(top string) string {
	if g.program == "" {
		return "nix"
	}
	return filepath.Join(top, g.program)
}
