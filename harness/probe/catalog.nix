# What options a host has, and the names of its lib: for the catalog.
#
# In: the set of the flake that holds the host. Out: options, a tree in which a set is a group, a list
# is an option (its flags and its type), and null is a place that cannot be evaluated. No option's value
# is forced: an option is looked at as far as its declaration goes. tryEval does not catch every error:
# a run with `tell` announces each place before it is evaluated, and the next one leaves the place out.
{
  nonce,
  host,
  broken, # paths that ended the evaluation
  tell,
}:
configurations:
let
  inherit (builtins) all attrNames deepSeq elem filter isAttrs isBool isInt isList isString length mapAttrs removeAttrs substring toJSON trace tryEval;

  this = configurations.${host};
  isOption = value: value._type or null == "option";

  place = path: what:
    let tried = tryEval (if tell then trace "${nonce} ${toJSON path}" what else what); in
    if broken != [ ] && elem path broken || !tried.success then null else tried.value;

  walk = path: tree: mapAttrs
    (name: node: let here = path ++ [ name ]; in place here (
      if !(isAttrs node) then null
      else if isOption node then option node
      else walk here node))
    (removeAttrs tree [ "_module" "_freeformOptions" ]);

  option = one:
    let told = [
      ((if one ? default then "d" else "") + (if one.readOnly or false then "r" else "") + (if one.internal or false then "i" else ""))
      (typeOf 0 (one.visible or true == "shallow") (one.type or { }))
    ];
    in deepSeq told told;

  # Types, as nested lists. A submodule is not entered: only the names in it are told, and whether
  # others are free; and not even these where it is shallow, as a whole host in an option is.
  typeOf = depth: shallow: type:
    let
      name = type.name or "?";
      inner = typeOf (depth + 1) shallow;
      element = elementOf type;
    in
    if depth > 4 then "?"
    else if elem name [ "nullOr" "attrsOf" "lazyAttrsOf" "loaOf" "listOf" "uniq" "unique" ] then [ name (if element == null then "?" else inner element) ]
    else if name == "either" then [ name (inner (type.nestedTypes.left or { })) (inner (type.nestedTypes.right or { })) ]
    else if name == "enum" then choice (type.functor.payload.values or type.functor.payload or null)
    else if name == "submodule" && !shallow then submodule (type.getSubOptions [ ])
    else name;
  elementOf = type: type.nestedTypes.elemType or type.functor.wrapped or null;
  choice = values: if isList values && length values <= 100 && all plain values then [ "enum" values ] else "enum";
  plain = value: isString value || isInt value || isBool value || value == null;
  submodule = options: [ "submodule" (isFree options) (attrNames (removeAttrs options [ "_module" "_freeformOptions" ])) ];

  # Whether names may be defined that nothing declares. getSubOptions turns the check off, in a module
  # that stands in no file.
  isFree = options: options ? _freeformOptions || options._module.check.value or true != true && filter (file: substring 0 1 (toString file) != "<") (options._module.check.files or [ ]) != [ ];
  hostIsFree = options: options._module.freeformType.value or null != null || options._module.check.value or true != true;

  # Homes: what their type declares, and what the modules do that users are given, if all of them can be
  # told.
  homes = let found = this.options.home-manager.users or null; in if isAttrs found && isOption found then found else null;
  users = builtins.concatMap (one: map (name: { inherit (one) file; module = one.value.${name}; }) (attrNames one.value)) homes.definitionsWithLocations;
  seen = place [ "home-manager" "users" ] (all (one: !(isAttrs one.module && one.module ? _type)) users);
  home = let element = elementOf homes.type; in
    if homes == null || element == null then { }
    else if seen == true then (element.substSubModules (element.getSubModules ++ map (one: { _file = one.file; imports = [ one.module ]; }) users)).getSubOptions [ "<name>" ]
    else element.getSubOptions [ "<name>" ];

  lib = this.lib or this.pkgs.lib;
in
{
  # Not "options": that would read as a module that declares any.
  declared = place [ ] (walk [ ] this.options);
  free = place [ "_module" ] (hostIsFree this.options);
  home = place [ "home-manager" "users" "<name>" ] (walk [ "home-manager" "users" "<name>" ] home);
  homeFree = place [ "home-manager" "users" "<name>" "_module" ] (isFree home);
  homeSeen = homes != null && seen == true;
  names = place [ "_names" ] (let told = {
    builtins = attrNames builtins;
    lib = attrNames lib;
    "lib.types" = attrNames lib.types;
  }; in deepSeq told told);
}
