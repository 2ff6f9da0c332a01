# Files and their names, as snowfall-lib finds them.
{ lib, src, root }:
let
  entries = path: if builtins.pathExists path then builtins.readDir path else { };
  below = kind: path: map (name: path + "/${name}") (builtins.attrNames (lib.filterAttrs (_: k: k == kind) (entries path)));
  all = path: lib.concatLists (lib.mapAttrsToList
    (name: kind: if kind == "directory" then all (path + "/${name}") else if kind == "regular" then [ (path + "/${name}") ] else [ ])
    (entries path));
  nix = lib.hasSuffix ".nix";
  base = file: baseNameOf (toString file);
  isDefault = file: base file == "default.nix";
  partsOf = file: builtins.match "(.*)\\.(.*)" (toString file);
  chosen = which: list: builtins.filter which list;
in
{
  fs = rec {
    is-file-kind = kind: kind == "regular";
    is-symlink-kind = kind: kind == "symlink";
    is-directory-kind = kind: kind == "directory";
    is-unknown-kind = kind: kind == "unknown";
    get-file = path: src + "/${path}";
    get-snowfall-file = path: root + "/${path}";
    safe-read-directory = entries;
    get-directories = below "directory";
    get-files = below "regular";
    get-files-recursive = all;
    get-nix-files = path: chosen (file: nix (base file)) (get-files path);
    get-nix-files-recursive = path: chosen (file: nix (base file)) (all path);
    get-default-nix-files = path: chosen isDefault (get-files path);
    get-default-nix-files-recursive = path: chosen isDefault (all path);
    get-non-default-nix-files = path: chosen (file: !isDefault file) (get-nix-files path);
    get-non-default-nix-files-recursive = path: chosen (file: !isDefault file) (get-nix-files-recursive path);
  };
  path = rec {
    split-file-extension = partsOf;
    has-any-file-extension = file: partsOf file != null;
    get-file-extension = file: if has-any-file-extension file then lib.last (partsOf file) else "";
    has-file-extension = extension: file: has-any-file-extension file && get-file-extension file == extension;
    get-parent-directory = file: base (dirOf file);
    get-file-name-without-extension = file: let name = base file; in if has-any-file-extension name then builtins.head (partsOf name) else name;
  };
}
