using Slipway.Cli;

using var signals = TerminationSignals.Listen();
return await CliApplication.RunAsync(args, CliEnvironment.CreateForProcess(signals));
