package main

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"path"
	"slices"
	"strings"
)

// generated is a small repository in the making: files by path from the top of the checkout.
type generated struct {
	*rand.Rand
	prefix    string            // of the flake in the checkout
	files     map[string]string // what they hold; of a link, where it leads, behind "-> "
	inputs    []string          // declarations of inputs in flake.nix
	args      []string          // that outputs names
	nodes     []string          // of flake.lock
	overrides [][2]string       // an input, and a folder of the checkout
	count     int
	self      bool // hosts are handed the flake itself

	minor       int               // the minor version of Nix 2 that evaluates it
	submodule   string            // its folder in the checkout; "" for none
	config      string            // the configuration, from the top of the checkout; "" for none
	asked       bool              // it is named by --config
	environment map[string]string // of nix; TOP is the checkout
	beside      map[string]string // files that git does not have, from the top of the checkout
	program     string            // what is run as nix, in the checkout; "" for the one on PATH
}

// A way is one in which bytes of a repository reach a host. It adds the files, and gives an
// expression for the module of a host, which stands in hosts/.
type way struct {
	name  string
	whole bool // any change may reach the host: nothing is expected to be skipped
	since int  // the minor version of Nix 2 that evaluates it
	text  func(g *generated) string
}

func (g *generated) fresh(kind string) string {
	g.count++
	return fmt.Sprintf("%s%d", kind, g.count)
}

// put adds a file of the flake, and gives its path as a module in hosts/ writes it.
func (g *generated) put(name, text string) string {
	g.files[path.Join(g.prefix, name)] = text
	return "../" + name
}

func (g *generated) data() string {
	return g.put("data/"+g.fresh("d")+"/text", fmt.Sprintf("text %d\n", g.IntN(1000)))
}
func (g *generated) nix() string {
	return g.put("parts/"+g.fresh("p")+".nix", fmt.Sprintf("{ v = %d; }\n", 100+g.IntN(900)))
}
func (g *generated) dir() string {
	dir := g.fresh("list")
	for _, name := range []string{"one", "two", "three"} {
		g.put(dir+"/"+name, fmt.Sprintf("%s %d\n", name, g.IntN(1000)))
	}
	return "../" + dir
}

func plainWay(name, format string, file func(*generated) string) way {
	return way{name: name, text: func(g *generated) string { return strings.ReplaceAll(format, "FILE", file(g)) }}
}

func wholeWay(name, format string, file func(*generated) string) way {
	w := plainWay(name, format, file)
	w.whole = true
	return w
}

// ways are those of docs/affected.md.
func ways() []way {
	data, nix, dir := (*generated).data, (*generated).nix, (*generated).dir
	json := func(g *generated) string {
		return g.put("data/"+g.fresh("j")+".json", fmt.Sprintf("{ \"v\": %d }\n", 100+g.IntN(900)))
	}
	return slices.Concat([]way{
		plainWay("readFile", "builtins.readFile FILE", data),
		plainWay("readFile through with", "with builtins; readFile FILE", data),
		plainWay("readFile through inherit", "let inherit (builtins) readFile; in readFile FILE", data),
		plainWay("fromJSON", "(builtins.fromJSON (builtins.readFile FILE)).v", json),
		plainWay("importJSON", "(lib.importJSON FILE).v", json),
		plainWay("hashFile", "builtins.hashFile \"sha256\" FILE", data),
		plainWay("hashString of a content", "builtins.hashString \"sha256\" (builtins.readFile FILE)", data),
		plainWay("copy", "\"${FILE}\"", data),
		plainWay("copy of a folder", "\"${FILE}\"", dir),
		plainWay("path", "\"${builtins.path { path = FILE; name = \"x\"; }}\"", dir),
		plainWay("path with a filter", "\"${builtins.path { path = FILE; name = \"x\"; filter = p: _: baseNameOf p != \"two\"; }}\"", dir),
		plainWay("filterSource", "\"${builtins.filterSource (p: _: baseNameOf p != \"two\") FILE}\"", dir),
		plainWay("cleanSource", "\"${lib.cleanSource FILE}\"", dir),
		plainWay("readDir", "builtins.attrNames (builtins.readDir FILE)", dir),
		plainWay("readDir and readFile", "map (n: builtins.readFile (FILE + \"/${n}\")) (builtins.attrNames (builtins.readDir FILE))", dir),
		plainWay("pathExists", "builtins.pathExists FILE", data),
		plainWay("pathExists of what is not there", "builtins.pathExists FILE", func(g *generated) string { return g.dir() + "/" + g.fresh("new") }),
		plainWay("toString", "builtins.readFile (toString FILE + \"/one\")", dir),
		plainWay("findFile", "builtins.readFile (builtins.findFile [ { prefix = \"a\"; path = FILE; } ] \"a/two\")", dir),
		plainWay("import", "(import FILE).v", nix),
		plainWay("import in an assertion", "assert (import FILE).v > 0; 1", nix),
		plainWay("with import", "with import FILE; v", nix),
		plainWay("inherit from import", "{ inherit (import FILE) v; }.v", nix),
		plainWay("a condition", "if (import FILE).v > 500 then 1 else 2", nix),
		plainWay("import of a folder", "(import FILE).v", func(g *generated) string {
			dir := "parts/" + g.fresh("f")
			g.put(dir+"/default.nix", fmt.Sprintf("{ v = (import ./inner.nix) + %d; }\n", g.IntN(100)))
			g.put(dir+"/inner.nix", "17\n")
			return "../" + dir
		}),
		plainWay("import of a file that reads a file", "import FILE", func(g *generated) string {
			name := g.fresh("deep")
			g.put("parts/"+name+".txt", "deep 1\n")
			return g.put("parts/"+name+".nix", "builtins.readFile ./"+name+".txt\n")
		}),
		plainWay("a function of a file", "import FILE ../DIR \"two\"", func(g *generated) string {
			return g.put("parts/"+g.fresh("fn")+".nix", "dir: name: builtins.readFile (dir + \"/${name}\")\n")
		}),
		plainWay("import of a computed path", "(import (FILE + \"/${\"on\" + \"e\"}.nix\")).v", func(g *generated) string {
			dir := "parts/" + g.fresh("c")
			g.put(dir+"/one.nix", "{ v = 5; }\n")
			g.put(dir+"/two.nix", "{ v = 6; }\n")
			return "../" + dir
		}),
		plainWay("import of a path that a file names", "(import (FILE + \"/${builtins.readFile (FILE + \"/which\")}.nix\")).v", func(g *generated) string {
			dir := "parts/" + g.fresh("w")
			g.put(dir+"/one.nix", "{ v = 5; }\n")
			g.put(dir+"/two.nix", "{ v = 6; }\n")
			g.put(dir+"/which", "two")
			return "../" + dir
		}),
		{name: "a path in the arguments", text: func(g *generated) string { g.put("given/text", "given 1\n"); return "builtins.readFile mine.file" }},
	}, wholeWays(), treeWays(), submoduleWays(), configurationWays(), settingsWays())
}

// ofTheFlake reads a file of the flake itself: the flake is the top of its checkout for older versions of
// nix, and its own folder for newer ones.
func ofTheFlake(file string) string {
	top := strings.Replace(file, "/FILE", "/infra/FILE", 1)
	return "builtins.readFile (if builtins.pathExists " + file + " then " + file + " else " + top + ")"
}

// ofDeclaration is the path of a file, made of the place of the module that declares an option.
func ofDeclaration(declarations string) string {
	return "(builtins.head (builtins.match \"(.*)/hosts/.*\" (builtins.head (" + declarations + "))) + \"/FILE\")"
}

// wholeWays are those in which what is read is not written out.
func wholeWays() []way {
	data, nix, dir := (*generated).data, (*generated).nix, (*generated).dir
	fromRoot := func(g *generated) string { return strings.TrimPrefix(g.data(), "../") }
	return []way{
		wholeWay("self", ofTheFlake("\"${self}/FILE\""), fromRoot),
		wholeWay("self as outPath", ofTheFlake("(self.outPath + \"/FILE\")"), fromRoot),
		wholeWay("self of the inputs", ofTheFlake("\"${inputs.self}/FILE\""), fromRoot),
		wholeWay("inputs by a computed name", ofTheFlake("\"${inputs.${\"se\" + \"lf\"}}/FILE\""), fromRoot),
		wholeWay("sourceInfo", "self.sourceInfo.narHash", dir),
		wholeWay("narHash", "self.narHash or \"none\"", dir),
		wholeWay("import as a value", "map (f: f.v) (map import [ FILE ])", nix),
		wholeWay("builtins as a value", "let b = builtins; in b.readFile FILE", data),
		wholeWay("builtins by a computed name", "builtins.${\"read\" + \"File\"} FILE", data),
		wholeWay("scopedImport", "(builtins.scopedImport { } FILE).v", nix),
		wholeWay("dirOf", "builtins.readDir (dirOf (dirOf FILE))", data),
		wholeWay("upwards", "builtins.readFile (../hosts + \"/FILE\")", data),
		wholeWay("upwards by what a file holds", "builtins.readFile (../hosts + (builtins.fromJSON (builtins.readFile FILE)).to)", func(g *generated) string {
			return g.put("data/"+g.fresh("up")+".json", fmt.Sprintf("{ \"to\": \"/%s\" }\n", g.data()))
		}),
		wholeWay("upwards by an escaped text", "builtins.readFile (../hosts + (builtins.fromJSON (builtins.readFile FILE)).to)", func(g *generated) string {
			return g.put("data/"+g.fresh("up")+".json", fmt.Sprintf("{ \"to\": \"/\\u002e\\u002e/%s\" }\n", strings.TrimPrefix(g.data(), "../")))
		}),
		wholeWay("position", "builtins.unsafeGetAttrPos \"v\" (import FILE)", nix),
		wholeWay("the place of the tree", "builtins.hashString \"sha256\" (toString FILE)", data),
		wholeWay("a part of the place of the tree", "builtins.substring 11 8 (toString FILE)", data),
		wholeWay("the place of the tree by a name", "let at = toString FILE; in builtins.hashString \"sha256\" at", data),
		wholeWay("the place of the tree in a set", "let at.file = FILE; in builtins.hashString \"sha256\" (toString at.file)", data),
		wholeWay("the place of the tree by a function", "let part = at: builtins.substring 11 8 (toString at); in part FILE", data),
		wholeWay("the place of the tree by a default", "({ at ? FILE }: builtins.hashString \"sha256\" (toString at)) { }", data),
		wholeWay("the place of the tree handed on", "map (builtins.hashString \"sha256\") [ (toString FILE) ]", data),
		wholeWay("the place of the tree for each", "map (at: builtins.substring 11 8 at) [ (toString FILE) ]", data),
		wholeWay("the place of this file", "builtins.hashString \"sha256\" __curPos.file", data),
		wholeWay("upwards by a text without its end", ofTheFlake("(builtins.replaceStrings [ \"/hosts\" ] [ \"/FILE\" ] (let at = ../hosts; in toString at))"), fromRoot),
		wholeWay("upwards by a part of a text", ofTheFlake("(let parts = builtins.match \"(.*)/hosts\" (toString ../hosts); in builtins.head parts + \"/FILE\")"), fromRoot),
		wholeWay("position by its other name", "__unsafeGetAttrPos \"v\" (import FILE)", nix),
		wholeWay("inputs of all arguments", ofTheFlake("(builtins.getAttr (\"se\" + \"lf\") specialArgs.inputs + \"/FILE\")"), fromRoot),
		wholeWay("inputs of all arguments by a computed name", ofTheFlake("(specialArgs.inputs.${\"se\" + \"lf\"} + \"/FILE\")"), fromRoot),
		wholeWay("a declaration by a computed name", ofTheFlake(ofDeclaration("options.acme.v.${\"decl\" + \"arations\"}")), fromRoot),
		wholeWay("a declaration by getAttr", ofTheFlake(ofDeclaration("builtins.getAttr (\"decl\" + \"arations\") options.acme.v")), fromRoot),
		wholeWay("a declaration by a name of the option", ofTheFlake(ofDeclaration("let inherit (options.acme) v; in v.${\"decl\" + \"arations\"}")), fromRoot),
		wholeWay("a declaration among all attributes", ofTheFlake(ofDeclaration("builtins.head (builtins.attrValues options.acme.v)")), fromRoot),
		wholeWay("a link to a file", "builtins.readFile FILE", func(g *generated) string {
			target := strings.TrimPrefix(g.data(), "../")
			return g.put("links/"+g.fresh("l"), "-> ../"+target)
		}),
		wholeWay("a link to a folder", "builtins.readFile (FILE/two)", func(g *generated) string {
			return g.put("links/"+g.fresh("l"), "-> "+g.dir())
		}),
	}
}

// treeWays go beyond the flake's folder.
func treeWays() []way {
	child := func(g *generated, name string) {
		g.put("child/flake.nix", "{ outputs = _: { v = import ./inner.nix; }; }\n")
		g.put("child/inner.nix", "31\n")
		g.args = append(g.args, name)
	}
	return []way{
		{name: "beside the flake", text: func(g *generated) string {
			if g.prefix == "" {
				return "1"
			}
			name := g.fresh("s")
			g.files["shared/"+name+".nix"] = fmt.Sprintf("{ v = builtins.readFile ./%s.txt; }\n", name)
			g.files["shared/"+name+".txt"] = "shared 1\n"
			return "(import ../../shared/" + name + ".nix).v"
		}},
		{name: "the lock", text: func(*generated) string {
			return "(builtins.fromJSON (builtins.readFile ../flake.lock)).nodes.nixpkgs.original.owner"
		}},
		{name: "an input in the tree", since: 26, text: func(g *generated) string {
			if !slices.Contains(g.args, "child") {
				child(g, "child")
				g.inputs = append(g.inputs, `inputs.child.url = "path:./child";`)
				g.nodes = append(g.nodes, `"child": { "locked": { "type": "path", "path": "./child" }, "original": { "type": "path", "path": "./child" }, "parent": [ ] }`)
			}
			return "inputs.child.v"
		}},
		{name: "an input that is no flake", since: 26, text: func(g *generated) string {
			if !slices.Contains(g.args, "plain") {
				g.put("plain/text", "plain 1\n")
				g.args = append(g.args, "plain")
				g.inputs = append(g.inputs, `inputs.plain = { url = "path:./plain"; flake = false; };`)
				g.nodes = append(g.nodes, `"plain": { "flake": false, "locked": { "type": "path", "path": "./plain" }, "original": { "type": "path", "path": "./plain" }, "parent": [ ] }`)
			}
			return "builtins.readFile (inputs.plain + \"/text\")"
		}},
		{name: "an override in the tree", whole: true, text: func(g *generated) string {
			if !slices.Contains(g.args, "other") {
				child(g, "other")
				g.inputs = append(g.inputs, `inputs.other.url = "github:owner/other";`)
				g.nodes = append(g.nodes, `"other": `+locked("other"))
				g.overrides = append(g.overrides, [2]string{"other", path.Join(g.prefix, "child")})
			}
			return "inputs.other.v"
		}},
	}
}

func locked(repo string) string {
	return `{ "locked": { "type": "github", "owner": "owner", "repo": "` + repo + `", "rev": "0000000000000000000000000000000000000000", "narHash": "sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", "lastModified": 1 }, "original": { "type": "github", "owner": "owner", "repo": "` + repo + `" } }`
}

var generatedHosts = []string{"alpha", "beta", "gamma"}

// generate makes a repository of three hosts, each with some of the ways.
func generate(seed uint64, from []way) (*generated, map[string][]string) {
	g := &generated{Rand: rand.New(rand.NewPCG(seed, 1)), files: map[string]string{}, environment: map[string]string{}, beside: map[string]string{}}
	if g.IntN(3) == 0 {
		g.prefix = "infra/"
	}
	used := map[string][]string{}
	for _, name := range generatedHosts {
		var text strings.Builder
		for i := range 1 + g.IntN(3) {
			w := from[g.IntN(len(from))]
			expression := w.text(g)
			g.self = g.self || strings.Contains(strings.ReplaceAll(expression, "inputs.self", ""), "self")
			if strings.Contains(expression, "../DIR") {
				expression = strings.ReplaceAll(expression, "../DIR", g.dir())
			}
			used[name] = append(used[name], w.name)
			fmt.Fprintf(&text, "  v%d = %s;\n", i, expression)
		}
		g.put("hosts/"+name+".nix", "{ "+formal(text.String())+"inputs, specialArgs, options, lib, mine, ... }:\n{\n  imports = [ ../modules/common.nix ];\n"+text.String()+"}\n")
	}
	g.frame()
	return g, used
}

// formal is the argument of a module that reads the flake itself.
func formal(text string) string {
	if strings.Contains(strings.ReplaceAll(text, "inputs.self", ""), "self") {
		return "self, "
	}
	return ""
}

// frame adds what every repository has, and what nothing reads.
func (g *generated) frame() {
	g.put("modules/common.nix", "# read by every host\n{ common = 1; }\n")
	g.put("given/text", "given 1\n")
	g.put("README.md", "what this is\n")
	g.put("snapshots/nixos/none.snap", "an old text\n")
	g.put("unread/text", "unread 1\n")
	g.put("unread/module.nix", "{ unread = 1; }\n")
	g.files["top.txt"] = "beside\n"
	hosts, args := "", "inputs"
	if g.self {
		args = "self inputs"
	}
	for _, name := range generatedHosts {
		hosts += fmt.Sprintf(" %s = ./hosts/%s.nix;", name, name)
	}
	g.put("flake.nix", fmt.Sprintf(`{
  inputs.nixpkgs.url = "github:owner/nixpkgs";
  %s
  outputs = { self, nixpkgs, ... }@inputs: {
    nixosConfigurations = builtins.mapAttrs (_: host: nixpkgs.lib.nixosSystem {
      system = "x86_64-linux";
      specialArgs = { inherit %s; mine.file = ./given/text; };
      modules = [ host ];
    }) {%s };
  };
}
`, strings.Join(g.inputs, "\n  "), args, hosts))
	nodes, inputs := append(g.nodes, `"nixpkgs": `+locked("nixpkgs")), []string{`"nixpkgs": "nixpkgs"`}
	for _, name := range g.args {
		inputs = append(inputs, fmt.Sprintf("%q: %q", name, name))
	}
	g.put("flake.lock", fmt.Sprintf("{ \"nodes\": { \"root\": { \"inputs\": { %s } },\n%s },\n\"root\": \"root\", \"version\": 7 }\n", strings.Join(inputs, ", "), strings.Join(nodes, ",\n")))
}

func (g *generated) names() []string { return slices.Sorted(maps.Keys(g.files)) }

// printing is an input that prints its arguments: a host is the list of its modules, and no more.
const printing = `{
  outputs = _: {
    lib = rec {
      importJSON = file: builtins.fromJSON (builtins.readFile file);
      cleanSource = dir: builtins.filterSource (path: _: baseNameOf path != ".git") dir;
      nixosSystem = { modules, specialArgs ? { }, ... }: let
        load = module: let
          read = if builtins.isPath module || builtins.isString module then import module else module;
          body = if builtins.isFunction read then read (specialArgs // { inherit specialArgs; options.acme.v.declarations = [ (toString module) ]; lib = { inherit importJSON cleanSource; }; }) else read;
        in [ (removeAttrs body [ "imports" ]) ] ++ builtins.concatMap load (body.imports or [ ]);
      in { data = builtins.concatMap load modules; config = { }; options = { }; };
    };
  };
}
`
