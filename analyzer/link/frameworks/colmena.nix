# What colmena makes of a hive: each attribute that is none of its own names is a host, of its module or modules and of those of defaults.
# Source: zhaofengli/colmena, src/nix/hive/eval.nix (0.5).
let
  reserved = [ "defaults" "network" "meta" ];
  open = builtins.openSet;

  makeHive = raw:
    let
      hive = if builtins.isAttrs raw then raw else raw { };
      given = hive.meta or (hive.network or { });
      # meta is itself a module: what one that is more than a set of values gives is not known.
      meta = if builtins.isFunction given || given ? imports || given ? config || given ? _type then open else given;
      node = name: own: builtins.nixosSystem {
        # The last declares deployment.*, and runs on the keys there.
        modules = (if builtins.isList own then own else [ own ]) ++ [ (hive.defaults or { }) "/@input/colmena/src/nix/hive/options.nix" ];
        specialArgs = { inherit name nodes; } // (meta.specialArgs or { }) // (meta.nodeSpecialArgs.${name} or { });
      };
      nodes = builtins.mapAttrs node (removeAttrs hive reserved);
    in
    {
      __schema = "v0.5";
      inherit nodes;
      toplevel = builtins.mapAttrs (_: made: made.config.system.build.toplevel) nodes;
      deploymentConfig = builtins.mapAttrs (_: made: made.config.deployment) nodes;
      deploymentConfigSelected = _: open;
      evalSelected = _: open;
      evalSelectedDrvPaths = _: open;
      metaConfig = meta;
      introspect = _: open.result;
    };
in
{
  lib = { inherit makeHive; };
}
