package depends

import "strings"

// A hold is what a builtin can read of the tree beyond what is written out in its arguments.
type hold int

const (
	wholeTree    hold = iota // anything: also what the table does not have
	readsNothing             // only what it is given
	followed                 // files, by a path that it is given: a path is written out, and counts where it is
)

// builtinHolds has every name that builtins has in Nix 2.8 and in 2.34, and those that settings add;
// a test compares it with the installed nix.
var builtinHolds = func() map[string]hold {
	holds := map[string]hold{}
	for _, name := range strings.Fields(`
		abort add addDrvOutputDependencies addErrorContext all any appendContext attrNames attrValues baseNameOf bitAnd bitOr bitXor break
		catAttrs ceil compareVersions concatLists concatMap concatStringsSep convertHash deepSeq derivation derivationStrict div elem elemAt
		false filter flakeRefToString floor foldl' fromJSON fromTOML functionArgs genList genericClosure getAttr getEnv groupBy hasAttr
		hasContext hashString head intersectAttrs isAttrs isBool isFloat isFunction isInt isList isNull isPath isString langVersion length
		lessThan listToAttrs map mapAttrs match mul nixPath nixVersion null parseDrvName parseFlakeRef partition placeholder removeAttrs
		replaceStrings seq sort split splitVersion storeDir stringLength sub substring tail throw toFile toJSON toPath toString toXML trace
		traceVerbose true tryEval typeOf unsafeDiscardOutputDependency unsafeDiscardStringContext warn zipAttrsWith`) {
		holds[name] = readsNothing
	}
	for _, name := range strings.Fields(`
		fetchTarball fetchurl filterSource findFile hashFile import path pathExists readDir readFile readFileType`) {
		holds[name] = followed
	}
	// dirOf leads upwards; getContext gives the place of a path in the store, which changes with any
	// file; a scopedImport is a file in which names mean something else; the others fetch trees.
	for _, name := range strings.Fields(`
		builtins currentSystem currentTime dirOf exec fetchClosure fetchFinalTree fetchGit fetchMercurial fetchTree getContext getFlake
		importNative outputOf scopedImport storePath unsafeGetAttrPos`) {
		holds[name] = wholeTree
	}
	return holds
}()

// isClimbing reports whether a name leads to paths that are not written out. Nix has each builtin under
// a name of its own, too, with two lines before it.
func isClimbing(name string) bool {
	plain, isPrefixed := strings.CutPrefix(name, "__")
	held, isBuiltin := builtinHolds[plain]
	return climbing[name] || isPrefixed && isBuiltin && held == wholeTree
}

// perSystem are the names by which flake-parts hands a module what the parts define for a system.
var perSystem = map[string]bool{"withSystem": true, "moduleWithSystem": true, "getSystem": true, "allSystems": true, "self'": true, "inputs'": true}
