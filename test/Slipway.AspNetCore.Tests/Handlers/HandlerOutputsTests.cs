using Slipway.AspNetCore.Handlers;
using Slipway.Errors;
using Slipway.Handlers;
using Slipway.Inference;
using Slipway.Models;
using Slipway.Tensors;
using Slipway.TestUtilities;

namespace Slipway.AspNetCore.Tests.Handlers;

public sealed class HandlerOutputsTests
{
    private static readonly HandlerContext Context = new("m", 1, "", new Dictionary<string, string>());
    private static readonly ModelSignature Signature = new([], [Spec("a"), Spec("b")]);

    [Fact]
    public void Settle_OutputsInAnyOrder_AreTheSignaturesOrder()
    {
        var response = Response("b", "a");
        HandlerOutputs.Settle(response, Request(), Signature, Context);
        response.Outputs.Select(output => output.Name).Should().Equal("a", "b");
        CountedBuffer.Alive(this).Should().Be(2);
    }

    [Fact]
    public void Settle_OutputsNobodyAskedFor_AreDropped()
    {
        var response = Response("a", "b");
        HandlerOutputs.Settle(response, Request("b"), Signature, Context);
        response.Outputs.Should().ContainSingle().Which.Name.Should().Be("b");
        CountedBuffer.Alive(this).Should().Be(1);
    }

    [Theory]
    [InlineData("'a' twice", "a", "a", "b")]
    [InlineData("'c' that its signature has not", "a", "b", "c")]
    [InlineData("did not give the output 'b'; it gave 'a'", "a")]
    public void Settle_WrongOutputs_AreNamedAndAllGivenBack(string expected, params string[] names)
    {
        var response = Response(names);
        var settle = () => HandlerOutputs.Settle(response, Request(), Signature, Context);
        settle
            .Should()
            .Throw<ServingException>()
            .WithMessage($"*{expected}*")
            .Which.Code.Should()
            .Be(ServingErrorCode.Internal);
        CountedBuffer.Alive(this).Should().Be(0);
    }

    [Fact]
    public void Settle_TensorOfTheRequestOrOfAnotherOutput_IsCopied()
    {
        var request = Request();
        var input = CountedBuffer.Of(this, 7);
        request.Inputs.Add(new NamedTensor("x", input));
        var response = new InferenceResponse { Outputs = { new("a", input), new("b", input) } };

        HandlerOutputs.Settle(response, request, Signature, Context);
        request.Dispose();

        response.Outputs[0].Tensor.AsSpan<float>()[0].Should().Be(7);
        response.Outputs[1].Tensor.AsSpan<float>()[0].Should().Be(7);
        response.Outputs[0].Tensor.Pointer.Should().NotBe(response.Outputs[1].Tensor.Pointer);
        response.Dispose();
    }

    private static TensorSpec Spec(string name) => new(name, DataType.Fp32, new TensorShape(-1));

    private static InferenceRequest Request(params string[] wanted)
    {
        var request = new InferenceRequest { Model = new ModelSelector("m") };
        request.Outputs.AddRange(wanted.Select(name => new RequestedOutput(name)));
        return request;
    }

    private InferenceResponse Response(params string[] names)
    {
        var response = new InferenceResponse();
        response.Outputs.AddRange(names.Select(name => new NamedTensor(name, CountedBuffer.Of(this, 7))));
        return response;
    }
}
