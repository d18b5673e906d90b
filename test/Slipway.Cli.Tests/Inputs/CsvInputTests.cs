using Slipway.Cli.Inputs;
using Slipway.Models;
using Slipway.Tensors;
using static Slipway.Cli.Tests.Inputs.RequestInputs;

namespace Slipway.Cli.Tests.Inputs;

public sealed class CsvInputTests
{
    private static readonly ModelSignature Pairs = Signature(Spec("x", DataType.Fp32, -1, 2));
    private static readonly ModelSignature Columns = Signature(
        Spec("age", DataType.Int64, -1, 1),
        Spec("name", DataType.Bytes, -1)
    );

    [Theory]
    [InlineData("1,2\n3,4\n")]
    [InlineData("first,second\r\n1,2\r\n3,4")]
    [InlineData("\uFEFF\"1\", 2\n\n 3 ,4")]
    [InlineData("1, \"2\"\r\n\r\n3,4\r\n\r\n")]
    public void Read_Rows_BecomeTheOneInput(string csv)
    {
        using var request = RequestInputs.Read(csv, InputFormat.Csv, Pairs);

        request.Input("x").Shape.Should().Be(new TensorShape(2, 2));
        request.Input("x").AsSpan<float>().ToArray().Should().Equal(1, 2, 3, 4);
    }

    [Fact]
    public void Read_HeaderOfInputNames_GivesEachItsColumn()
    {
        using var request = RequestInputs.Read("name,age\n\"O\"\"Hara, Ann\",41\nBo,5\n", InputFormat.Csv, Columns);

        request.Input("age").Shape.Should().Be(new TensorShape(2, 1));
        request.Input("age").AsSpan<long>().ToArray().Should().Equal(41, 5);
        request.Input("name").Shape.Should().Be(new TensorShape(2));
        request.Input("name").ToStrings().Should().Equal("O\"Hara, Ann", "Bo");
    }

    [Theory]
    [InlineData("1,2,setosa\n", "3 columns")]
    [InlineData("1,2\n3\n", "Row 2")]
    [InlineData("1,2\n3,x\n", "'x' in row 2, column 2")]
    [InlineData("", "no rows")]
    [InlineData("a,b\n", "no rows")]
    [InlineData("\"1,2", "quoted")]
    public void Read_Mistake_IsAUsageErrorThatNamesThePlace(string csv, string part)
    {
        var act = () => RequestInputs.Read(csv, InputFormat.Csv, Pairs);

        act.Should().Throw<CliException>().WithMessage($"*{part}*").Which.ExitCode.Should().Be(ExitCodes.Usage);
    }

    [Fact]
    public void Read_SeveralInputsWithoutAHeader_AsksForOne()
    {
        var act = () => RequestInputs.Read("41,Ann\n", InputFormat.Csv, Columns);

        act.Should().Throw<CliException>().WithMessage("*age,name*");
    }
}
