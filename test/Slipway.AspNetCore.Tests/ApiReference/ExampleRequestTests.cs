using System.IO.Pipelines;
using System.Text;
using Slipway.AspNetCore.ApiReference;
using Slipway.Inference;
using Slipway.Models;
using Slipway.Protocols.OpenInference.Rest;
using Slipway.Tensors;

namespace Slipway.AspNetCore.Tests.ApiReference;

public sealed class ExampleRequestTests
{
    [Fact]
    public async Task For_EverySampleModel_GivesARequestThatTheDecoderReadsAndTheSignatureAccepts()
    {
        foreach (
            var model in SampleModels.All.Where(model => model.Example is not null && model.Signature!.Inputs.Count > 0)
        )
        {
            using var request = await DecodeAsync(model.Example!);

            foreach (var spec in model.Signature!.Inputs.Where(spec => !spec.IsOptional))
            {
                var tensor = request.FindInput(spec.Name)?.Tensor;
                tensor.Should().NotBeNull($"{model.Name} requires {spec.Name}");
                tensor!.DataType.Should().Be(spec.DataType);
                spec.Shape.Accepts(tensor.Shape).Should().BeTrue();
            }
        }
    }

    [Fact]
    public void For_SmallTensor_WritesNeutralValuesWithFreeDimensionsOfOne()
    {
        var example = ExampleRequest.For(SampleModels.Iris.Signature!);

        example
            .Should()
            .Be(
                new ExampleRequest(
                    """{"inputs":[{"name":"measurements","datatype":"FP32","shape":[1,4],"data":[0.5,0.5,0.5,0.5]}]}""",
                    0
                )
            );
    }

    [Fact]
    public void For_LargeTensor_LeavesTheDataToTheBinaryPart()
    {
        var example = ExampleRequest.For(SampleModels.Image.Signature!)!;

        example.BinaryLength.Should().Be(3 * 224 * 224 * 4);
        example.Json.Should().Contain("\"binary_data_size\":602112").And.NotContain("\"data\":");
    }

    [Fact]
    public void For_ExactlyTheMostElements_WritesThemOutAndOneMoreDoesNot()
    {
        Example(ExampleRequest.MaxElements).BinaryLength.Should().Be(0);
        Example(ExampleRequest.MaxElements + 1).BinaryLength.Should().Be(ExampleRequest.MaxElements + 1);

        static ExampleRequest Example(long length) =>
            ExampleRequest.For(new ModelSignature([new TensorSpec("x", DataType.UInt8, new TensorShape(length))], []))!;
    }

    [Theory]
    [InlineData(long.MaxValue, 2)]
    [InlineData(long.MaxValue, 1)]
    [InlineData(ExampleRequest.MaxBinaryLength, 2)]
    public void For_MoreThanAReaderShouldSend_GivesNothing(long first, long second)
    {
        var spec = new TensorSpec("x", DataType.UInt8, new TensorShape(first, second));

        ExampleRequest.For(new ModelSignature([spec], [])).Should().BeNull();
    }

    [Fact]
    public void For_OutputWithoutAJsonForm_AsksForItAsBytes()
    {
        var example = ExampleRequest.For(SampleModels.Half.Signature!)!;

        example.Json.Should().EndWith(""","outputs":[{"name":"y","parameters":{"binary_data":true}},{"name":"z"}]}""");
    }

    [Fact]
    public void For_OptionalInput_LeavesItOut()
    {
        ExampleRequest.For(SampleModels.Choosy.Signature!)!.Json.Should().NotContain("\"c\"");
    }

    [Fact]
    public void ToCurl_QuotesInTheRequest_StayInsideTheShellWord()
    {
        var curl = new ExampleRequest("""{"id":"it's"}""", 0).ToCurl("http://host/v2/models/o'k/infer");

        curl.Should().Contain("""'{"id":"it'\''s"}'""").And.Contain("""'http://host/v2/models/o'\''k/infer'""");
    }

    [Fact]
    public void ToCurl_BinaryExample_SaysWhereTheJsonEnds()
    {
        var curl = new ExampleRequest("""{"id":"é"}""", 8).ToCurl("http://host/infer");

        curl.Should().Contain("head -c 8 /dev/zero").And.Contain("Inference-Header-Content-Length: 11");
    }

    private static async Task<InferenceRequest> DecodeAsync(ExampleRequest example)
    {
        var body = new byte[example.HeaderLength + example.BinaryLength];
        Encoding.UTF8.GetBytes(example.Json, body);
        return await RestRequestDecoder.DecodeAsync(
            PipeReader.Create(new MemoryStream(body)),
            body.Length,
            example.BinaryLength == 0 ? null : example.HeaderLength,
            new ModelSelector("any"),
            RestDecoderLimits.Default,
            TestContext.Current.CancellationToken
        );
    }
}
