package harness

import (
	"context"
	"sync"

	"golang.org/x/sync/semaphore"

	"mxmcheck/analyzer/host"
)

// admission lets hosts be evaluated at once as far as they fit in memory together: each takes what
// it took last time, or what was declared for hosts nobody knows yet.
type admission struct {
	fits     *semaphore.Weighted // of budget bytes
	budget   int64
	declared uint64
	file     string // where peaks are kept; "" for nowhere

	mu    sync.Mutex
	peaks map[string]uint64 // bytes by host
}

// share is how much of the memory that is free when a run starts its hosts may take, in percent.
const share = 75

// newAdmission reads what hosts took before. A file that is absent or damaged says nothing.
func newAdmission(o Options) *admission {
	a := &admission{declared: o.Memory, peaks: map[string]uint64{}, file: o.Peaks}
	a.budget = int64(firstSize(o.Budget, availableMemory()/100*share, 1<<62))
	a.fits = semaphore.NewWeighted(a.budget)
	readHint(a.file, &a.peaks)
	return a
}

func firstSize(sizes ...uint64) uint64 {
	for _, size := range sizes {
		if size > 0 {
			return size
		}
	}
	return 0
}

// enter waits until the host fits, alone if that is wanted; leave gives back what enter took.
func (a *admission) enter(ctx context.Context, id host.ID, alone bool) (leave func(), err error) {
	takes := a.budget
	if !alone {
		a.mu.Lock()
		takes = min(a.budget, int64(firstSize(a.peaks[id.String()], a.declared, 1)))
		a.mu.Unlock()
	}
	if err := a.fits.Acquire(ctx, takes); err != nil {
		return nil, context.Cause(ctx)
	}
	return func() { a.fits.Release(takes) }, nil
}

func (a *admission) took(id host.ID, peak uint64) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if peak > 0 {
		a.peaks[id.String()] = peak
	}
}

// keep writes what hosts took for the next run.
func (a *admission) keep() {
	a.mu.Lock()
	defer a.mu.Unlock()
	keepHint(a.file, a.peaks)
}
