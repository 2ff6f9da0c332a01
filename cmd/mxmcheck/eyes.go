package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"syscall"
	"time"

	"github.com/fsnotify/fsnotify"

	"mxmcheck/analyzer/diag"
)

// Editors write a file in several steps, and git many files: a change is looked at once nothing more has come for
// settled, and at the latest after patience.
const (
	settled  = 40 * time.Millisecond
	patience = time.Second
)

// eyes see that something in some folders changes, not what.
type eyes struct{ events *fsnotify.Watcher }

func openEyes() (*eyes, error) {
	events, err := fsnotify.NewWatcher()
	if err != nil {
		return nil, tooMany(fmt.Errorf("watch for changes: %w", err))
	}
	return &eyes{events}, nil
}

func (e *eyes) close() error { return e.events.Close() }

// add watches folders, and says whether one of them was not watched before. The list of the watched is that of
// the library, which drops a folder that is removed or renamed.
func (e *eyes) add(folders []string) (more bool, err error) {
	watched := map[string]bool{}
	for _, name := range e.events.WatchList() {
		watched[name] = true
	}
	for _, name := range folders {
		if watched[name] {
			continue
		}
		err := e.events.Add(name)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return false, tooMany(fmt.Errorf("watch %s: %w", name, err))
		}
		watched[name], more = true, true
	}
	return more, nil
}

// tooMany names the bound of the system, where that is what was met.
func tooMany(err error) error {
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EMFILE) {
		return diag.WithHint(err, "the system lets nobody watch more: raise fs.inotify.max_user_watches or max_user_instances with sysctl")
	}
	return err
}

// wait returns once something has changed and nothing more comes, or with the end of ctx.
func (e *eyes) wait(ctx context.Context) error {
	quiet, late := (<-chan time.Time)(nil), (<-chan time.Time)(nil)
	for {
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-e.events.Events:
		case <-e.events.Errors: // events were lost: there were some
		case <-quiet:
			return nil
		case <-late:
			return nil
		}
		quiet = time.After(settled)
		if late == nil {
			late = time.After(patience)
		}
	}
}
