package main

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"mxmcheck/analyzer/host"
	"mxmcheck/harness"
)

func hostNamed(name string) harness.Host {
	return harness.Host{ID: host.ID{Kind: "nixos", Name: name}}
}

// On a terminal one line is drawn anew, never wider than the terminal, and is gone at the end.
func TestLiveProgress(t *testing.T) {
	var out bytes.Buffer
	clock := time.Unix(0, 0)
	p := &liveProgress{lines: &lineProgress{out: &out}, width: func() int { return 40 }, now: func() time.Time { return clock }}
	p.Hosts(3)
	p.Started(hostNamed("atlas"))
	p.Started(hostNamed("a-host-with-a-very-long-name-indeed"))
	p.Started(hostNamed("atlas"))
	clock = clock.Add(7 * time.Second)
	p.Ended(harness.Outcome{Host: hostNamed("atlas"), Failure: &harness.Failure{}})
	p.Finished()
	drawn := strings.Split(out.String(), "\r")
	want := "1 of 3 hosts, 1 failed · 7s · nixos/a-…\x1b[K"
	if got := drawn[len(drawn)-2]; got != want {
		t.Errorf("drawn is %q, want %q", got, want)
	}
	if got := drawn[len(drawn)-1]; got != "\x1b[2K" {
		t.Errorf("at the end stands %q", got)
	}
	if strings.Contains(out.String(), "\n") {
		t.Errorf("it takes more than one line: %q", out.String())
	}
}
