using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Slipway.Benchmarks.Load;

// `cases FOLDER` writes the models and request bodies of the load run; anything else is BenchmarkDotNet's.
if (args is ["cases", var folder])
{
    LoadCases.Write(folder);
}
else
{
    // In this process whatever the job: BenchmarkDotNet would otherwise build a project for each run, which takes
    // minutes and lies outside of our build settings.
    var inProcess = Job.Default.WithToolchain(InProcessEmitToolchain.Instance).AsMutator();
    var config = ManualConfig.Create(DefaultConfig.Instance).AddJob(inProcess);
    BenchmarkSwitcher.FromAssembly(typeof(LoadCases).Assembly).Run(args, config);
}
