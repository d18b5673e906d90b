using Google.Protobuf;
using Slipway.Errors;
using Slipway.Inference;
using Slipway.Models;
using Slipway.Protocols.OpenInference.Grpc;
using Slipway.Tensors;

namespace Slipway.Protocols.Tests.OpenInference.Grpc;

public sealed class GrpcRequestEncoderTests
{
    [Fact]
    public void ToMessage_WholeRequest_DecodesToTheSame()
    {
        using var sent = new InferenceRequest
        {
            Model = new ModelSelector("simple", 7),
            Id = "id",
            Parameters = new InferenceParameters { ["priority"] = new ParameterValue(2UL) },
        };
        sent.Inputs.Add(new NamedTensor("x", Tensor.From([1L, 2L], new TensorShape(2))));
        sent.Inputs.Add(new NamedTensor("s", Tensor.FromStrings(["é"], new TensorShape(1))));
        sent.Outputs.Add(new RequestedOutput("y", new InferenceParameters { ["k"] = new ParameterValue("v") }));

        using var request = Messages.Decode(GrpcRequestEncoder.ToMessage(sent).ToByteArray());

        request.Model.Should().Be(sent.Model);
        request.Id.Should().Be("id");
        request.Parameters.Should().Equal(sent.Parameters);
        request.Inputs[0].Tensor.AsSpan<long>().ToArray().Should().Equal(1, 2);
        request.Inputs[1].Tensor.ToStrings().Should().Equal("é");
        request.Outputs[0].Parameters.Should().Equal(sent.Outputs[0].Parameters);
    }

    [Fact]
    public void ToMessage_Label_IsUnsupported()
    {
        using var request = new InferenceRequest { Model = new ModelSelector("m", Label: "canary") };

        FluentActions
            .Invoking(() => GrpcRequestEncoder.ToMessage(request))
            .Should()
            .Throw<ServingException>()
            .WithMessage("*'canary'*'m'*")
            .Which.Code.Should()
            .Be(ServingErrorCode.Unsupported);
    }
}
