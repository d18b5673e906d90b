using Slipway.Cli.Inputs;
using Slipway.Models;
using Slipway.Tensors;
using static Slipway.Cli.Tests.Inputs.RequestInputs;

namespace Slipway.Cli.Tests.Inputs;

public sealed class JsonInputTests
{
    private static readonly ModelSignature Iris = Signature(Spec("measurements", DataType.Fp32, -1, 4));

    [Theory]
    [InlineData("[5.1, 3.5, 1.4, 0.2]")]
    [InlineData("[[5.1, 3.5, 1.4, 0.2]]")]
    [InlineData("""{"measurements": [5.1, 3.5, 1.4, 0.2]}""")]
    [InlineData("""{"measurements": [[5.1, 3.5, 1.4, 0.2]]}""")]
    [InlineData(
        """{"inputs":[{"name":"measurements","shape":[1,4],"datatype":"FP32","data":[[5.1,3.5],[1.4,0.2]]}]}"""
    )]
    public void Read_EveryForm_GivesTheSameTensor(string json)
    {
        using var request = RequestInputs.Read(json, InputFormat.Json, Iris);

        request.Input("measurements").Shape.Should().Be(new TensorShape(1, 4));
        request.Input("measurements").AsSpan<float>().ToArray().Should().Equal(5.1f, 3.5f, 1.4f, 0.2f);
    }

    [Fact]
    public void Read_OpenInference_KeepsIdAndRequestedOutputs()
    {
        const string Json =
            """{"id":"7","inputs":[{"name":"t","shape":[1],"datatype":"BYTES","data":["a"]}],"outputs":[{"name":"o"}]}""";

        using var request = RequestInputs.Read(Json, InputFormat.Json, Signature(Spec("t", DataType.Bytes, -1)));

        request.Id.Should().Be("7");
        request.Outputs.Select(o => o.Name).Should().Equal("o");
        request.Input("t").ToStrings().Should().Equal("a");
    }

    [Fact]
    public void Read_InputCalledInputs_IsReadByName()
    {
        using var request = RequestInputs.Read(
            """{"inputs": [1, 2]}""",
            InputFormat.Json,
            Signature(Spec("inputs", DataType.Int64, -1))
        );

        request.Input("inputs").AsSpan<long>().ToArray().Should().Equal(1, 2);
    }

    [Fact]
    public void Read_Scalar_FitsAnInputWithoutDimensions()
    {
        using var request = RequestInputs.Read("3", InputFormat.Json, Signature(Spec("n", DataType.Int32)));

        request.Input("n").Shape.Rank.Should().Be(0);
    }

    [Fact]
    public void Read_NotANumberAsText_IsAFloat()
    {
        using var request = RequestInputs.Read(
            """["NaN", "-Infinity"]""",
            InputFormat.Json,
            Signature(Spec("x", DataType.Fp32, -1))
        );

        request.Input("x").AsSpan<float>().ToArray().Should().Equal(float.NaN, float.NegativeInfinity);
    }

    [Theory]
    [InlineData("[[1,2,3,4],[1,2]]", "ragged")]
    [InlineData("[[1,2,3,4],5]", "ragged")]
    [InlineData("""{"sepal": 1}""", "'measurements'")]
    [InlineData("""["1.5"]""", "cannot hold")]
    [InlineData("[null]", "cannot hold")]
    [InlineData("[true]", "'true'")]
    [InlineData("[1e39]", "'1e39'")]
    [InlineData("""{"inputs":[{"name":"measurements"}]}""", "'data'")]
    [InlineData("""{"inputs":[{"name":"m","shape":[1],"datatype":"F32","data":[1]}]}""", "FP32")]
    [InlineData("{", "not JSON")]
    public void Read_Mistake_IsAUsageErrorThatNamesIt(string json, string part)
    {
        var act = () => RequestInputs.Read(json, InputFormat.Json, Iris);

        var failure = act.Should().Throw<CliException>().Which;
        failure.ExitCode.Should().Be(ExitCodes.Usage);
        failure.Message.Should().Contain(part);
    }

    [Fact]
    public void Read_DeepNesting_IsRefused()
    {
        var json = new string('[', 60) + new string(']', 60);

        var act = () => RequestInputs.Read(json, InputFormat.Json, Iris);

        act.Should().Throw<CliException>().Which.ExitCode.Should().Be(ExitCodes.Usage);
    }

    [Fact]
    public void Read_BareValueForTwoInputs_AsksForNames()
    {
        var act = () =>
            RequestInputs.Read(
                "[1]",
                InputFormat.Json,
                Signature(Spec("a", DataType.Fp32, -1), Spec("b", DataType.Fp32, -1))
            );

        act.Should().Throw<CliException>().WithMessage("*'a', 'b'*");
    }
}
