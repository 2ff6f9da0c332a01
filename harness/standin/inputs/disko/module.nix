{ _file = "<stand-in>"; }
