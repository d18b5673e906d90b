using Slipway.Runtimes.Torch;
using Slipway.Server;
using Slipway.Server.Torch.Install;

return await ServerApplication.RunAsync(args, [new TorchRuntime()], InstallCommand.Create());
