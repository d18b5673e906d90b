using System.Globalization;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Slipway.Benchmarks.Load;
using Slipway.TestUtilities;

// `cases FOLDER` writes the models and request bodies of the load run, `model MEGABYTES FILE` the model of the memory
// run; anything else is BenchmarkDotNet's.
if (args is ["cases", var folder])
{
    LoadCases.Write(folder);
}
else if (args is ["model", var megabytes, var file])
{
    // One square layer of FP32 weights.
    var side = (int)Math.Sqrt(int.Parse(megabytes, CultureInfo.InvariantCulture) * 1e6 / sizeof(float));
    TestModels.Mlp([side, side]).Save(file);
}
else
{
    // In this process whatever the job: BenchmarkDotNet would otherwise build a project for each run, which takes
    // minutes and lies outside of our build settings.
    var inProcess = Job.Default.WithToolchain(InProcessEmitToolchain.Instance).AsMutator();
    var config = ManualConfig.Create(DefaultConfig.Instance).AddJob(inProcess);
    BenchmarkSwitcher.FromAssembly(typeof(LoadCases).Assembly).Run(args, config);
}
