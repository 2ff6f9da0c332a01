{
  mxmlabs.secrets = {
    enable = true;
    file = ./secrets.yaml;
  };

  sops.secrets."developer/token".owner = "developer";
}
