# Every person and service account, once; every machine imports this, and says in its folder whom it has.
# The keys are examples: their private halves were thrown away.
let
  # The machines that run the jobs of CI.
  runners = [ "192.0.2.40" ];
in
{
  mxmlabs.base.users.accounts = {
    deploy = {
      description = "Installs new generations";
      # One key of CI for each role, from the runners alone: who has one is root on the machines of that role, and on no other.
      deployKeys = {
        server = {
          key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAILXKfjUGAuwj+uzwBEkuagvV7BrugKykftXjyv5ikcd+ deploy-server@example.org";
          from = runners;
        };
        hypervisor = {
          key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIEcGuNLLFM/pJpLYUlfJIMmTcDPJJS8kppjPpJ3SyFU/ deploy-hypervisor@example.org";
          from = runners;
        };
      };
    };

    developer = {
      description = "Writes software";
      shell = "zsh";
      administrator = true;
      # Serial lines, by which boards are programmed.
      groups = [ "dialout" ];
      authorizedKeys = [ "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFd3VVUhWdeTTszW+jy2EE0FdXA0t4BjLIltG0u5tjdv developer@example.org" ];
    };

    operator = {
      description = "Looks after the machines";
      administrator = true;
      authorizedKeys = [ "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIH647FWDFGyOeKSfJjYHnMoN05g3XVzhiw8hzRjSE0OM operator@example.org" ];
    };
  };
}
