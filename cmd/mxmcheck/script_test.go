package main

import (
	"os"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"mxmcheck": main,
		"facts":    printFacts,
		"depends":  printDepends,
		"shapes":   writeShapes,
	})
}

// The command's promises, one script each; see fixtures/cli.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "../../fixtures/cli",
		RequireExplicitExec: true,
		Setup: func(env *testscript.Env) error {
			env.Setenv("HOME", env.WorkDir)
			env.Setenv("GIT_CONFIG_GLOBAL", os.DevNull)
			for _, who := range []string{"AUTHOR", "COMMITTER"} {
				env.Setenv("GIT_"+who+"_NAME", "operator")
				env.Setenv("GIT_"+who+"_EMAIL", "operator@example.org")
			}
			return nil
		},
	})
}
