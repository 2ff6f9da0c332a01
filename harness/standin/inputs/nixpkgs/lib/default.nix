# The functions of lib that infrastructure repositories use, in the parts that lib has.
let
  # What lib passes on from Nix.
  ofNix = [
    "add" "addErrorContext" "all" "any" "appendContext" "attrNames" "attrValues" "baseNameOf" "bitAnd" "bitOr" "bitXor" "catAttrs" "ceil" "compareVersions" "concatLists" "concatMap" "concatStringsSep" "deepSeq" "dirOf" "div" "elem" "elemAt"
    "filter" "filterSource" "floor" "foldl'" "fromJSON" "fromTOML" "functionArgs" "genList" "genericClosure" "getAttr" "getContext" "groupBy" "hasAttr" "hasContext" "hashFile" "hashString" "head" "intersectAttrs" "isAttrs" "isBool" "isFloat"
    "isFunction" "isInt" "isList" "isPath" "isString" "length" "lessThan" "listToAttrs" "map" "mapAttrs" "match" "mul" "parseDrvName" "partition" "path" "pathExists" "placeholder" "readDir" "readFile" "readFileType" "removeAttrs" "replaceStrings"
    "seq" "sort" "split" "splitVersion" "stringLength" "sub" "substring" "tail" "toFile" "toJSON" "toString" "toXML" "trace" "tryEval" "typeOf" "unsafeDiscardOutputDependency" "unsafeDiscardStringContext" "unsafeGetAttrPos" "warn" "zipAttrsWith"
  ];
  # What only its part has, so that a name which the real lib does not have is missing here too.
  ofParts = [
    "alone" "asSubmodule" "availableOn" "charToInt" "codeName" "coherent" "collectModules" "commonPrefix" "commonPrefixLength" "commonSuffixLength" "defaultOrderPriority" "defaultOverridePriority" "effectsOf" "escapeC" "escapeNixString"
    "filterOverrides'" "findFirstIndex" "floatToString" "importApply" "isConvertibleWithToString" "levenshtein" "levenshteinAtMost" "literalCode" "longestValidPathPrefix" "mapDefinitionValue" "mergeAttrDefinitionsWithPrio" "mergeFree"
    "mkAliasAndWrapDefsWithPriority" "normalizePath" "oldestSupportedRelease" "optionTree" "platformMatch" "release" "renderOptionValue" "revisionWithDefault" "sanitizeDerivationName" "showDefs" "storeDir" "suggestions" "unionOfDisjoint" "versionSuffix"
  ];

  trivial = import ./trivial.nix { inherit lib; };
  lib = trivial.makeExtensible (self:
    let
      part = file: import file { lib = self; };
      names = set: wanted: builtins.intersectAttrs (builtins.listToAttrs (map (name: { inherit name; value = null; }) wanted)) set;
      packages = part ./packages.nix;
      files = part ./files.nix;
      parts = {
        trivial = part ./trivial.nix;
        lists = part ./lists.nix;
        attrsets = part ./attrsets.nix;
        strings = part ./strings.nix;
        generators = part ./generators.nix;
        cli = part ./cli.nix;
        gvariant = part ./gvariant.nix;
        kernel = part ./kernel.nix;
        options = part ./options.nix;
        modules = part ./modules;
        types = part ./types;
        systems = import ./systems.nix;
        versions = part ./versions.nix;
        inherit (packages) licenses maintainers platforms teams;
        inherit (files) fileset filesystem path sources;
        customisation = names packages [ "callPackageWith" "callPackagesWith" "extendDerivation" "hydraJob" "makeOverridable" "makeScope" ];
        derivations = names packages [ "lazyDerivation" "optionalDrvAttr" "toDerivation" ];
        meta = names packages [ "addMetaAttrs" "appendToName" "availableOn" "getExe" "getExe'" "hiPrio" "hiPrioSet" "lowPrio" "lowPrioSet" "platformMatch" "setName" "setPrio" ];
        asserts = names parts.trivial [ "assertMsg" "assertOneOf" ];
        debug = names parts.trivial [ "traceIf" "traceSeq" "traceSeqN" "traceVal" "traceValFn" "traceValSeq" "traceValSeqFn" ];
        fixedPoints = names parts.trivial [ "composeExtensions" "composeManyExtensions" "converge" "extends" "fix" "fix'" "makeExtensible" "makeExtensibleWithCustomName" "toExtension" ];
        stringsWithDeps = names parts.trivial [ "fullDepEntry" "noDepEntry" "packEntry" "stringAfter" "textClosureList" "textClosureMap" ];
      };
    in
    # A name that several parts have is that of the last one here.
    removeAttrs (
      names builtins ofNix // parts.trivial // parts.strings // parts.attrsets // parts.lists
      // packages // files // parts.modules // parts.options
      // names parts.types [ "mkOptionType" "isType" "setType" "isOptionType" "defaultFunctor" "defaultTypeMerge" ]
    ) ofParts
    // parts
    // {
      inherit (parts.strings) hasPrefix removePrefix;
      inherit (parts.trivial) importJSON importTOML;
      inherit (parts.generators) mkLuaInline;
      nixosSystem = given: (import ../nixos.nix { lib = self; }).system given;
    });
in
lib
