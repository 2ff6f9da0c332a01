{
  mxmlabs.secrets = {
    enable = true;
    file = ./secrets.yaml;
    example = true;
  };

  sops.secrets."developer/token".owner = "developer";
}
