# Platforms by their names, as far as modules ask.
let
  architectures = {
    x86_64 = { linuxArch = "x86_64"; darwinArch = "x86_64"; efiArch = "x64"; };
    aarch64 = { linuxArch = "arm64"; darwinArch = "arm64"; efiArch = "aa64"; };
    i686 = { linuxArch = "i386"; efiArch = "ia32"; };
    armv7l = { linuxArch = "arm"; efiArch = "arm"; };
    armv6l = { linuxArch = "arm"; efiArch = "arm"; };
    riscv64 = { linuxArch = "riscv"; efiArch = "riscv64"; };
  };
in
rec {
  elaborate = given:
    let
      system = if builtins.isString given then given else given.system;
      parts = builtins.match "([^-]+)-(.+)" system;
      cpu = builtins.elemAt parts 0;
      kernel = builtins.elemAt parts 1;
      names = architectures.${cpu} or { };
      abi = if builtins.elem cpu [ "armv6l" "armv7l" ] then "gnueabihf" else "gnu";
    in
    names // {
      inherit system;
      config = if kernel == "darwin" then "${names.darwinArch or cpu}-apple-darwin" else if kernel == "linux" then "${cpu}-unknown-linux-${abi}" else "${cpu}-unknown-${kernel}";
      isLinux = kernel == "linux";
      isDarwin = kernel == "darwin";
      isMacOS = kernel == "darwin";
      isFreeBSD = kernel == "freebsd";
      isUnix = true;
      isx86 = builtins.elem cpu [ "x86_64" "i686" ];
      isx86_64 = cpu == "x86_64";
      isx86_32 = cpu == "i686";
      isi686 = cpu == "i686";
      isAarch64 = cpu == "aarch64";
      isAarch32 = builtins.elem cpu [ "armv6l" "armv7l" ];
      isAarch = builtins.elem cpu [ "aarch64" "armv6l" "armv7l" ];
      isRiscV = cpu == "riscv64";
      is64bit = builtins.elem cpu [ "x86_64" "aarch64" "riscv64" "powerpc64le" ];
      is32bit = builtins.elem cpu [ "i686" "armv6l" "armv7l" ];
      isGnu = kernel == "linux";
      isMusl = false;
      isStatic = false;
      parsed = { cpu.name = cpu; kernel.name = kernel; };
    };
  equals = a: b: a.system == b.system;
  flakeExposed = [ "x86_64-linux" "aarch64-linux" "x86_64-darwin" "armv6l-linux" "armv7l-linux" "i686-linux" "aarch64-darwin" "powerpc64le-linux" "riscv64-linux" "x86_64-freebsd" ];
}
