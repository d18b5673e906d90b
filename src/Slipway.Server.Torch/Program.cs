using Slipway.Runtimes.Torch;
using Slipway.Server;
using Slipway.Server.Torch;
using Slipway.Server.Torch.Install;

return await ServerApplication.RunAsync(
    args,
    [new TorchRuntime(TrialCommand.Program)],
    InstallCommand.Create(),
    TrialCommand.Create()
);
