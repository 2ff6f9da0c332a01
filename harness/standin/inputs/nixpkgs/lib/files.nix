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

  # A file set is known by the folder that it is made a source of.
  fileset =
    let set = parts: { _type = "fileset"; inherit parts; }; in
    {
      unions = set;
      union = a: b: set [ a b ];
      intersection = a: _: a;
      difference = a: _: a;
      fileFilter = _: path: set [ path ];
      maybeMissing = path: set [ path ];
      fromSource = source: set [ source ];
      gitTracked = path: set [ path ];
      gitTrackedWith = _: path: set [ path ];
      trace = _: value: value;
      traceVal = value: value;
      isFileset = value: isPath value || value._type or null == "fileset";
      toSource = { root, fileset }: root;
    };

  sources = rec {
    cleanSource = source: source;
    cleanSourceWith = { src, ... }: src;
    cleanSourceFilter = name: type: !(type == "directory" && lib.elem (baseNameOf name) [ ".git" ".svn" "CVS" ".hg" ]);
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
