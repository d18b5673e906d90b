using CsCheck;
using Slipway.Errors;
using Slipway.Protocols.OpenInference.Grpc.Proto;
using Slipway.Protocols.TextFormat;

namespace Slipway.Protocols.Tests.TextFormat;

public sealed class TextFormatPropertyTests
{
    private static readonly string[] Pieces =
    [
        "name",
        "input",
        "dims",
        "max_batch_size",
        "sequence_batching",
        "oldest",
        "parameters",
        "key",
        "value",
        "data_type",
        "TYPE_FP32",
        "{",
        "}",
        "[",
        "]",
        "<",
        ">",
        ":",
        ",",
        ";",
        "-",
        "\"a\"",
        "'b\\n'",
        "1",
        "-1",
        "0x1",
        "1.5",
        "true",
        "\n",
        " ",
        "#",
        "\\",
        "'",
        "é",
    ];

    /// <summary>Whatever stands there: a message or a refusal, never another exception and never an endless loop.</summary>
    [Fact]
    public void Parse_AnyTokens_AnswersOrRefuses() =>
        Gen.Int[0, Pieces.Length - 1]
            .Select(index => Pieces[index])
            .List[0, 60]
            .Sample(
                pieces =>
                {
                    try
                    {
                        var text = string.Join(' ', pieces);
                        TextFormatParser
                            .Parse(text, ModelConfig.Descriptor, ModelConfig.Parser, "x")
                            .Should()
                            .NotBeNull();
                    }
                    catch (ServingException e)
                    {
                        e.Code.Should().Be(ServingErrorCode.InvalidArgument);
                    }
                },
                iter: 20_000
            );

    [Fact]
    public void Parse_AnyCharacters_AnswersOrRefuses() =>
        Gen.String.Sample(
            text =>
            {
                try
                {
                    TextFormatParser.Parse(text, ModelConfig.Descriptor, ModelConfig.Parser, "x").Should().NotBeNull();
                }
                catch (ServingException e)
                {
                    e.Code.Should().Be(ServingErrorCode.InvalidArgument);
                }
            },
            iter: 5_000
        );
}
