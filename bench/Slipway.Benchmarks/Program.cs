using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Running;
using Slipway.Benchmarks.Load;

// `cases FOLDER` writes the models and request bodies of the load run; anything else is BenchmarkDotNet's.
if (args is ["cases", var folder])
{
    LoadCases.Write(folder);
}
else
{
    // Without --inProcess a project is built for the run, which can take minutes on a busy machine.
    var config = ManualConfig.Create(DefaultConfig.Instance).WithBuildTimeout(TimeSpan.FromMinutes(10));
    BenchmarkSwitcher.FromAssembly(typeof(LoadCases).Assembly).Run(args, config);
}
