# For what the stand-ins are made.
let of = name: builtins.fromJSON (builtins.readFile (./. + "/${name}.json")); in
{
  id = of "id"; # which input of the flake this is
  exact = of "exact"; # two evaluations are compared: packages are told apart by what they are made from
  strict = of "strict"; # and nothing may be taken for known that is not: a version, a release
}
