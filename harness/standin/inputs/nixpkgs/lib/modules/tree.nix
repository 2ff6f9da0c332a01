# The option tree: what modules declare, joined with what they define.
{ lib }:
let
  inherit (builtins) all attrNames concatLists concatMap concatStringsSep filter head isAttrs length mapAttrs removeAttrs typeOf unsafeGetAttrPos zipAttrsWith;
  inherit (lib.options) isOption showOption;
  inherit (lib.modules) asSubmodule evalOptionValue fixupOptionType mergeFree mergeOptionDecls pushDownProperties;

  together = zipAttrsWith (_: values: values);

  declarations = loc: module:
    if isAttrs module.options then mapAttrs (name: options: { inherit (module) _file; inherit options; pos = unsafeGetAttrPos name module.options; }) module.options
    else throw ''
      An option declaration for `${concatStringsSep "." loc}' has type
      `${typeOf module.options}' rather than an attribute set.
      Did you mean to define this outside of `options'?
    '';

  definitions = loc: def:
    if isAttrs def.value then mapAttrs (_: value: { inherit (def) file; inherit value; }) def.value
    else throw ''
      In module `${def.file}', you're trying to define a value of type `${typeOf def.value}'
      rather than an attribute set for the option
      `${concatStringsSep "." loc}'!

      This usually happens if `${concatStringsSep "." loc}' has option
      definitions inside that are not matched. Please check how to properly define
      this option by e.g. referring to `man 5 configuration.nix'!
    '';

  isDeclared = loc: decl:
    decl.options ? _type && (decl.options._type == "option"
      || throw "In module ${decl._file}: expected an option declaration at option path `${showOption loc}` but got an attribute set with type ${decl.options._type}${if decl.options._type == "option-type" then "\n\nA type stands in an option: `${lib.last loc} = lib.mkOption { type = …; };`\n" else ""}");

  # What stands at one place: an option, or a level of more.
  place = free: loc: decls: defs:
    let
      declared = filter (isDeclared loc) decls;
      groups = filter (decl: !isOption decl.options) decls;
      option = found: let opt = evalOptionValue loc (fixupOptionType loc (mergeOptionDecls loc found)) defs; in { options = opt; config = opt.value; unmatched = [ ]; };
      first = head declared;
      names = decl: map (name: " - option(s) with prefix `${showOption (loc ++ [ name ])}' in module `${decl._file}'") (attrNames decl.options);
    in
    if length declared == length decls then option decls
    else if declared == [ ] then level free loc decls (concatMap (def: map (value: { inherit (def) file; inherit value; }) (pushDownProperties def.value)) defs)
    else if all (decl: decl.options.type.name or null == "submodule") declared then option (map asSubmodule decls)
    else throw "The option `${showOption loc}' in module `${first._file}' would be a parent of the following options, but its type `${first.options.type.description or "<no description>"}' does not support nested options.\n${concatStringsSep "\n" (builtins.sort builtins.lessThan (concatMap names groups))}";

  # modules: a list of { _file, options }; defs: of { file, value } without properties at the top.
  # Out: the options, the values, and the definitions that no option takes, with the path to them.
  # A path that `free` allows needs no option: its definitions are merged by what they are.
  level = free: loc: modules: defs:
    let
      declared = together (map (declarations loc) modules);
      # One wrong definition is told before any other is read.
      defined = if all (def: isAttrs def.value || definitions loc def == { }) defs then together (map (definitions loc) defs) else { };
      places = mapAttrs (name: decls: place free (loc ++ [ name ]) decls (defined.${name} or [ ])) declared;
      undeclared = removeAttrs defined (attrNames declared);
      freeNames = filter (name: free (loc ++ [ name ])) (attrNames undeclared);
      unmatched = mapAttrs (_: p: p.unmatched) places // removeAttrs undeclared freeNames;
      below = name: map (def: def // { prefix = [ name ] ++ def.prefix or [ ]; }) unmatched.${name};
    in
    {
      options = mapAttrs (_: p: p.options) places;
      config = mapAttrs (_: p: p.config) places // lib.genAttrs freeNames (name: mergeFree (loc ++ [ name ]) undeclared.${name});
      unmatched = if defs == [ ] then [ ] else concatLists (map below (attrNames unmatched));
    };
in
{
  optionTree = { free, prefix, modules }:
    level free prefix modules (concatMap (m: map (value: { file = m._file; inherit value; }) (pushDownProperties m.config)) modules);
}
