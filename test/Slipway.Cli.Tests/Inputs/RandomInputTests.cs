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

    [Fact]
    public void Fill_GivenShape_IsTaken()
    {
        var signature = Signature(
            Spec("x", DataType.Int64, -1, -1),
            Spec("y", DataType.Fp32, 2) with
            {
                IsOptional = true,
            }
        );
        var shapes = new Dictionary<string, long[]> { ["x"] = [8, 128], ["y"] = [2] };

        using var request = Build(7, signature, shapes);

        request.Inputs.Select(i => i.Tensor.Shape).Should().Equal(new TensorShape(8, 128), new TensorShape(2));
    }

    [Fact]
    public void Fill_ShapeOfNoInput_NamesTheInputs()
    {
        var act = () =>
            Build(7, Signature(Spec("x", DataType.Fp32, 1)), new Dictionary<string, long[]> { ["z"] = [1] });

        act.Should().Throw<CliException>().WithMessage("*'z'*'x'*");
    }

    private static Inference.InferenceRequest Build(
        int seed,
        ModelSignature signature,
        Dictionary<string, long[]>? shapes = null
    ) =>
        InputReader.Build(
            new InputOptions
            {
                Random = true,
                Seed = seed,
                Shapes = shapes ?? [],
            },
            content: null,
            new ModelSelector("m"),
            signature
        );
}
