import ../os.nix { class = "darwin"; folder = "/Users"; }
