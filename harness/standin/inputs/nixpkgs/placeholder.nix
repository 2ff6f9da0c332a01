# One package: a placeholder that is told by what it is made from.
{ lib, system }:
let
  inherit (import ./mode.nix) exact strict;
  notKnown = (import ./mode.nix).unknown;
  inherit (import ./shown.nix { inherit lib; }) hasUnseen shown;

  hashed = made: "${if hasUnseen made then "unseen-" else ""}${builtins.hashString "md5" made}";
  at = made: pname: if made == "" then "/placeholder/${pname}" else "/placeholder/${hashed made}-${pname}";
  # No version is known here; where it might decide something that is compared, asking for it fails.
  unknown = what: pname: default: if strict then notKnown "the ${what} of the package ${pname} is not known to the stand-ins" else default;

  placeholder = attrs:
    let
      pname = attrs.pname or (builtins.parseDrvName (attrs.name or "package")).name;
      made = if exact then attrs.made or "" else "";
      become = more: self // { mxmcheck = about more; outPath = at more pname; };
      changed = how: change: if exact then become "${made} but ${how} ${shown change}" else self;
      about = made: { inherit made; output = name: if exact then become "${made} output ${name}" else self; };
      self = {
        type = "derivation";
        inherit pname system;
        name = attrs.name or (unknown "name" pname "${pname}-0");
        version = attrs.version or (unknown "version" pname "0");
        outPath = at made pname;
        mxmcheck = about made;
        # A derivation that does nothing, for who asks for one: nix flake check does.
        inherit (derivation { name = attrs.name or "${pname}-0"; inherit system; builder = "/bin/sh"; }) drvPath;
        outputName = "out";
        outputs = [ "out" ];
        meta = { mainProgram = pname; } // attrs.meta or { };
        passthru = attrs.passthru or { };
        shellPath = unknown "shellPath" pname "/bin/${pname}"; # which packages are shells is not known
        override = changed "override";
        overrideAttrs = changed "overrideAttrs";
        overrideDerivation = changed "overrideDerivation";
        withPlugins = changed "withPlugins";
        withPackages = changed "withPackages";
      } // attrs.passthru or { };
    in
    self;
in
placeholder
