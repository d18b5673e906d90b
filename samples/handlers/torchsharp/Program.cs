using Slipway.AspNetCore;
using Slipway.Samples.TorchSharp;

var host = ModelHost.Create(args);
host.Models.AddModel<MlpHandler>("mlp");
return await host.RunAsync();
