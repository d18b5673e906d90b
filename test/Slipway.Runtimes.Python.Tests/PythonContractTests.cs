using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Slipway.Models;
using Slipway.Runtimes.Python.Tests.Hosting;
using Slipway.Runtimes.TestKit;
using Slipway.Tensors;

namespace Slipway.Runtimes.Python.Tests;

/// <summary>What the kit counts is the whole process's, so these run by themselves.</summary>
[CollectionDefinition(nameof(ContractGroup), DisableParallelization = true)]
public sealed class ContractGroup;

[Collection(nameof(ContractGroup))]
public sealed class PythonContractTests : LongRunContractTests
{
    private const string Code = """
        from slipway import Tensor

        Numbers = Tensor["float32", None, 2]

        class Model:
            def predict(self, a: Numbers, b: Numbers) -> {"sum": Numbers, "difference": Numbers}:
                return {"sum": a + b, "difference": a - b}
        """;

    private const string Endless = """
        import time
        from slipway import Tensor

        class Model:
            def predict(self, x: Tensor["float32", None]) -> {"y": Tensor["float32", None]}:
                while True:
                    time.sleep(0.01)
        """;

    protected override IModelRuntime Runtime { get; } = new PythonRuntime(NullLoggerFactory.Instance);

    protected override ContractModel Model { get; } =
        new()
        {
            Write = folder => Save(folder, Code),
            Config = static () => Config(workers: 2),
            Signature = new ModelSignature([Spec("a"), Spec("b")], [Spec("sum"), Spec("difference")]),
            HasRows = true,
            Case = static number =>
                new ContractCase()
                    .Input("a", [number, 0.5f], 1, 2)
                    .Input("b", [1f, number], 1, 2)
                    .Output("sum", [number + 1f, number + 0.5f], 1, 2)
                    .Output("difference", [number - 1f, 0.5f - number], 1, 2),
        };

    protected override ContractModel SlowModel { get; } =
        new()
        {
            Write = folder => Save(folder, Endless),
            Config = static () =>
            {
                // A proof of batches would compute until the worker is taken for hung and ended.
                var config = Config(workers: 1);
                config.Scheduling.Batching.Mode = BatchingMode.Off;
                return config;
            },
            Case = static _ => new ContractCase().Input("x", [1f], 1),
        };

    private static TensorSpec Spec(string name) => new(name, DataType.Fp32, new TensorShape(-1, 2));

    private static ModelConfig Config(int workers)
    {
        var section = $$"""{"interpreter": "{{Interpreter.With("numpy")}}", "workers": {{workers}}}""";
        return new ModelConfig { Sections = { ["python"] = JsonDocument.Parse(section).RootElement } };
    }

    private static string Save(string folder, string code)
    {
        var path = Path.Combine(folder, "model.py");
        File.WriteAllText(path, code);
        return path;
    }
}
