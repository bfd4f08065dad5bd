global using Kith.Hydra;
global using Kith.Storage;
global using QueryString = Kith.Hydra.QueryString;
