package harness

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// boundedFlake has 100 hosts: one turns for ever, one takes all memory there is.
const boundedFlake = `{
  outputs = _:
    let
      host = value: {
        config = { };
        options.mxmlabs.port = { _type = "option"; type.name = "int"; highestPrio = 100; files = [ ./flake.nix ]; inherit value; };
      };
      thousand = builtins.genList (i: i) 1000;
      turn = depth: builtins.foldl' (sum: i: if depth == 0 then sum else sum + turn (depth - 1)) 0 thousand;
      eaten = builtins.genList (i: builtins.genList (j: i * j) 1000) 1000000;
      name = i: "h" + builtins.substring 1 2 (toString (100 + i));
    in
    {
      nixosConfigurations = builtins.listToAttrs (builtins.genList (i: { name = name i; value = host i; }) 100) // {
        h07 = host (turn 6);
        h42 = host (builtins.foldl' (sum: list: builtins.deepSeq list (sum + builtins.length list)) 0 eaten + builtins.length eaten);
      };
    };
}
`

// With 100 hosts, one of which hangs and one of which eats memory, the other 98 come out, nothing
// is left running, and no more hosts run at once than fit in memory.
func TestOneHundredHostsAreBounded(t *testing.T) {
	const heap, budget = 100 << 20, 300 << 20
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "flake.nix"), []byte(boundedFlake), 0o644); err != nil {
		t.Fatal(err)
	}
	r, err := Open(t.Context(), Options{
		Root: dir, Roots: []string{"mxmlabs"}, Effects: true, Jobs: 8,
		Timeout: 30 * time.Second, Heap: heap, Memory: heap, Budget: budget,
	})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	list, err := r.Hosts(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	watch := watchChildren(t)
	outcomes, err := r.Eval(t.Context(), list.Hosts)
	most, memory := watch()
	if err != nil {
		t.Fatal(err)
	}
	checkBounded(t, outcomes)
	if left := childrenOf(os.Getpid()); len(left) > 0 {
		t.Errorf("%d processes are left running", len(left))
	}
	if runtime.GOOS != "linux" { // there is no /proc elsewhere: nothing was seen
		return
	}
	if most == 0 || most > budget/heap {
		t.Errorf("%d hosts ran at once, want 1 to %d", most, budget/heap)
	}
	if memory > budget+budget/4 { // a process is somewhat more than its heap
		t.Errorf("hosts took %d MiB together, they may have %d", memory>>20, budget>>20)
	}
}

func checkBounded(t *testing.T, outcomes []Outcome) {
	t.Helper()
	failures := map[string]string{"h07": errTimeout.Error(), "h42": errMemory.Error()}
	sound := 0
	for _, o := range outcomes {
		want, fails := failures[o.Host.Name]
		switch {
		case fails && (o.Failure == nil || !strings.Contains(o.Failure.Message, want)):
			t.Errorf("%s: %+v, want a failure %q", o.Host, o.Failure, want)
		case !fails && (o.Failure != nil || len(o.Records) != 1):
			t.Errorf("%s: %d records, %+v", o.Host, len(o.Records), o.Failure)
		case !fails:
			sound++
		}
	}
	if sound != 98 {
		t.Errorf("%d hosts came out, want 98", sound)
	}
}

// watchChildren counts this process's children, and their memory in bytes, until it is asked for
// the most that it saw.
func watchChildren(t *testing.T) (seen func() (most int, memory int64)) {
	ctx, cancel := context.WithCancel(t.Context())
	var ended sync.WaitGroup
	var most int
	var memory int64
	ended.Go(func() {
		for ctx.Err() == nil {
			children := childrenOf(os.Getpid())
			var sum int64
			for _, pid := range children {
				sum += resident(pid)
			}
			most, memory = max(most, len(children)), max(memory, sum)
			time.Sleep(20 * time.Millisecond)
		}
	})
	return func() (int, int64) {
		cancel()
		ended.Wait()
		return most, memory
	}
}

// childrenOf lists the living children of a process; none where there is no /proc.
func childrenOf(parent int) []int {
	names, err := filepath.Glob("/proc/[0-9]*/stat")
	if err != nil {
		panic(err) // the pattern is fine
	}
	var found []int
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			continue // it has ended
		}
		_, rest, _ := strings.Cut(string(text), ") ")
		fields := strings.Fields(rest)
		if len(fields) < 2 || fields[0] == "Z" || fields[1] != strconv.Itoa(parent) {
			continue
		}
		pid, err := strconv.Atoi(filepath.Base(filepath.Dir(name)))
		if err == nil {
			found = append(found, pid)
		}
	}
	slices.Sort(found)
	return found
}

func resident(pid int) int64 {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/statm", pid))
	fields := strings.Fields(string(text))
	if err != nil || len(fields) < 2 {
		return 0
	}
	pages, err := strconv.ParseInt(fields[1], 10, 64)
	if err != nil {
		return 0
	}
	return pages * int64(os.Getpagesize())
}
