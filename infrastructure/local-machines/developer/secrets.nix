{
  mxmlabs.platforms.home-manager.secrets = {
    enable = true;
    file = ./secrets.yaml;
    example = true;
    keyFile = "/home/developer/.config/sops/age/keys.txt";
  };

  sops.secrets."git/token" = { };
}
