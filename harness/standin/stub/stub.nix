# A value of an input that is not here. It has every attribute that the repository selects anywhere,
# and may be called; it is known by what leads to it: the input, the attributes, the arguments. What
# it is, nobody knows: whoever needs it as text, number, boolean or list gets an error.
#
# Packages are the exception: one is a path of the store, which is as good as its placeholder.
role:
let
  lib = import ./nixpkgs/lib;
  inherit (import ./nixpkgs/mode.nix) id unknown;
  inherit (import ./nixpkgs/shown.nix { inherit lib; }) shown;
  data = name: builtins.fromJSON (builtins.readFile (./. + "/${name}.json"));
  input = data "input";
  placeholder = import ./nixpkgs/placeholder.nix { inherit lib; system = builtins.currentSystem or "unknown"; };

  # Without those that say what kind of value it is, or that packages are known by.
  names = removeAttrs (lib.genAttrs (data "names") (_: null)) [ "outPath" "drvPath" "type" "mxmcheck" "mxmcheckStub" ];
  # Whoever asks which names there are gets this one too, and cannot go on without its value.
  unknownNames = "mxmcheck: not every name of a stubbed input is known";

  # What the values below one are, by what it is and how they are called.
  below = role: name:
    {
      input = { packages = "systems"; legacyPackages = "systems"; defaultPackage = "set"; }.${name} or "value";
      systems = "set";
      set = "package";
      package = if builtins.elem name [ "out" "bin" "dev" "lib" "man" "doc" "data" ] then "package" else "value";
    }.${role} or "value";

  # name: the attributes alone, without the arguments
  stub = role: name: path:
    let
      text = lib.concatStringsSep "." path;
      made = "stub ${if id == "" then input else id} ${text}";
      missing = what: unknown "${what} of ${text} is not known: the input ${input} is stubbed by --stand-ins";
      parts = lib.mapAttrs (one: _: stub (below role one) "${name}.${one}" (path ++ [ one ])) names // { ${unknownNames} = missing "the list of the attributes"; };
      common = {
        type = "derivation";
        mxmcheckStub = { inherit name text input; };
        mxmcheck = { inherit made; output = _: common; };
        __functor = _: argument: stub "value" name (lib.init path ++ [ "${lib.last path} (${shown argument})" ]);
        __functionArgs = { };
      };
      value = {
        outPath = missing "the text";
        drvPath = missing "the derivation";
        options = missing "the options";
      };
      again = how: change: stub "package" name (lib.init path ++ [ "${lib.last path} ${how} (${shown change})" ]);
      package = {
        inherit (placeholder { inherit made; pname = if lib.last path == "default" then input else lib.last path; }) pname outPath drvPath outputs outputName;
        meta = parts // { mainProgram = package.pname; available = true; };
        override = again "override";
        overrideAttrs = again "overrideAttrs";
      };
    in
    parts // (if role == "input" then { } else if role == "package" then package else value) // common;
in
stub role input [ input ]
