package rules

import (
	"path"
	"strings"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/syntax"
)

// isCarried reports whether a file that imports another is read on another machine, or in another folder, where that other file is: nothing
// here takes it for more than text, a command copies it, or a document has it copied to a new machine, which writes its hardware down beside it.
func isCarried(repo *analyzer.Repo, f *analyzer.File, i *analyzer.Import) bool {
	if f.Classes != 0 {
		return false
	}
	if named := repo.Named()[f.Name]; named > 0 {
		return asText(repo, f.Name) == named
	}
	if isCopied(repo, f, i) {
		return true
	}
	beside := path.Dir(i.Target) == path.Dir(f.Name) && path.Base(i.Target) == "hardware-configuration.nix"
	return beside && path.Base(f.Name) == "configuration.nix" && repo.InDocument(f.Name)
}

// isCopied reports whether a command copies a file, or its folder to a place where what it imports stands elsewhere or is
// written down: what else the folder lacks is not there either.
func isCopied(repo *analyzer.Repo, f *analyzer.File, i *analyzer.Import) bool {
	if repo.Copied().File(f.Name) {
		return true
	}
	folder, copied := repo.Copied().FolderOf(f.Name)
	return copied && (path.Base(i.Target) == "hardware-configuration.nix" || !strings.HasPrefix(i.Target, folder+"/"))
}

// asText counts the paths to a file by which it is copied or read as text: in a string beside other text, as the argument
// of a function that reads or copies files, and as the source of a file.
func asText(repo *analyzer.Repo, name string) (count int) {
	for _, f := range repo.Files {
		f.Walk(func(n syntax.Node) bool {
			for _, x := range textsOf(n) {
				p, ok := syntax.Unparen(x).(*syntax.Path)
				if !ok {
					continue
				}
				if text, literal := literalPath(p); literal && path.Join(path.Dir(f.Name), text) == name {
					count++
				}
			}
			return true
		})
	}
	return count
}

// textsOf are the expressions right below a node of which the file that they name is taken as text.
func textsOf(n syntax.Node) (list []syntax.Expr) {
	switch n := n.(type) {
	case *syntax.Str:
		return interpolated(n.Parts)
	case *syntax.IndStr:
		return interpolated(n.Parts)
	case *syntax.AttrBinding:
		switch name, _ := syntax.StaticName(n.Path.Names[len(n.Path.Names)-1]); name {
		case "source", "src", "text", "contents":
			return []syntax.Expr{n.Value}
		}
	case *syntax.Apply:
		switch syntax.Callee(n) {
		case "readFile", "fileContents", "writeText", "writeTextDir", "replaceVars", "replaceVarsWith", "substituteAll", "copyPathToStore":
			return syntax.Arguments(n)
		}
	}
	return nil
}

// interpolated are what a string holds beside other text.
func interpolated(parts []syntax.StrPart) (list []syntax.Expr) {
	if len(parts) < 2 {
		return nil
	}
	for _, part := range parts {
		if interp, ok := part.(*syntax.Interp); ok {
			list = append(list, interp.X)
		}
	}
	return list
}
