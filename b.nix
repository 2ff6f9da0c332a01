{ config, lib, ... }: { config.mxm.a = "x"; config.services.z = [ config.mxm.a config.mxm.b config.mxm.f ]; }
