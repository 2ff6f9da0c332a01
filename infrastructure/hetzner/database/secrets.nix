{
  mxmlabs.secrets = {
    enable = true;
    file = ./secrets.yaml;
  };

  sops.secrets = {
    "app/password" = {
      owner = "postgres";
      restartUnits = [ "postgresql-passwords.service" ];
    };
    "report/password" = {
      owner = "postgres";
      restartUnits = [ "postgresql-passwords.service" ];
    };
  };
}
