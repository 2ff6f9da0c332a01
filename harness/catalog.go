package harness

import (
	"bytes"
	"cmp"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os/exec"

	"github.com/dustin/go-humanize"
	"golang.org/x/sync/errgroup"

	"mxmcheck/analyzer/catalog"
	"mxmcheck/harness/probe"
)

// Declared is what one host declares.
type Declared struct {
	Host    Host
	Trees   []*catalog.Tree // of the host, and of the homes that its users have
	Homes   bool            // the modules that the users import are among those of the homes
	Names   map[string][]string
	Failure *Failure // why there are none
}

// maxBroken bounds how many places of a host may end its evaluation: each takes one more.
const maxBroken = 20

// Declared has nix evaluate what the hosts declare, Jobs at once and each in a process of its own. No option
// is forced. A host that fails is a Declared; an error means that we could not look at all.
func (r *Runner) Declared(ctx context.Context, hosts []Host) ([]Declared, error) {
	found := make([]Declared, len(hosts))
	memory := newAdmission(r.options)
	defer memory.keep()
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(max(1, r.options.Jobs))
	for i, one := range hosts {
		group.Go(func() (err error) {
			leave, err := memory.enter(ctx, one.ID, false)
			if err != nil {
				return err
			}
			defer leave()
			found[i], err = r.declared(ctx, one)
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return nil, err
	}
	return found, nil
}

// declared evaluates one host. A place that ends the evaluation is found by a second run with every
// place announced, and is left out then.
func (r *Runner) declared(parent context.Context, one Host) (Declared, error) {
	ctx, cancel := r.withTimeout(parent)
	defer cancel()
	args := probe.CatalogArgs{Host: one.attr()}
	for {
		out, last, err := r.tell(ctx, one, args)
		switch {
		case parent.Err() != nil:
			return Declared{}, context.Cause(parent)
		case errors.Is(err, exec.ErrNotFound) || errors.Is(err, fs.ErrNotExist):
			return Declared{}, r.nixError(parent, err, logRecord{}, "")
		case err == nil:
			return r.readDeclared(one, out)
		case last.outOfMemory(err):
			err = fmt.Errorf("%w (%s)", errMemory, humanize.IBytes(r.options.Heap))
			return Declared{Host: one, Failure: r.failure(err, process{})}, nil
		case !ended(err) || args.Tell && (last.place == nil || len(args.Broken) == maxBroken):
			return Declared{Host: one, Failure: r.failure(err, last.process)}, nil
		case args.Tell:
			args.Broken = append(args.Broken, last.place)
		}
		args.Tell = true
	}
}

// lastWords are what a process said last.
type lastWords struct {
	process
	place []string // that was announced; nil if none was
}

func (r *Runner) tell(ctx context.Context, one Host, args probe.CatalogArgs) (out []byte, last lastWords, err error) {
	args.Nonce = "mxmcheck-" + rand.Text()
	flags := append(r.evalFlags(args.Expression()+" "+one.set()), r.sealed()...)
	out, _, err = stream(ctx, r.scratch.dir, r.env(), func(line []byte) { last.read(args.Nonce, string(line)) }, r.options.Nix, flags...)
	return out, last, err
}

func (w *lastWords) read(nonce, line string) {
	record, ok := parseLog(line)
	if !ok {
		if line != "" && line[0] != '@' {
			w.plain = line
		}
		return
	}
	if text, ok := record.traced(); ok {
		if path, ours := probe.AnnouncedPlace(nonce, text); ours {
			w.place = path
		}
	} else if record.isError() {
		w.last = record
	}
}

func (r *Runner) readDeclared(one Host, out []byte) (Declared, error) {
	var answer probe.Declared
	if err := json.Unmarshal(bytes.TrimSpace(out), &answer); err != nil {
		return Declared{}, fmt.Errorf("what nix says of the options of %s cannot be read: %w", one.ID, err)
	}
	found := Declared{Host: one, Homes: answer.HomeSeen, Names: answer.Names}
	for _, part := range []struct {
		class   string
		options json.RawMessage
		free    *bool
	}{{one.Kind, answer.Options, answer.Free}, {"home", answer.Home, answer.HomeFree}} {
		root, err := catalog.FromNix(part.options)
		if err != nil {
			return Declared{}, fmt.Errorf("what nix says of the options of %s cannot be read: %w", one.ID, err)
		}
		if root.Size() > 0 {
			found.Trees = append(found.Trees, &catalog.Tree{Host: one.ID.String(), Class: part.class, Free: part.free == nil || *part.free, Root: root})
		}
	}
	if len(found.Trees) == 0 {
		found.Failure = &Failure{Message: cmp.Or(whyNone(answer), "it declares no options")}
	}
	return found, nil
}

func whyNone(answer probe.Declared) string {
	if string(answer.Options) == "null" {
		return "its options do not evaluate"
	}
	return ""
}
