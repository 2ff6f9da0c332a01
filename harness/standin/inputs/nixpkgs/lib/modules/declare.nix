# One option from all its declarations.
{ lib }:
let
  inherit (builtins) any foldl';
  inherit (lib.options) showFiles showOption;
in
rec {
  # A module that is at `file` for messages, unless it says otherwise itself.
  setDefaultModuleLocation = file: module: { _file = file; imports = [ module ]; };

  # decls: a list of { _file, pos, options }, where options is an option. Types that both have are
  # merged, the modules of submodules collected; whatever else is said twice is an error.
  mergeOptionDecls = loc: decls:
    let
      add = before: decl:
        let
          option = decl.options;
          twice = name: before ? ${name} && option ? ${name};
          again = throw "The option `${showOption loc}' in `${decl._file}' is already declared in ${showFiles before.declarations}.";
          type = before.type.typeMerge option.type.functor;
          modules = option.type.getSubModules or null;
          nowhere = { file = decl._file; line = null; column = null; };
        in
        if any twice [ "default" "example" "description" "apply" ] then again
        else
          option // before // {
            declarations = before.declarations ++ [ decl._file ];
            declarationPositions = before.declarationPositions ++ [ (if decl.pos or null == null then nowhere else decl.pos) ];
            options = (if modules == null then [ ] else map (setDefaultModuleLocation decl._file) modules) ++ before.options;
          }
          // (if !twice "type" then { } else if type == null then again else { inherit type; });
    in
    foldl' add { inherit loc; declarations = [ ]; declarationPositions = [ ]; options = [ ]; } decls;

  # The modules collected from the declarations go back into the type.
  fixupOptionType = _: opt:
    if opt.type.getSubModules or null == null then opt // { type = opt.type or lib.types.unspecified; }
    else opt // { type = opt.type.substSubModules opt.options; options = [ ]; };

  # Options below a submodule option are options of that submodule.
  asSubmodule = decl:
    if lib.isOption decl.options then decl
    else decl // {
      options = lib.mkOption { type = lib.types.submoduleWith { modules = [ { inherit (decl) options; } ]; shorthandOnlyDefinesConfig = null; }; };
    };
}
