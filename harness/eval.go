package harness

import (
	"bytes"
	"cmp"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os/exec"
	"regexp"
	"slices"
	"strconv"
	"time"

	"github.com/dustin/go-humanize"
	"golang.org/x/sync/errgroup"

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
	InHomes []string // and those that homes inside the host have, as far as somebody looked
	Records []Record // options below the roots, by path
	Effects []Record // definitions of the repository elsewhere, by path and file
	Hidden  []string // options outside the roots of which not even the files are known
	Opaque  []Opaque // what the records do not tell whole
	Failure *Failure // why there are no records
	StandIn bool     // the effects come from the stand-ins
	Forced  bool     // every option was forced to find them: the lib does not tell its modules
	Took    time.Duration
	Walks   int      // processes it took: one more for each part that ends the evaluation
	Peak    uint64   // bytes: the most memory that one of them held
	Read    []string // files of the repository that nix evaluated, as far as it said, sorted
	Cached  bool     // nothing it depends on has changed since it was evaluated

	written [sha256.Size]byte // the digest of its snapshot, as Render writes it; zero if it was not written yet
}

// maxWalks bounds how often the walk of a host is resumed behind a part that ended the evaluation.
const maxWalks = 2000

// wholeWay finds effects by forcing every option.
const wholeWay = "whole"

// Eval evaluates hosts, Jobs at once, and as many as fit in memory. A host that fails is an
// Outcome; an error means that we could not look at all.
func (r *Runner) Eval(ctx context.Context, hosts []Host) ([]Outcome, error) {
	return r.EvalEach(ctx, hosts, func(int, *Outcome) error { return nil })
}

// EvalEach is Eval, and hands on each outcome as it is known, with the place of its host, many at once: what is
// done with its records by then, the outcome need not keep. An error ends the run.
func (r *Runner) EvalEach(ctx context.Context, hosts []Host, each func(i int, o *Outcome) error) ([]Outcome, error) {
	outcomes := make([]Outcome, len(hosts))
	memory := newAdmission(r.options)
	defer memory.keep()
	lasting := newLasting(r.options.Times)
	defer lasting.keep()
	r.ends = newEndings(r.options.Endings)
	defer r.ends.keep()
	r.reader, r.sources.spelled = probe.NewReader(), newSpelled()
	r.options.Watch.Hosts(len(hosts))
	defer r.options.Watch.Finished()
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(max(1, r.options.Jobs))
	for i, one := range hosts {
		group.Go(func() error {
			outcome, err := r.evalHost(ctx, memory, one)
			if err != nil {
				return err
			}
			lasting.set(one.ID, outcome.Took)
			r.options.Watch.Ended(outcome)
			err = each(i, &outcome)
			outcomes[i] = outcome
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return nil, err
	}
	return outcomes, nil
}

// evalHost evaluates one host. When memory ends, it gets one more try, with nothing beside it: it
// goes on behind the last part that ended the evaluation, as long as it gets further.
func (r *Runner) evalHost(parent context.Context, memory *admission, one Host) (Outcome, error) {
	w := walk{runner: r, host: one, files: map[string]bool{}, way: r.options.way, late: r.ends.of(one.Kind)}
	var failure *Failure
	var took time.Duration
	for _, alone := range []bool{false, true} {
		leave, err := memory.enter(parent, one.ID, alone)
		if err != nil {
			return Outcome{}, err
		}
		r.options.Watch.Started(one)
		started := time.Now()
		ctx, cancel := r.withTimeout(parent)
		failure = w.whole(ctx)
		cancel()
		took += time.Since(started)
		memory.took(one.ID, w.peak)
		leave()
		if parent.Err() != nil {
			return Outcome{}, context.Cause(parent)
		}
		if w.noNix != nil {
			return Outcome{}, r.nixError(parent, w.noNix, logRecord{}, "")
		}
		if w.unfetched {
			return Outcome{}, r.unfetched
		}
		if len(w.lacked) > 0 {
			return Outcome{}, oldLib(w.host, w.lacked)
		}
		if failure == nil || !w.starved {
			break
		}
	}
	outcome := Outcome{Host: w.host, StandIn: r.options.StandIns, Failure: failure, Forced: w.forced, Walks: w.runs, Took: took, Peak: w.peak}
	outcome.Read = slices.Sorted(maps.Keys(w.files))
	if failure == nil {
		outcome.Roots, outcome.Hidden = w.roots, slices.Compact(slices.Sorted(slices.Values(w.hidden)))
		w.effects = strongest(append(w.effects, unexplained(w.unjoined, w.effects)...))
		opaque := r.opaqueOf(w.records, w.effects)
		r.noteExactly(w.records, w.effects)
		if one.IsOutput() {
			outcome.Roots = one.Paths
		}
		outcome.Records = r.settled(w.records)
		outcome.Effects = slices.DeleteFunc(r.settled(w.effects), foreign)
		outcome.Opaque = keptOpaque(opaque, outcome)
		r.known.add(r.secrets.hide(outcome.Records, outcome.Effects))
		notePlaces(outcome.Effects) // among those of the repository, as a snapshot has them
	} else {
		failure.Message = without(failure.Message, r.secrets.hide(w.records, w.effects))
	}
	return outcome, nil
}

// walk is the walk of one host, in as many processes as it takes.
type walk struct {
	runner     *Runner
	host       Host
	files      map[string]bool // see Outcome.Read
	low        bool            // a file that may define options at the priority of their defaults is read
	forced     bool            // every option is: this lib does not tell which modules there are
	passedOver bool            // the walk so far passed over options that are looked into where low is set
	texts      int             // of values that throw
	way        string          // how to find effects: "whole" once finding the modules ended the evaluation
	after      probe.Place     // where the last process ended
	late       []probe.Place   // where walks of other hosts ended: see endings
	runs       int
	roots      []string
	found
	lacked     []string // what the host's lib does not tell of options
	noNix      error    // nix is not there
	unfetched  bool     // an input is missed that could not be fetched
	starved    bool     // the last process ended for want of memory
	peak       uint64
	kept       found  // what stays if the next process has to send anew what the last one sent
	announcing []byte // the last announcement of a process
	message    []byte // of the log, while it is read
	process
}

// found is what the processes of a walk sent, and where they ended.
type found struct {
	records, effects []Record
	hidden           []string
	unjoined         []Record // errors of options whose definitions were recorded one by one
}

// process is what one process said.
type process struct {
	announced *probe.Announcement // what it was at when it ended; nil if it announced nothing
	answered  bool                // and has answered
	received  int                 // records
	last      logRecord
	plain     string
	garbled   error
}

// whole walks the host to its end. A part that ends the evaluation becomes an error record, or is
// noted as hidden where it is none of the repository's, and the walk goes on behind it: each
// process gets at least one part further, or else the host fails.
func (w *walk) whole(ctx context.Context) *Failure {
	for w.runs < maxWalks {
		w.found = w.kept // what a process sent that failed is sent again
		before := w.low
		complete, err := w.run(ctx)
		w.passedOver = w.passedOver || w.forced && !before
		if err == nil && w.passedOver && w.low && w.forced { // options were passed over that are to be looked into
			w.after, w.roots, w.kept, w.passedOver = nil, nil, found{}, false
			continue
		}
		if complete {
			return nil
		}
		if w.unfetched = w.runner.unfetched != nil && fetching.MatchString(w.last.Msg); w.unfetched || err != nil || !w.further() {
			return w.failure(ctx, err)
		}
		if w.announced.Stage == "modules" && w.way != wholeWay {
			w.way = wholeWay
			continue
		}
		w.noteEnd()
		w.after, w.kept = w.announced.At, w.found
		switch {
		case w.apart():
			w.after = append(slices.Clone(w.after), json.Number("0")) // their own places lie behind it
		case w.announced.Last:
			return nil
		}
	}
	return &Failure{Message: fmt.Sprintf("more than %d options end the evaluation", maxWalks)}
}

// fetching is what nix says of an input that it cannot get.
var fetching = regexp.MustCompile(`(?i)unable to download|while fetching|cannot fetch|failed to fetch`)

// further reports whether the last process came to a part behind the one where its predecessor
// ended. What leads there is announced again, and is no progress.
func (w *walk) further() bool {
	return w.announced != nil && (w.after == nil || !w.announced.At.Holds(w.after))
}

// noteEnd keeps what is known of the part that ended the evaluation.
func (w *walk) noteEnd() {
	if w.answered {
		return
	}
	path := w.announced.Path.String()
	switch w.announced.Stage {
	case "throw":
		w.thrown(path)
		return
	case "valued": // its record tells why
		return
	}
	if w.announced.Stage != "apart" { // comes after what joins it, wherever that comes
		w.runner.ends.add(w.host.Kind, *w.announced)
	}
	broken := Record{Path: path, Files: w.announced.Files, Value: Special{Kind: "error", Text: w.runner.failure(nil, w.process).Message}}
	switch w.announced.Stage {
	case "system": // not known, then
	case "tree":
		w.hidden = append(w.hidden, path)
	case "joined":
		w.unjoined = append(w.unjoined, broken)
	case "record":
		broken.Type, broken.Priority = "?", "set"
		w.records = append(w.records, broken)
	default:
		w.effects = append(w.effects, broken)
	}
}

// failure says why the host has no records. Where nix gives no position in the repository, it is
// run again for the way there; doing so always would be slow, as nix reads files anew for each
// step it shows.
func (w *walk) failure(ctx context.Context, err error) *Failure {
	f := w.runner.failure(err, w.process)
	if f.File != "" || !ended(err) || ctx.Err() != nil {
		return f
	}
	before := w.process
	if complete, _ := w.run(ctx, "--show-trace"); complete || w.last.Msg == "" {
		w.process = before
		return f
	}
	if again := w.runner.failure(err, w.process); again.File != "" {
		return again
	}
	return f
}

// ended reports whether nix ended by itself, with an error of the evaluation or without any.
func ended(err error) bool {
	var exit *exec.ExitError
	return err == nil || errors.As(err, &exit) && exit.Exited()
}

// run starts one process and takes what it sends. It is not complete, without an error, if the
// evaluation ended at the part announced last.
func (w *walk) run(ctx context.Context, flags ...string) (complete bool, err error) {
	w.runs++
	w.process, w.starved, w.announcing = process{}, false, w.announcing[:0]
	r := w.runner
	nonce := "mxmcheck-" + rand.Text()
	flags = append(flags, "-v") // names the files that it evaluates
	flags = append(append(r.evalFlags(w.expression(nonce)), flags...), r.sealed()...)
	out, peak, err := stream(ctx, r.scratch.dir, r.env(), func(line []byte) { w.read(nonce, line) }, r.options.Nix, flags...)
	w.peak = max(w.peak, peak)
	w.readAnnounced()
	switch {
	case ctx.Err() == nil && w.outOfMemory(err):
		w.starved = true
		return false, fmt.Errorf("%w (%s)", errMemory, humanize.IBytes(r.options.Heap))
	case ctx.Err() == nil && killed(err):
		w.starved = true
		return false, errKilled
	case errors.Is(err, exec.ErrNotFound) || errors.Is(err, fs.ErrNotExist):
		w.noNix = err
		return false, err
	case w.garbled != nil:
		return false, fmt.Errorf("the walker's answer cannot be read: %w", w.garbled)
	case err != nil && ended(err) && w.announced != nil && w.last.isError():
		return false, nil
	case ctx.Err() == nil && w.announced != nil && w.crashed(err) != "":
		w.plain = w.crashed(err)
		return false, nil
	case err != nil:
		return false, err
	}
	count, err := strconv.Atoi(string(bytes.TrimSpace(out)))
	if err != nil || count != w.received {
		return false, fmt.Errorf("nix ended well, but gave %d records and says %q", w.received, bytes.TrimSpace(out))
	}
	return true, nil
}

// foreign reports whether an effect is known to be defined by files of inputs alone.
func foreign(effect Record) bool {
	return len(effect.Files) > 0 && !slices.ContainsFunc(effect.Files, own)
}

// settled spells the paths in records, and sorts them.
func (r *Runner) settled(records []Record) []Record {
	for i := range records {
		records[i] = r.sources.record(records[i])
		if r.options.StandIns {
			records[i].Value = withoutStubNames(records[i].Value)
		}
	}
	sortRecords(records)
	return records
}

func compareRecords(a, b Record) int {
	if c := probe.ComparePaths(a.Path, b.Path); c != 0 {
		return c
	}
	if c := cmp.Compare(a.Exact.Place, b.Exact.Place); c != 0 || a.Exact.Place > 0 {
		return c
	}
	if c := slices.Compare(a.Files, b.Files); c != 0 {
		return c
	}
	return bytes.Compare([]byte(renderValue(a.Value)), []byte(renderValue(b.Value)))
}
