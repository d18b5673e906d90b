using BenchmarkDotNet.Running;
using Slipway.Benchmarks.Load;

// `cases FOLDER` writes the models and request bodies of the load run; anything else is BenchmarkDotNet's.
if (args is ["cases", var folder])
    LoadCases.Write(folder);
else
    BenchmarkSwitcher.FromAssembly(typeof(LoadCases).Assembly).Run(args);
