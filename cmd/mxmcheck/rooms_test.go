package main

import (
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"path"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// doors says which rooms each room may import. Folders below a room that are not listed here
// belong to it. See ARCHITECTURE.md.
var doors = map[string][]string{
	"analyzer/catalog":    {},
	"analyzer/diag":       {},
	"analyzer/host":       {},
	"analyzer/upstream":   {},
	"analyzer/syntax":     {"analyzer/diag"},
	"analyzer/eval":       {"analyzer/diag", "analyzer/syntax"},
	"analyzer/facts":      {"analyzer/diag", "analyzer/eval", "analyzer/host", "analyzer/syntax"},
	"analyzer/tree":       {"analyzer/diag", "analyzer/eval", "analyzer/facts", "analyzer/syntax"},
	"analyzer/link":       {"analyzer/diag", "analyzer/eval", "analyzer/facts", "analyzer/host", "analyzer/syntax", "analyzer/tree", "analyzer/upstream"},
	"analyzer":            {"analyzer/catalog", "analyzer/diag", "analyzer/eval", "analyzer/facts", "analyzer/host", "analyzer/link", "analyzer/syntax", "analyzer/tree", "analyzer/upstream"},
	"analyzer/depends":    {"analyzer", "analyzer/diag", "analyzer/eval", "analyzer/facts", "analyzer/host", "analyzer/link", "analyzer/syntax", "analyzer/tree"},
	"analyzer/fix":        {"analyzer/diag", "analyzer/syntax"},
	"rules":               {"analyzer", "analyzer/catalog", "analyzer/diag", "analyzer/host", "analyzer/syntax", "analyzer/upstream"},
	"harness":             {"analyzer/catalog", "analyzer/diag", "analyzer/host", "analyzer/upstream"},
	"cmd/mxmcheck/judge":  {"analyzer", "analyzer/catalog", "analyzer/depends", "analyzer/diag", "analyzer/host", "harness", "rules"},
	"cmd/mxmcheck/report": {"analyzer/diag", "analyzer/host", "cmd/mxmcheck/judge", "harness"},
	"cmd/mxmcheck":        {"analyzer", "analyzer/catalog", "analyzer/depends", "analyzer/diag", "analyzer/fix", "analyzer/host", "analyzer/syntax", "cmd/mxmcheck/judge", "cmd/mxmcheck/report", "harness", "rules"},
}

type goPackage struct {
	ImportPath string
	Imports    []string
}

func TestRoomsImportOnlyThroughTheirDoors(t *testing.T) {
	var strangers []string
	for _, pkg := range listPackages(t) {
		from := room(pkg.ImportPath)
		if from == "" {
			strangers = append(strangers, pkg.ImportPath+" is in no room")
		}
		for _, imported := range pkg.Imports {
			if to := room(imported); to != from && to != "" && !slices.Contains(doors[from], to) {
				strangers = append(strangers, pkg.ImportPath+" imports "+imported)
			}
		}
	}
	if diff := cmp.Diff([]string(nil), strangers); diff != "" {
		t.Errorf("import edges that no door allows (-want +got):\n%s", diff)
	}
}

// Processes are started, and derivations read, in one file of one room each.
func TestTheWorldIsTouchedInOnePlace(t *testing.T) {
	places := map[string][]string{
		"os/exec":                         {"mxmcheck/harness"},
		"github.com/nix-community/go-nix": {"mxmcheck/harness"},
	}
	for _, pkg := range listPackages(t) {
		for _, imported := range pkg.Imports {
			for library, allowed := range places {
				if (imported == library || strings.HasPrefix(imported, library+"/")) && !slices.Contains(allowed, pkg.ImportPath) {
					t.Errorf("%s imports %s; only %v may", pkg.ImportPath, imported, allowed)
				}
			}
		}
	}
}

func listPackages(t *testing.T) []goPackage {
	t.Helper()
	out, err := exec.Command("go", "list", "-json=ImportPath,Imports", "mxmcheck/...").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var packages []goPackage
	decoder := json.NewDecoder(strings.NewReader(string(out)))
	for {
		var pkg goPackage
		if err := decoder.Decode(&pkg); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		packages = append(packages, pkg)
	}
	if len(packages) < 5 {
		t.Fatalf("go list found %d packages, too few to be all of this module", len(packages))
	}
	return packages
}

// room gives the nearest room above a package of this module, "" for any other package.
func room(importPath string) string {
	name, ours := strings.CutPrefix(importPath, "mxmcheck/")
	if !ours {
		return ""
	}
	for ; name != "."; name = path.Dir(name) {
		if _, known := doors[name]; known {
			return name
		}
	}
	return ""
}
