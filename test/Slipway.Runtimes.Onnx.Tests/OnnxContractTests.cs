using Slipway.Models;
using Slipway.Runtimes.TestKit;
using Slipway.Tensors;
using Slipway.TestUtilities;

namespace Slipway.Runtimes.Onnx.Tests;

/// <summary>What the kit counts is the whole process's, so these run by themselves.</summary>
[CollectionDefinition(nameof(ContractGroup), DisableParallelization = true)]
public sealed class ContractGroup;

[Collection(nameof(ContractGroup))]
public sealed class OnnxContractTests : LongRunContractTests
{
    private const int Width = 16;

    protected override IModelRuntime Runtime { get; } = new OnnxRuntime();

    protected override ContractModel Model { get; } =
        new()
        {
            Write = folder => Save(folder, TestModels.Simple(batch: -1).Save),
            Signature = new ModelSignature([Spec("INPUT0"), Spec("INPUT1")], [Spec("OUTPUT0"), Spec("OUTPUT1")]),
            HasRows = true,
            Case = static number =>
            {
                int[] left = [.. Enumerable.Range(number, Width)];
                int[] right = [.. Enumerable.Range(1, Width).Select(i => i * number)];
                return new ContractCase()
                    .Input("INPUT0", left, 1, Width)
                    .Input("INPUT1", right, 1, Width)
                    .Output("OUTPUT0", [.. left.Zip(right, (a, b) => a + b)], 1, Width)
                    .Output("OUTPUT1", [.. left.Zip(right, (a, b) => a - b)], 1, Width);
            },
        };

    protected override ContractModel SlowModel { get; } =
        new()
        {
            Write = folder => Save(folder, TestModels.Slow().Save),
            Case = static _ => new ContractCase().Input("iterations", [100_000_000_000L]),
        };

    private static TensorSpec Spec(string name) => new(name, DataType.Int32, new TensorShape(-1, Width));

    private static string Save(string folder, Action<string> save)
    {
        var path = Path.Combine(folder, "model.onnx");
        save(path);
        return path;
    }
}
