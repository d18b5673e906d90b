using Slipway.Errors;
using Slipway.Inference;
using Slipway.Protocols.OpenInference.Rest;
using Slipway.Tensors;

namespace Slipway.Protocols.Tests.OpenInference.Rest;

public sealed class RestRequestEncoderTests
{
    [Fact]
    public void Encode_Json_IsTheProtocolsRequest()
    {
        using var request = Request();

        using var message = RestRequestEncoder.Encode(request, binary: false);

        message.JsonLength.Should().BeNull();
        Wire.Text(message)
            .Should()
            .Be(
                """{"id":"1","parameters":{"priority":3},"inputs":[{"name":"x","datatype":"INT32","shape":[1,2],"parameters":{"k":"v"},"data":[1,-2]}],"outputs":["""
                    + """{"name":"y","parameters":{"classification":3}},{"name":"z"}]}"""
            );
    }

    [Fact]
    public void Encode_Binary_CarriesInputsAndAsksForOutputsSo()
    {
        using var request = Request();

        using var message = RestRequestEncoder.Encode(request, binary: true);

        const string Json =
            """{"id":"1","parameters":{"priority":3,"binary_data_output":true},"inputs":[{"name":"x","datatype":"INT32","shape":[1,2],"parameters":{"k":"v","binary_data_size":8}}],"outputs":["""
            + """{"name":"y","parameters":{"classification":3}},{"name":"z"}]}""";
        message.JsonLength.Should().Be(Json.Length);
        Wire.Bytes(message).Should().Equal(Wire.Join(Json, 1, 0, 0, 0, 0xFE, 0xFF, 0xFF, 0xFF));
    }

    [Fact]
    public void Encode_BinaryWithTheCallersOwnChoice_KeepsIt()
    {
        using var request = new InferenceRequest { Model = Wire.Model, Parameters = new() };
        request.Parameters["binary_data_output"] = new(false);
        request.Inputs.Add(new("x", Tensor.From<Half>([(Half)1], new(1))));

        using var message = RestRequestEncoder.Encode(request, binary: true);

        Wire.Text(message)
            .Should()
            .StartWith("""{"parameters":{"binary_data_output":false},"inputs":[{"name":"x","datatype":"FP16",""");
    }

    [Fact]
    public void Encode_HalfPrecisionAsJson_IsRefused()
    {
        using var request = new InferenceRequest { Model = Wire.Model };
        request.Inputs.Add(new("x", Tensor.From<Half>([(Half)1], new(1))));

        FluentActions
            .Invoking(() => RestRequestEncoder.Encode(request, binary: false))
            .Should()
            .Throw<ServingException>()
            .WithMessage("*input 'x' is FP16*binary data*")
            .Which.Code.Should()
            .Be(ServingErrorCode.InvalidArgument);
    }

    private static InferenceRequest Request()
    {
        var request = new InferenceRequest
        {
            Model = Wire.Model,
            Id = "1",
            Parameters = new() { ["priority"] = new(3L) },
        };
        request.Inputs.Add(new("x", Tensor.From([1, -2], new(1, 2)), new() { ["k"] = new("v") }));
        request.Outputs.Add(new("y", new() { ["classification"] = new(3L) }));
        request.Outputs.Add(new("z"));
        return request;
    }
}
