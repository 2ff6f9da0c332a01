package harness

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os/exec"
	"slices"
	"strconv"
	"time"

	"golang.org/x/sync/errgroup"

	"mxmcheck/analyzer/host"
	"mxmcheck/harness/probe"
)

// Record is one option, or one definition outside the roots.
type Record = probe.Record

// Special stands where a value is no data.
type Special = probe.Special

// Outcome is what evaluating one host gave.
type Outcome struct {
	Host    Host
	Roots   []string // the roots that have options
	Records []Record // options below the roots, by path
	Effects []Record // definitions of the repository elsewhere, by path and file
	Hidden  []string // announcements of parts outside the roots that do not evaluate
	Failure *Failure // why there are no records
	StandIn bool     // the effects come from the stand-ins
	Took    time.Duration
}

// maxWalks bounds how often a host is walked anew after an option that ends the evaluation.
const maxWalks = 200

// Eval evaluates hosts, Jobs at once. A host that fails is an Outcome; an error means that we
// could not look at all.
func (r *Runner) Eval(ctx context.Context, hosts []Host) ([]Outcome, error) {
	outcomes := make([]Outcome, len(hosts))
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(max(1, r.options.Jobs))
	for i, one := range hosts {
		group.Go(func() error {
			outcome, err := r.evalHost(ctx, one)
			outcomes[i] = outcome
			if err == nil && r.options.Progress != nil {
				r.options.Progress(outcome)
			}
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return nil, err
	}
	return outcomes, nil
}

// evalHost walks one host. An option that ends the evaluation becomes an error record, and the
// walk starts anew without it.
func (r *Runner) evalHost(parent context.Context, one Host) (Outcome, error) {
	started := time.Now()
	ctx, cancel := r.withTimeout(parent)
	defer cancel()
	var skip, hidden []string
	var failed walked
	for range maxWalks {
		w, err := r.walk(ctx, one, skip)
		if err != nil && (errors.Is(err, exec.ErrNotFound) || parent.Err() != nil) {
			return Outcome{}, r.nixError(parent, err, logRecord{}, "")
		}
		if err != nil {
			return Outcome{Host: one, Failure: r.failure(err, w), Took: time.Since(started)}, nil
		}
		if w.complete {
			outcome := r.outcome(one, w, failed)
			outcome.Hidden, outcome.Took = hidden, time.Since(started)
			return outcome, nil
		}
		a, parseErr := probe.ParseAnnouncement(w.announced)
		if parseErr != nil || slices.Contains(skip, w.announced) {
			return Outcome{Host: one, Failure: r.failure(nil, w), Took: time.Since(started)}, nil
		}
		skip = append(skip, w.announced)
		if a.Stage == "tree" {
			hidden = append(hidden, a.Path.String())
			continue
		}
		broken := Record{Path: a.Path.String(), Value: Special{Kind: "error", Text: r.failure(nil, w).Message}}
		if a.Stage == "record" {
			broken.Type, broken.Priority = "?", "set"
			failed.records = append(failed.records, broken)
		} else {
			failed.effects = append(failed.effects, broken)
		}
	}
	return Outcome{Host: one, Failure: &Failure{Message: fmt.Sprintf("more than %d options end the evaluation", maxWalks)}, Took: time.Since(started)}, nil
}

// walked is one run of the walker.
type walked struct {
	announced        string // what it was at when it ended
	roots            []string
	records, effects []Record
	complete         bool
	last             logRecord
	plain            string
}

func (r *Runner) walk(ctx context.Context, one Host, skip []string) (walked, error) {
	kind, _ := host.KindNamed(one.Kind)
	nonce := "mxmcheck-" + rand.Text()
	var w walked
	var garbled error
	out, err := stream(ctx, r.dir, r.env(), func(text string) {
		garbled = errors.Join(garbled, w.read(nonce, text))
	}, r.options.Nix, append(append(r.evalFlags(kind.Output, r.args(one.Name, nonce, skip).Expression()), "--show-trace"), r.sealed()...)...)
	if garbled != nil {
		return w, fmt.Errorf("the walker's answer cannot be read: %w", garbled)
	}
	var exit *exec.ExitError
	if errors.As(err, &exit) && w.announced != "" && exit.Exited() && w.last.Level == 0 && w.last.isError() {
		return w, nil
	}
	if err != nil {
		return w, err
	}
	count, err := strconv.Atoi(string(bytes.TrimSpace(out)))
	if err != nil || count != len(w.records)+len(w.effects) {
		return w, fmt.Errorf("nix ended well, but gave %d records and says %q", len(w.records)+len(w.effects), bytes.TrimSpace(out))
	}
	w.complete = true
	return w, nil
}

func (w *walked) read(nonce, text string) error {
	record, ok := parseLog(text)
	if !ok {
		if len(text) > 0 && text[0] != '@' {
			w.plain = text
		}
		return nil
	}
	if traced, ok := record.traced(); ok {
		line, ours, err := probe.Parse(nonce, traced)
		if !ours || err != nil {
			return err
		}
		w.take(line)
		return nil
	}
	if record.isError() {
		w.last = record
	}
	return nil
}

func (w *walked) take(line probe.Line) {
	switch {
	case line.HasRoots:
		w.roots = line.Roots
	case line.Record == nil:
		w.announced = line.Announced
	case line.Effect:
		w.effects = append(w.effects, *line.Record)
	default:
		w.records = append(w.records, *line.Record)
	}
}

func (r *Runner) outcome(one Host, w, failed walked) Outcome {
	return Outcome{
		Host:    one,
		StandIn: r.options.StandIns,
		Roots:   w.roots,
		Records: r.settled(append(w.records, failed.records...)),
		Effects: slices.DeleteFunc(r.settled(append(w.effects, failed.effects...)), foreign),
	}
}

// foreign reports whether an effect is known to be defined by files of inputs alone.
func foreign(effect Record) bool {
	return len(effect.Files) > 0 && !slices.ContainsFunc(effect.Files, own)
}

// settled spells the paths in records, and sorts them.
func (r *Runner) settled(records []Record) []Record {
	for i := range records {
		records[i] = r.sources.record(records[i])
	}
	sortRecords(records)
	return records
}

func compareRecords(a, b Record) int {
	if c := probe.ComparePaths(a.Path, b.Path); c != 0 {
		return c
	}
	if c := slices.Compare(a.Files, b.Files); c != 0 {
		return c
	}
	return bytes.Compare([]byte(renderValue(a.Value)), []byte(renderValue(b.Value)))
}
