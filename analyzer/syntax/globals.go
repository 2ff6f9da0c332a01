package syntax

import "strings"

// isGlobal reports the variables that are bound everywhere: some builtins under their own names, the
// others with "__" before them. Some are bound only where an experimental feature is on.
func isGlobal(name string) bool {
	if rest, ok := strings.CutPrefix(name, "__"); ok {
		return isWord(rest, underscored)
	}
	return isWord(name, plainGlobals)
}

// IsGlobal reports the variables that are bound everywhere.
func IsGlobal(name string) bool { return isGlobal(name) }

// isExperimental reports the globals that want an experimental feature: fetch-tree, fetch-closure or
// dynamic-derivations.
func isExperimental(name string) bool {
	return name == "fetchTree" || name == "__fetchClosure" || name == "__outputOf"
}

func isWord(word, words string) bool { return strings.Contains(words, " "+word+" ") }

// From Nix 2.34.8, with every experimental feature: what "nix-instantiate --parse" finds bound.
const (
	plainGlobals = " " +
		"abort baseNameOf break builtins derivation derivationStrict dirOf false fetchGit fetchMercurial " +
		"fetchTarball fetchTree fromTOML import isNull map null placeholder removeAttrs scopedImport " +
		"throw toString true "

	underscored = " curPos " +
		"add addDrvOutputDependencies addErrorContext all any appendContext attrNames attrValues bitAnd " +
		"bitOr bitXor catAttrs ceil compareVersions concatLists concatMap concatStringsSep convertHash " +
		"currentSystem currentTime deepSeq div elem elemAt fetchClosure fetchurl filter filterSource " +
		"findFile flakeRefToString floor foldl' fromJSON functionArgs genList genericClosure getAttr " +
		"getContext getEnv getFlake groupBy hasAttr hasContext hashFile hashString head intersectAttrs " +
		"isAttrs isBool isFloat isFunction isInt isList isPath isString langVersion length lessThan " +
		"listToAttrs mapAttrs match mul nixPath nixVersion outputOf parseDrvName parseFlakeRef partition " +
		"path pathExists readDir readFile readFileType replaceStrings seq sort split splitVersion " +
		"storeDir storePath stringLength sub substring tail toFile toJSON toPath toXML trace " +
		"traceVerbose tryEval typeOf unsafeDiscardOutputDependency unsafeDiscardStringContext " +
		"unsafeGetAttrPos warn zipAttrsWith "
)

// firstSymbols are the symbols that Nix 2.34.8 has before it reads a file, in their order: which
// of two unbound variables it reports shows it. An empty name is one of them.
func firstSymbols() []string {
	return append(strings.Fields(firstSymbolWords), "")
}

const firstSymbolWords = "" +
	"outPath drvPath type meta name value system __overrides outputs outputName __ignoreNulls file " +
	"line column __functor __toString right wrong __structuredAttrs __json allowedReferences " +
	"allowedRequisites disallowedReferences disallowedRequisites maxSize maxClosureSize builder args " +
	"__contentAddressed __impure outputHash outputHashAlgo outputHashMode recurseForDerivations " +
	"description self startSet operator key path prefix outputSpecified __sub __lessThan __mul __div " +
	"or __findFile __nixPath body builtins true false null __currentTime currentTime __currentSystem " +
	"currentSystem __nixVersion nixVersion __storeDir storeDir __langVersion langVersion " +
	"__traceVerbose traceVerbose nixPath scopedImport import __typeOf typeOf isNull __isFunction " +
	"isFunction __isInt isInt __isFloat isFloat __isString isString __isBool isBool __isPath isPath " +
	"__genericClosure genericClosure break abort throw __addErrorContext addErrorContext __ceil ceil " +
	"__floor floor __tryEval tryEval __getEnv getEnv __seq seq __deepSeq deepSeq __trace trace " +
	"__warn warn derivationStrict placeholder __toPath toPath __storePath storePath __pathExists " +
	"pathExists baseNameOf dirOf __readFile readFile findFile __hashFile hashFile __readFileType " +
	"readFileType __readDir readDir __toXML toXML __toJSON toJSON __fromJSON fromJSON __toFile " +
	"toFile __filterSource filterSource __path __attrNames attrNames __attrValues attrValues " +
	"__getAttr getAttr __unsafeGetAttrPos unsafeGetAttrPos __hasAttr hasAttr __isAttrs isAttrs " +
	"removeAttrs __listToAttrs listToAttrs __intersectAttrs intersectAttrs __catAttrs catAttrs " +
	"__functionArgs functionArgs __mapAttrs mapAttrs __zipAttrsWith zipAttrsWith __isList isList " +
	"__elemAt elemAt __head head __tail tail map __filter filter __elem elem __concatLists " +
	"concatLists __length length __foldl' foldl' __any any __all all __genList genList __sort sort " +
	"__partition partition __groupBy groupBy __concatMap concatMap __add add sub mul div __bitAnd " +
	"bitAnd __bitOr bitOr __bitXor bitXor lessThan toString __substring substring __stringLength " +
	"stringLength __hashString hashString __convertHash convertHash __match match __split split " +
	"__concatStringsSep concatStringsSep __replaceStrings replaceStrings __parseDrvName parseDrvName " +
	"__compareVersions compareVersions __splitVersion splitVersion __unsafeDiscardStringContext " +
	"unsafeDiscardStringContext __hasContext hasContext __unsafeDiscardOutputDependency " +
	"unsafeDiscardOutputDependency __addDrvOutputDependencies addDrvOutputDependencies __getContext " +
	"getContext __appendContext appendContext fetchMercurial __fetchurl fetchurl fetchTarball " +
	"fetchGit fromTOML __getFlake getFlake __parseFlakeRef parseFlakeRef __flakeRefToString " +
	"flakeRefToString derivation strict drvAttrs commonAttrs outputsList x outputToAttrListElement "
