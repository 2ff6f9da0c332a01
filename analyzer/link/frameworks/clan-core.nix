# What clan-core makes of a clan, as far as hosts go: machines are those of `machines`, of `inventory.machines`, of inventory.json and the
# folders of machines/; each is its files there, its module, and what the services of its roles give. Source: clan-lol/clan-core, lib/clan,
# modules/clan/module.nix, modules/clan/distributed-services.nix, lib/inventory/distributed-service, nixosModules/machineModules/forName.nix (2026).
let
  inherit (builtins) attrNames concatMap elem filter filterAttrs mapAttrs pathExists;
  open = builtins.openSet;
  textOf = dir: toString (if builtins.isAttrs dir then dir.outPath else dir);
  namesOf = some: if builtins.isList some then some else attrNames some;

  clanOf = given:
    let
      settings = (builtins.clanModules [ given ]).config;
      self = settings.self or given.self;
      root = textOf (settings.directory or self);
      folders = if pathExists "${root}/machines" then filterAttrs (_: kind: kind == "directory") (builtins.readDir "${root}/machines") else { };
      stored = if pathExists "${root}/inventory.json" then builtins.fromJSON (builtins.readFile "${root}/inventory.json") else { };

      clan = builtins.clanModules [ given { inventory = stored; } ];
      inherit (clan) config;
      # Sets that are open where a module of the clan cannot be followed; else there is none.
      more = builtins.foldl' (all: one: all // one) { } clan.more;
      inventory = config.inventory or { };
      machines = more // mapAttrs (_: _: { }) folders // mapAttrs (_: _: { }) (config.machines or { }) // (inventory.machines or { });
      classOf = name: machines.${name}.machineClass or "nixos";

      tagsOf = name: [ "all" (classOf name) ] ++ (machines.${name}.tags or [ ]) ++ attrNames (filterAttrs (_: members: elem name members) (inventory.tags or { }));
      has = name: role: elem name (namesOf (role.machines or { })) || builtins.any (tag: elem tag (tagsOf name)) (namesOf (role.tags or { }));
      services = mapAttrs (_: module: builtins.clanModules [ module ]) (config.modules or { });
      # The service of an instance stands in the repository, or is a module of an input.
      ours = instance: name: (instance.module.input or null) == null && services ? ${name} || (instance.module.input or null) == "self";
      foreign = instance: name: if (instance.module.input or null) == null then clan.clan-core.clan.modules.${name} else self.inputs.${instance.module.input}.clan.modules.${name};

      modulesOf = class: argument: functions: concatMap
        (f: [ ((if builtins.isFunction f then f argument else f).${class + "Module"} or { }) ])
        functions;
      rolesOf = name: instance: filterAttrs (_: has name) (instance.roles or { });
      placed = map (module: if builtins.isString module then "${root}/${module}" else module);
      ofInstance = name: instanceName:
        let
          instance = inventory.instances.${instanceName};
          serviceName = instance.module.name or instanceName;
          service = services.${serviceName};
          class = classOf name;
          roles = rolesOf name instance;
          machine = open // { inherit name; roles = attrNames roles; };
          # Who has the roles of the instance; their settings are not known.
          membersOf = role: open // { machines = mapAttrs (member: _: open // { name = member; }) (filterAttrs (member: _: has member role) machines); };
          everyRole = open // mapAttrs (_: membersOf) (instance.roles or { });
          ofRole = roleName:
            placed (roles.${roleName}.extraModules or [ ])
            ++ (if ours instance serviceName then modulesOf class (open // { inherit instanceName machine; inherit (builtins) lib; roles = everyRole; }) (service.config.roles.${roleName}.perInstance or [ ]) else [ ]);
        in
        if roles == { } then [ ]
        else concatMap ofRole (attrNames roles)
          ++ (if ours instance serviceName then modulesOf class (open // { inherit machine; inherit (builtins) lib; }) (service.config.perMachine or [ ]) ++ service.more else [ (foreign instance serviceName) ]);

      # The services of an older inventory: a role is a file of its module, which is one of clan-core's or of inventory.modules.
      ofService = name: serviceName:
        let
          fileOf = role: if (inventory.modules or { }) ? ${serviceName} then inventory.modules.${serviceName} + "/roles/${role}.nix" else clan.clan-core.clanModules.${serviceName};
          ofOlder = instance:
            let roles = rolesOf name instance; in
            if roles == { } || !(instance.enabled or true) then [ ]
            else map fileOf (attrNames roles)
              ++ placed (instance.extraModules or [ ] ++ (instance.machines.${name}.extraModules or [ ]) ++ concatMap (role: role.extraModules or [ ]) (builtins.attrValues roles));
        in
        concatMap ofOlder (builtins.attrValues inventory.services.${serviceName});

      host = name: _: (if classOf name == "darwin" then builtins.darwinSystem else builtins.nixosSystem) {
        modules = filter pathExists ([ "${root}/machines/${name}/configuration.nix" ]
          ++ (if classOf name == "nixos" then [ "${root}/machines/${name}/hardware-configuration.nix" "${root}/machines/${name}/disko.nix" ] else [ ]))
        ++ [
          (config.machines.${name} or { })
          { imports = concatMap (ofInstance name) (attrNames (inventory.instances or { })) ++ concatMap (ofService name) (attrNames (inventory.services or { })); }
        ]
        ++ clan.more
        ++ [ clan.clan-core."${classOf name}Modules".clanCore ];
        specialArgs = { inherit (clan) clan-core; inherit self; } // (config.specialArgs or { });
      };
      hostsOf = class: mapAttrs host (filterAttrs (name: _: classOf name == class) machines);
      made = open // config // { nixosConfigurations = hostsOf "nixos"; darwinConfigurations = hostsOf "darwin"; nixosModules = open; darwinModules = open; clanInternals = open; };
    in
    made // { config = made; options = open; };

  lib = open // { clan = clanOf; buildClan = clanOf; };
in
{
  inherit lib;
  clanLib = lib;
}
