# Platforms by their names, as far as modules ask.
{
  elaborate = given:
    let
      system = if builtins.isString given then given else given.system;
      parts = builtins.match "([^-]+)-(.+)" system;
      cpu = builtins.elemAt parts 0;
      kernel = builtins.elemAt parts 1;
    in
    {
      inherit system;
      config = system;
      isLinux = kernel == "linux";
      isDarwin = kernel == "darwin";
      isUnix = true;
      isx86_64 = cpu == "x86_64";
      isAarch64 = cpu == "aarch64";
      parsed = { cpu.name = cpu; kernel.name = kernel; };
    };
  flakeExposed = [ "x86_64-linux" "aarch64-linux" "aarch64-darwin" ];
}
