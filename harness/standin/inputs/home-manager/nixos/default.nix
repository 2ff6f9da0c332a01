import ../os.nix { class = "nixos"; folder = "/home"; }
