# Files and folders, as far as they can be told without copying them.
{ lib }:
let
  inherit (builtins) attrNames concatMap isPath pathExists readDir;
  typeOf = path: (readDir (dirOf path)).${baseNameOf path} or null;
in
rec {
  filesystem = rec {
    pathType = path: if toString path == "/" then "directory" else typeOf path;
    pathIsDirectory = path: pathExists path && pathType path == "directory";
    pathIsRegularFile = path: pathExists path && pathType path == "regular";
    listFilesRecursive = folder:
      let entries = readDir folder; in
      concatMap (name: let path = folder + "/${name}"; in if entries.${name} == "directory" then listFilesRecursive path else [ path ]) (attrNames entries);
    # The next folder upwards that holds such a file.
    locateDominatingFile = pattern: folder:
      let
        matches = lib.filter (m: m != null) (map (builtins.match pattern) (attrNames (readDir folder)));
      in
      if matches != [ ] then { path = folder; inherit matches; }
      else if folder == dirOf folder then null
      else locateDominatingFile pattern (dirOf folder);
    resolveDefaultNix = path: if pathIsDirectory path then path + "/default.nix" else path;
    packagesFromDirectoryRecursive = { callPackage, directory, ... }@given:
      let
        entries = readDir directory;
        names = lib.filter (name: entries.${name} == "directory" || lib.hasSuffix ".nix" name) (attrNames entries);
        one = name:
          let path = directory + "/${name}"; in
          if entries.${name} == "directory" then lib.nameValuePair name (packagesFromDirectoryRecursive (given // { directory = path; }))
          else lib.nameValuePair (lib.removeSuffix ".nix" name) (callPackage path { });
      in
      if pathExists (directory + "/package.nix") then callPackage (directory + "/package.nix") { } else lib.listToAttrs (map one names);
  };
  inherit (filesystem) packagesFromDirectoryRecursive pathIsDirectory pathIsRegularFile pathType;

  # A file set is the list of its files; what is made a source of stays the folder that it is in,
  # because a smaller one would have to be copied.
  fileset =
    let
      set = files: { _type = "fileset"; inherit files; };
      filesOf = value:
        if isFileset value then value.files
        else if !pathExists value then throw "lib.fileset: ${toString value} does not exist"
        else if filesystem.pathIsDirectory value then filesystem.listFilesRecursive value
        else [ value ];
      isFileset = value: value._type or null == "fileset";
      unions = sets: set (lib.unique (concatMap filesOf sets));
      file = path: let name = baseNameOf path; in { inherit name; type = filesystem.pathType path; hasExt = ext: lib.hasSuffix ".${ext}" name; };
    in
    {
      inherit unions;
      empty = set [ ];
      union = a: b: unions [ a b ];
      intersection = a: b: set (lib.intersectLists (filesOf b) (filesOf a));
      difference = a: b: set (lib.subtractLists (filesOf b) (filesOf a));
      fileFilter = keep: path: set (lib.filter (p: keep (file p)) (filesOf path));
      maybeMissing = path: set (if pathExists path then filesOf path else [ ]);
      toList = value: lib.sort (a: b: toString a < toString b) (filesOf value);
      # Which files git tracks, a flake need not be asked: it holds no others.
      gitTracked = path: unions [ path ];
      gitTrackedWith = _: path: unions [ path ];
      fromSource = source: unions [ (source.origSrc or source) ];
      trace = _: value: value;
      traceVal = value: value;
      isFileset = value: isPath value || isFileset value;
      toSource = { root, fileset }: root;
    };

  sources = rec {
    cleanSource = source: source;
    cleanSourceWith = { src, ... }: src;
    # Neither version control, nor what editors, compilers and builds leave behind.
    cleanSourceFilter = path: type:
      let name = baseNameOf (toString path); left = pattern: builtins.match pattern name != null; in
      !(type == "directory" && lib.elem name [ ".git" ".svn" "CVS" ".hg" ".jj" ".pijul" "_darcs" ]
        || left ".*~" || left "\\..*\\.sw[a-z]" || left "\\.sw[a-z]" || lib.hasSuffix ".o" name || lib.hasSuffix ".so" name
        || type == "symlink" && lib.hasPrefix "result" name || type == "unknown");
    sourceByRegex = source: _: source;
    sourceFilesBySuffices = source: _: source;
    commitIdFromGitRepo = _: throw "commitIdFromGitRepo: the stand-in has no repository";
  };
  inherit (sources) cleanSource cleanSourceWith cleanSourceFilter sourceByRegex sourceFilesBySuffices;

  path = {
    append = root: rest: root + ("/" + rest);
    hasPrefix = prefix: one: lib.hasPrefix "${toString prefix}/" "${toString one}/";
    removePrefix = prefix: one: "./${lib.removePrefix "${toString prefix}/" (toString one)}";
    hasStorePathPrefix = one: lib.hasPrefix "${builtins.storeDir}/" (toString one);
    splitRoot = one: { root = /.; subpath = ".${toString one}"; };
    subpath = {
      isValid = text: builtins.isString text && text != "" && builtins.substring 0 1 text != "/" && !lib.elem ".." (lib.splitString "/" text);
      join = parts: "./${lib.concatStringsSep "/" (map (lib.removePrefix "./") parts)}";
      normalise = text: "./${lib.concatStringsSep "/" (lib.filter (p: p != "" && p != ".") (lib.splitString "/" text))}";
      components = text: lib.filter (p: p != "" && p != ".") (lib.splitString "/" text);
    };
  };
}
