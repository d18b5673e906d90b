using System.Text;
using Slipway.Cli.Inputs;
using Slipway.Models;
using Slipway.Tensors;
using static Slipway.Cli.Tests.Inputs.RequestInputs;

namespace Slipway.Cli.Tests.Inputs;

public sealed class InputReaderTests
{
    private static readonly ModelSignature Pair = Signature(Spec("x", DataType.Int64, -1, 2));

    [Theory]
    [InlineData(" [1, 2]")]
    [InlineData("1,2")]
    [InlineData("{\"x\": [[1, 2]]}")]
    public void Build_UnnamedContent_IsToldByItsStart(string text)
    {
        using var request = Read(Encoding.UTF8.GetBytes(text), new InputOptions(), Pair);

        request.Input("x").AsSpan<long>().ToArray().Should().Equal(1, 2);
    }

    [Fact]
    public void Build_FileName_WinsOverContent()
    {
        var act = () => Read("[1, 2]"u8.ToArray(), new InputOptions { File = "x.csv" }, Pair);

        act.Should().Throw<CliException>().WithMessage("*CSV*[1,2]*header*");
    }
}
