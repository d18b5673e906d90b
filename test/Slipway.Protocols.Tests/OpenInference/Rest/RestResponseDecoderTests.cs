using Slipway.Errors;
using Slipway.Inference;
using Slipway.Tensors;

namespace Slipway.Protocols.Tests.OpenInference.Rest;

public sealed class RestResponseDecoderTests
{
    [Fact]
    public void Decode_ResponseOfTriton_KeepsEveryField()
    {
        const string Json =
            """{"id":"7","model_name":"simple","model_version":"1","parameters":{"sequence_id":0,"sequence_end":false},"outputs":["""
            + """{"name":"OUTPUT0","datatype":"INT32","shape":[1,2],"parameters":{"binary_data_size":8}},"""
            + """{"name":"OUTPUT1","datatype":"FP32","shape":[2],"data":[0.5,NaN]}]}""";

        using var response = Wire.DecodeResponse(Wire.Join(Json, 1, 0, 0, 0, 2, 0, 0, 0), Json.Length);

        response.Id.Should().Be("7");
        response.ModelName.Should().Be("simple");
        response.ModelVersion.Should().Be("1");
        response.Parameters!.TryGet("sequence_end", out var end).Should().BeTrue();
        end.Should().Be(new ParameterValue(false));
        response.Outputs[0].Tensor.Shape.Should().Be(new TensorShape(1, 2));
        response.Outputs[0].Tensor.AsSpan<int>().ToArray().Should().Equal(1, 2);
        response.Outputs[1].Tensor.AsSpan<float>().ToArray().Should().Equal(0.5f, float.NaN);
    }

    [Theory]
    [InlineData("""{"error":"no"}""", "'outputs'")]
    [InlineData("<html>", "not valid JSON")]
    [InlineData("""{"outputs":[{"name":"y","datatype":"FP32","shape":[2],"data":[1]}]}""", "output 'y'")]
    [InlineData("", "empty")]
    public void Decode_NotAResponse_IsTheServersFault(string body, string words) =>
        FluentActions
            .Invoking(() => Wire.DecodeResponse(Wire.Utf8(body)))
            .Should()
            .Throw<ServingException>()
            .WithMessage($"Response of the server: *{words}*")
            .Which.Code.Should()
            .Be(ServingErrorCode.Internal);
}
