# Read before the accounts are made, so that the password is there when they are.
{
  mxmlabs.secrets = {
    enable = true;
    file = ./secrets.yaml;
    example = true;
  };

  sops.secrets."developer/password".neededForUsers = true;
}
