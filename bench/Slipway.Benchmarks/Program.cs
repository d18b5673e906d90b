using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Slipway.Benchmarks.Commands;

var command = BenchCommand.Create();
if (args is [var first, ..] && command.Subcommands.Any(known => known.Name == first))
    return await command.Parse(args).InvokeAsync();

// In this process whatever the job: BenchmarkDotNet would otherwise build a project for each run, which takes
// minutes and lies outside of our build settings.
var inProcess = Job.Default.WithToolchain(InProcessEmitToolchain.Instance).AsMutator();
var config = ManualConfig.Create(DefaultConfig.Instance).AddJob(inProcess);
BenchmarkSwitcher.FromAssembly(typeof(BenchCommand).Assembly).Run(args, config);
return 0;
