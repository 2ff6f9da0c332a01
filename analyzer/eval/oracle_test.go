package eval

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
)

// An oracle is nix-instantiate. "make eval-oracle NIX=… LIB=…" says which, and which lib.
type oracle struct {
	command, lib string
	asked        int
}

// values evaluates expressions, all by one process if all can be evaluated, else by halves.
func (o *oracle) values(t *testing.T, texts []string) []string {
	t.Helper()
	if len(texts) == 0 {
		return nil
	}
	var b strings.Builder
	fmt.Fprintf(&b, "let lib = import %s; in [\n", o.lib)
	for _, text := range texts {
		fmt.Fprintf(&b, "(%s\n)\n", text)
	}
	b.WriteString("]\n")
	o.asked++
	cmd := exec.Command(o.command, "--eval", "--strict", "--json", "-")
	cmd.Stdin = strings.NewReader(b.String())
	cmd.Env = append(os.Environ(), "NIX_PATH=", "NIX_CONFIG=max-call-depth = 2000")
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err == nil {
		var all []json.RawMessage
		if err := json.Unmarshal(out, &all); err != nil {
			t.Fatal(err)
		}
		says := make([]string, len(all))
		for i, v := range all {
			says[i] = string(v)
		}
		return says
	}
	if exit := new(exec.ExitError); !errors.As(err, &exit) || !strings.Contains(stderr.String(), "error:") {
		t.Fatalf("%s: %v\n%s", o.command, err, stderr.String())
	}
	if len(texts) == 1 {
		return []string{failed}
	}
	half := len(texts) / 2
	return append(o.values(t, texts[:half]), o.values(t, texts[half:])...)
}

func newOracle(t *testing.T) *oracle {
	o := &oracle{command: os.Getenv("EVAL_ORACLE_NIX"), lib: os.Getenv("EVAL_ORACLE_LIB")}
	if o.command == "" {
		t.Skip("make eval-oracle NIX=… LIB=… runs this")
	}
	return o
}

// TestWriteAnswers asks Nix for the answers of the written expressions.
func TestWriteAnswers(t *testing.T) {
	if !*writeAnswers {
		t.Skip("make eval-oracle WRITE=1 runs this")
	}
	o, all := newOracle(t), readAnswers(t)
	var b strings.Builder
	for _, a := range all {
		fmt.Fprintf(&b, "%s\t%s\n", a.text, o.values(t, []string{a.text})[0])
	}
	if err := os.WriteFile(answersFile, []byte(b.String()), 0o644); err != nil {
		t.Fatal(err)
	}
}

// TestEvaluatesAsNixDoes compares what is known of generated expressions with what Nix says.
func TestEvaluatesAsNixDoes(t *testing.T) {
	o := newOracle(t)
	seed, _ := strconv.ParseUint(os.Getenv("EVAL_ORACLE_SEED"), 10, 64)
	count, _ := strconv.Atoi(os.Getenv("EVAL_ORACLE_COUNT"))
	g := &generator{r: rand.New(rand.NewPCG(seed, 0))}
	counts, evaluated, unknown, wrong := tally{}, 0, 0, 0
	const batch, failuresTried = 64, 20
	var sure, doubtful, failing []*tree
	flush := func(all []*tree) {
		texts := make([]string, len(all))
		for i, e := range all {
			texts[i] = e.String()
		}
		for i, says := range o.values(t, texts) {
			_, holes := ours(texts[i])
			if says != failed {
				evaluated++
				counts.add(texts[i], holes)
				if holes > 0 {
					unknown++
				}
			}
			if differs(texts[i], says) == "" {
				continue
			}
			wrong++
			if wrong <= 20 {
				t.Error(o.shrunk(t, all[i]))
			}
		}
	}
	n := 0
	for ; n < count; n++ {
		e := g.expression(3+g.r.IntN(3), nil)
		switch _, holes := ours(e.String()); {
		case holes == 0:
			sure = append(sure, e)
		case fails(e.String()): // there is nothing in it that can be wrong: a few are tried all the same
			if failing = append(failing, e); len(failing)%failuresTried == 0 {
				flush([]*tree{e})
			}
			count++ // what fails is no test of anything, and does not count
		default:
			doubtful = append(doubtful, e)
		}
		if len(sure) == batch {
			flush(sure)
			sure = nil
		}
	}
	flush(sure)
	flush(doubtful)
	fmt.Printf("%s%d expressions of seed %d, and %d that fail: Nix evaluates %d, of these %d are unknown here; %d differ; %d calls of Nix\n",
		counts, n-len(failing), seed, len(failing), evaluated, unknown, wrong, o.asked)
}

// shrunk is the smallest part of an expression that still differs.
func (o *oracle) shrunk(t *testing.T, e *tree) string {
	for {
		smaller := false
		for _, s := range e.smaller() {
			if _, holes := ours(s.String()); holes == 0 && differs(s.String(), o.values(t, []string{s.String()})[0]) != "" {
				e, smaller = s, true
				break
			}
		}
		if !smaller {
			return differs(e.String(), o.values(t, []string{e.String()})[0])
		}
	}
}
