using Slipway.Cli.Inputs;
using Slipway.Models;
using Slipway.Tensors;
using static Slipway.Cli.Tests.Inputs.RequestInputs;

namespace Slipway.Cli.Tests.Inputs;

public sealed class RandomInputTests
{
    [Fact]
    public void Fill_EveryDatatype_FitsTheSignature()
    {
        var specs = Enum.GetValues<DataType>().Select(type => Spec(type.Name(), type, -1, 3)).ToArray();

        using var request = Build(7, Signature(specs));

        request.Inputs.Should().HaveCount(specs.Length);
        request.Inputs.Should().AllSatisfy(i => i.Tensor.Shape.Should().Be(new TensorShape(1, 3)));
    }

    [Fact]
    public void Fill_SameSeed_RepeatsItself()
    {
        var signature = Signature(Spec("x", DataType.Fp32, 5));
        using var one = Build(7, signature);
        using var two = Build(7, signature);
        using var other = Build(8, signature);

        one.Input("x").AsSpan<float>().ToArray().Should().Equal(two.Input("x").AsSpan<float>().ToArray());
        one.Input("x").AsSpan<float>().ToArray().Should().NotEqual(other.Input("x").AsSpan<float>().ToArray());
    }

    [Fact]
    public void Fill_OptionalInput_IsLeftOut()
    {
        using var request = Build(7, Signature(Spec("x", DataType.Fp32, 1) with { IsOptional = true }));

        request.Inputs.Should().BeEmpty();
    }

    private static Inference.InferenceRequest Build(int seed, ModelSignature signature) =>
        InputReader.Build(
            new InputOptions { Random = true, Seed = seed },
            content: null,
            new ModelSelector("m"),
            signature
        );
}
