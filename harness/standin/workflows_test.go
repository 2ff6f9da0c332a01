package standin_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

var pinned = regexp.MustCompile(`^[\w.-]+/[\w./-]+@[0-9a-f]{40}$`)

// A workflow runs with a token of the repository: its actions are those of one commit, it has no right that no job names,
// and it keeps no token on disk for what it runs.
func TestWorkflowsArePinned(t *testing.T) {
	names, err := filepath.Glob("../../.github/workflows/*.yml")
	if err != nil || len(names) < 2 {
		t.Fatalf("workflows: %v, %v", names, err)
	}
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		var workflow struct {
			Permissions map[string]string
			Jobs        map[string]struct {
				Timeout int `yaml:"timeout-minutes"`
				Steps   []struct {
					Uses string
					With map[string]any
				}
			}
		}
		if err := yaml.Unmarshal(text, &workflow); err != nil {
			t.Fatal(err)
		}
		for right, how := range workflow.Permissions {
			if how != "read" {
				t.Errorf("%s: every job may %s %s", name, how, right)
			}
		}
		if workflow.Permissions == nil {
			t.Errorf("%s: permissions are those of the repository", name)
		}
		for id, job := range workflow.Jobs {
			if job.Timeout == 0 {
				t.Errorf("%s: job %s has no timeout", name, id)
			}
			for _, step := range job.Steps {
				if step.Uses != "" && step.Uses != "./" && !pinned.MatchString(step.Uses) {
					t.Errorf("%s: %s is not one commit", name, step.Uses)
				}
				if strings.HasPrefix(step.Uses, "actions/checkout@") && step.With["persist-credentials"] != false {
					t.Errorf("%s: the checkout keeps its token", name)
				}
			}
		}
	}
}
