# The options of secrets and templates, for every kind of host.
{ lib, ... }:
let
  entry = what: lib.types.submoduleWith {
    shorthandOnlyDefinesConfig = true;
    free = _: true;
    modules = [ ({ name, config, ... }: {
      _file = "<stand-in>";
      options = {
        path = lib.mkOption {
          type = lib.types.str;
          default = if what == "templates" then "/run/secrets/rendered/${name}" else if config.neededForUsers then "/run/secrets-for-users/${name}" else "/run/secrets/${name}";
        };
        neededForUsers = lib.mkOption { type = lib.types.bool; default = false; };
      };
    }) ];
  };
in
{
  _file = "<stand-in>";
  options.sops = lib.mkOption {
    default = { };
    type = lib.types.submoduleWith {
      shorthandOnlyDefinesConfig = true;
      free = _: true;
      modules = [ ({ config, ... }: {
        _file = "<stand-in>";
        options = {
          placeholder = lib.mkOption { type = lib.types.attrsOf lib.types.str; default = builtins.mapAttrs (name: _: "<placeholder ${name}>") config.secrets; };
          secrets = lib.mkOption { default = { }; type = lib.types.attrsOf (entry "secrets"); };
          templates = lib.mkOption { default = { }; type = lib.types.attrsOf (entry "templates"); };
        };
      }) ];
    };
  };
}
