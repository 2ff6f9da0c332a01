# For what the stand-ins are made.
let
  of = name: builtins.fromJSON (builtins.readFile (./. + "/${name}.json"));
in
rec {
  from = of "from"; # where this comes from, as flake.nix says it
  nixpkgs = of "nixpkgs"; # and the nixpkgs here
  id = of "id"; # the same where two evaluations are compared, else ""
  exact = of "exact"; # two evaluations are compared: packages are told apart by what they are made from
  strict = of "strict"; # and nothing may be taken for known that is not: a version, a release
  tried = of "tried"; # and the repository asks whether a value evaluates: what is not known must not answer that
  unknown = text: if tried then abort text else throw text;
}
