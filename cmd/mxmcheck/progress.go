package main

import (
	"cmp"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/term"

	"mxmcheck/cmd/mxmcheck/report"
	"mxmcheck/harness"
)

// watcher shows on standard error how a run goes on: in one line that is drawn anew on a terminal,
// by one line for each host that is done elsewhere, not at all if quiet.
func (a *app) watcher() harness.Watcher {
	if a.flags.quiet {
		return nil
	}
	lines := &lineProgress{out: a.err, verbose: a.flags.verbose}
	file, ok := a.err.(*os.File)
	if !ok || !term.IsTerminal(file.Fd()) || os.Getenv("TERM") == "dumb" {
		return lines
	}
	width := func() int { return cmp.Or(terminalWidth(file), 80) }
	return &liveProgress{lines: lines, width: width, now: time.Now}
}

// lineProgress prints what has come to an end.
type lineProgress struct {
	mu      sync.Mutex
	out     io.Writer
	verbose bool
}

func (p *lineProgress) Fetching(inputs []string) { p.print(fetching(inputs)) }
func (p *lineProgress) Hosts(int)                {}
func (p *lineProgress) Started(harness.Host)     {}
func (p *lineProgress) Finished()                {}

func (p *lineProgress) Ended(o harness.Outcome) {
	state := "evaluated"
	if o.Failure != nil {
		state = "failed"
	}
	p.print(fmt.Sprintf("%s %s in %s", o.Host, state, o.Took.Round(10*time.Millisecond)))
	p.details(o)
}

// details are what --verbose says of how a host was evaluated.
func (p *lineProgress) details(o harness.Outcome) {
	if !p.verbose {
		return
	}
	if paths := harness.WithRevision(o); len(paths) > 0 {
		p.print(fmt.Sprintf("%s: the revision of the tree, which mxmcheck makes the same for every tree, is in: %s", o.Host, strings.Join(paths, " ")))
	}
	if o.Walks > 1 {
		p.print(fmt.Sprintf("%s: in %d processes of nix, one more for each option that ends the evaluation, and for each value that throws whose error is read", o.Host, o.Walks))
	}
	if o.Forced {
		p.print(fmt.Sprintf("%s: every option was forced, because this lib does not tell its modules", o.Host))
	}
	if len(o.Opaque) > 0 {
		p.print(fmt.Sprintf("%s: recorded, but not whole: %s", o.Host, report.OpaquePaths(o.Opaque)))
	}
	if len(o.Hidden) > 0 {
		p.print(fmt.Sprintf("%s: not looked into, because it does not evaluate: %s", o.Host, strings.Join(o.Hidden, " ")))
	}
}

func (p *lineProgress) print(text string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	fmt.Fprintln(p.out, text)
}

func fetching(inputs []string) string {
	return "fetching inputs of the flake: " + strings.Join(inputs, " ")
}

// frame is how long a drawn line stays.
const frame = 100 * time.Millisecond

// liveProgress draws one line: how many hosts are done, which are at it and for how long.
type liveProgress struct {
	lines *lineProgress
	width func() int
	now   func() time.Time

	mu           sync.Mutex
	total        int
	done, failed int
	since        time.Time
	running      []string
	stop         chan struct{}
	stopped      sync.WaitGroup
}

func (p *liveProgress) Fetching(inputs []string) { p.lines.Fetching(inputs) }

func (p *liveProgress) Hosts(count int) {
	p.mu.Lock()
	p.total, p.done, p.failed, p.running = count, 0, 0, nil
	p.since, p.stop = p.now(), make(chan struct{})
	p.mu.Unlock()
	p.stopped.Go(p.turn)
}

func (p *liveProgress) turn() {
	ticker := time.NewTicker(frame)
	defer ticker.Stop()
	for {
		select {
		case <-p.stop:
			return
		case <-ticker.C:
			p.draw()
		}
	}
}

func (p *liveProgress) Started(h harness.Host) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !slices.Contains(p.running, h.String()) { // a second try
		p.running = append(p.running, h.String())
	}
}

func (p *liveProgress) Ended(o harness.Outcome) {
	p.mu.Lock()
	p.running = slices.DeleteFunc(p.running, func(name string) bool { return name == o.Host.String() })
	p.done++
	if o.Failure != nil {
		p.failed++
	}
	p.mu.Unlock()
	if p.lines.verbose {
		p.erase()
		p.lines.Ended(o)
	}
	p.draw()
}

func (p *liveProgress) Finished() {
	close(p.stop)
	p.stopped.Wait()
	p.erase()
}

func (p *liveProgress) erase() {
	p.lines.mu.Lock()
	defer p.lines.mu.Unlock()
	fmt.Fprint(p.lines.out, "\r"+ansi.EraseEntireLine)
}

func (p *liveProgress) draw() {
	p.mu.Lock()
	text := p.text()
	p.mu.Unlock()
	p.lines.mu.Lock()
	defer p.lines.mu.Unlock()
	fmt.Fprint(p.lines.out, "\r"+ansi.Truncate(text, p.width()-1, "…")+ansi.EraseLineRight)
}

func (p *liveProgress) text() string {
	text := fmt.Sprintf("%d of %d hosts", p.done, p.total)
	if p.failed > 0 {
		text += fmt.Sprintf(", %d failed", p.failed)
	}
	text += fmt.Sprintf(" · %s", p.now().Sub(p.since).Round(time.Second))
	if len(p.running) > 0 {
		text += " · " + strings.Join(p.running, " ")
	}
	return text
}
