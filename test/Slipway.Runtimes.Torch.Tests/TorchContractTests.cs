using Slipway.Models;
using Slipway.Runtimes.TestKit;
using Slipway.Runtimes.Torch.Tests.Hosting;

namespace Slipway.Runtimes.Torch.Tests;

/// <summary>What the kit counts is the whole process's, so these run by themselves.</summary>
[CollectionDefinition(nameof(ContractGroup), DisableParallelization = true)]
public sealed class ContractGroup;

[Collection(nameof(ContractGroup))]
public sealed class TorchContractTests : RuntimeContractTests
{
    private const int Width = 3;

    public TorchContractTests()
    {
        LoadedModel.RequireLibTorch();
    }

    protected override IModelRuntime Runtime { get; } = new TorchRuntime();

    protected override ContractModel Model { get; } =
        new()
        {
            Write = static folder =>
            {
                var path = Path.Combine(folder, "model.pt");
                File.WriteAllBytes(
                    path,
                    ScriptFile.Of(
                        """
                        def forward(self: __torch__.Net,
                            x: Tensor) -> Tensor:
                          return torch.add(torch.mul(x, 2), 1)
                        """
                    )
                );
                return path;
            },
            Config = static () =>
                new ModelConfig
                {
                    Inputs =
                    {
                        ["x"] = new TensorConfig { Datatype = "FP32", Shape = [-1, Width] },
                    },
                    Outputs =
                    {
                        ["output"] = new TensorConfig { Datatype = "FP32", Shape = [-1, Width] },
                    },
                },
            HasRows = true,
            Case = static number =>
            {
                float[] values = [.. Enumerable.Range(number, Width).Select(i => i * 0.5f)];
                return new ContractCase()
                    .Input("x", values, 1, Width)
                    .Output("output", [.. values.Select(value => (value * 2) + 1)], 1, Width);
            },
        };
}
