# macOS hosts. Only the options that nix-darwin is known to have are accepted: an option of NixOS fails here, under mkIf false too.
{
  outputs = _:
    let
      lib = import ./nixpkgs/lib;
      nixos = import ./nixpkgs/nixos.nix { inherit lib; };
      names = builtins.filter (n: n != "") (lib.splitString "\n" (builtins.readFile ./options.txt));
      # Definitions are merged by what they are: which type an option has is not recorded.
      free = lib.types.mkOptionType { name = "anything"; merge = lib.modules.mergeFree; };
      known = {
        _file = "<stand-in>";
        imports = map (name: { _file = "<stand-in>"; options = lib.setAttrByPath (lib.splitString "." name) (lib.mkOption { type = free; }); }) names;
      };
    in
    {
      lib.darwinSystem = { modules, specialArgs ? { }, system ? null, ... }@given: nixos.host {
        class = "darwin";
        free' = path: builtins.elem path [ [ "nixpkgs" ] ];
        extra = [ known ];
        specialArgs = (if given ? inputs then { inherit (given) inputs; } else { }) // specialArgs;
        inherit modules system given;
      };
      flakeModules.default = { };
    };
}
