package rules_test

import (
	"io/fs"
	"math/rand/v2"
	"regexp"
	"runtime"
	"runtime/debug"
	"slices"
	"syscall"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/txtar"
)

// What one input may take: processor time, bytes allocated, and the stack of one goroutine.
const (
	mostTime  = time.Second
	mostBytes = 512 << 20
	mostStack = 128 << 20
)

// FuzzLoad loads repositories of a few files and runs every rule on them: none panics, none takes
// longer than mostTime, none allocates more than mostBytes. The input is the text of an archive and
// a seed by which it is changed; seed 0 takes it as it is.
func FuzzLoad(f *testing.F) {
	all := archives(f)
	snippets := snippetsOf(all)
	for i, archive := range all {
		text := txtar.Format(&txtar.Archive{Files: archive.Files})
		f.Add(text, uint64(0))
		f.Add(text, uint64(i+1))
	}
	debug.SetMaxStack(mostStack)
	f.Fuzz(func(t *testing.T, text []byte, seed uint64) {
		files := split(text)
		if seed != 0 && len(files) > 0 {
			files = (&mutator{random: rand.New(rand.NewPCG(seed, 0)), snippets: snippets}).change(files)
		}
		bounded(t, files)
	})
}

// split reads an archive as txtar does, but takes any text: without a marker it is one file, and a
// file whose name is no path, or is there before, is left out.
func split(text []byte) []txtar.File {
	marker := regexp.MustCompile(`(?m)^-- (\S.*?) --\n?`)
	places := marker.FindAllSubmatchIndex(text, -1)
	if len(places) == 0 {
		return []txtar.File{{Name: "m.nix", Data: text}}
	}
	var files []txtar.File
	for i, at := range places {
		end := len(text)
		if i+1 < len(places) {
			end = places[i+1][0]
		}
		name := string(text[at[2]:at[3]])
		if fs.ValidPath(name) && !slices.ContainsFunc(files, func(f txtar.File) bool { return f.Name == name }) {
			files = append(files, txtar.File{Name: name, Data: text[at[1]:end]})
		}
	}
	return files
}

// bounded analyses a repository within the bounds. What does not end is ended, with the input in the
// message: nothing else would write it down.
func bounded(t *testing.T, files []txtar.File) {
	t.Helper()
	text := txtar.Format(&txtar.Archive{Files: files})
	watchdog := time.AfterFunc(20*mostTime, func() { panic("no end:\n" + string(text)) })
	defer watchdog.Stop()
	defer func() {
		if cause := recover(); cause != nil {
			t.Fatalf("%v\n%s\n%s", cause, debug.Stack(), text)
		}
	}()
	bytes, began := allocated(), processorTime()
	lint(t, files, nil, allRules()...)
	if took := processorTime() - began; took > mostTime {
		t.Fatalf("it takes %v\n%s", took, text)
	}
	if made := allocated() - bytes; made > mostBytes {
		t.Fatalf("it allocates %d MB\n%s", made>>20, text)
	}
}

func allocated() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.TotalAlloc
}

func processorTime() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
