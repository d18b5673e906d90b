using System.Text.Json;
using Slipway.Errors;
using Slipway.Inference;
using Slipway.Models;
using Slipway.Protocols.OpenInference.Rest;
using Slipway.Tensors;

namespace Slipway.Protocols.Tests.OpenInference.Rest;

/// <summary>Triton's generate extension: flat objects to requests, and responses to flat objects.</summary>
public sealed class GenerateTests
{
    private static readonly ModelSignature Signature = new(
        [
            new TensorSpec("text_input", DataType.Bytes, new TensorShape(1)),
            new TensorSpec("stream", DataType.Bool, new TensorShape(-1, 1)),
            new TensorSpec("ids", DataType.Int32, new TensorShape(-1, -1, 2)),
            new TensorSpec("scalar", DataType.Fp32, TensorShape.Scalar),
            new TensorSpec("half", DataType.Fp16, new TensorShape(-1)),
        ],
        [new TensorSpec("text_output", DataType.Bytes, new TensorShape(-1))]
    );

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(7)]
    public void Decode_KeysOfTheModel_AreInputsAndOthersParameters(int step)
    {
        using var request = Decode(
            """
            {"id":"42", "text_input":"a \"quoted\" [text], ü", "temperature":0.5, "seed": 7,
             "parameters":{"stream":false,"top_k":3,"stop":"x"}, "ids":[1,2,3,4]}
            """,
            step
        );

        request.Id.Should().Be("42");
        request.Inputs.Select(input => input.Name).Should().Equal("text_input", "stream", "ids");
        var text = request.Inputs[0].Tensor;
        text.Shape.Should().Be(new TensorShape(1));
        text.ToStrings().Should().Equal("a \"quoted\" [text], ü");
        request.Inputs[1].Tensor.Shape.Should().Be(new TensorShape(1, 1));
        request.Inputs[1].Tensor.AsSpan<byte>().ToArray().Should().Equal(0);
        request.Inputs[2].Tensor.Shape.Should().Be(new TensorShape(1, 2, 2));
        request.Inputs[2].Tensor.AsSpan<int>().ToArray().Should().Equal(1, 2, 3, 4);
        request.Parameters!.Select(parameter => parameter.Key).Should().Equal("temperature", "seed", "top_k", "stop");
        request.Parameters!.TryGet("temperature", out var temperature).Should().BeTrue();
        temperature.AsDouble.Should().Be(0.5);
    }

    [Theory]
    [InlineData("""{"scalar":1.5}""", "[]")]
    [InlineData("""{"stream":[true]}""", "[1,1]")]
    [InlineData("""{"stream":[true,false,true]}""", "[3,1]")]
    [InlineData("""{"stream":true}""", "[1,1]")]
    [InlineData("""{"ids":[]}""", "[1,0,2]")]
    [InlineData("""{"ids":[[[1,2],[3,4],[5,6]]]}""", "[1,3,2]")]
    [InlineData("""{"text_input":"[,]"}""", "[1]")]
    [InlineData("""{"text_input":["x"]}""", "[1]")]
    public void Decode_Value_TakesTheShapeThatItFills(string body, string shape)
    {
        using var request = Decode(body);
        request.Inputs.Should().ContainSingle().Which.Tensor.Shape.ToString().Should().Be(shape);
    }

    [Theory]
    [InlineData("""{"ids":[1,2,3]}""", "*input 'ids'*has 3 elements*[-1,-1,2]*")]
    [InlineData("""{"text_input":["a","b"]}""", "*2 elements*[1]*")]
    [InlineData("""{"text_input":5}""", "*must be*found '5'*")]
    [InlineData("""{"text_input":null}""", "*found 'null'*")]
    [InlineData("""{"text_input":{"a":1}}""", "*text_input*")]
    [InlineData("""{"text_input":"a","text_input":"b"}""", "*'text_input'*twice*")]
    [InlineData("""{"text_input":"a","parameters":{"text_input":"b"}}""", "*'text_input'*twice*")]
    [InlineData("""{"half":[1]}""", "*JSON cannot carry FP16*")]
    [InlineData("""{"other":[1,2]}""", "*'other'*a parameter is*")]
    [InlineData("""{"other":null}""", "*'other'*")]
    [InlineData("""{"parameters":[]}""", "*'parameters' must be an object*")]
    [InlineData("""{"parameters":{"a":{}}}""", "*'a'*")]
    [InlineData("""{"id":5}""", "*'id' must be a string*")]
    [InlineData("""["text_input"]""", "*must be a JSON object, not an array*")]
    [InlineData("""{"text_input":"a" """, "*in the middle of its JSON*")]
    [InlineData("""{"text_input":"a"} x""", "*not valid JSON*")]
    [InlineData("", "*the body is empty*")]
    public void Decode_WhatDoesNotFit_IsRefusedWithItsName(string body, string message)
    {
        var decode = () => Decode(body);
        decode
            .Should()
            .Throw<ServingException>()
            .WithMessage(message)
            .Which.Code.Should()
            .Be(ServingErrorCode.InvalidArgument);
    }

    [Fact]
    public void Decode_TooManyParameters_IsRefused()
    {
        var members = string.Join(',', Enumerable.Range(0, 257).Select(i => $"\"p{i}\":{i}"));
        var decode = () => Decode($"{{{members}}}");
        decode.Should().Throw<ServingException>().WithMessage("*more than 256 parameters*");
    }

    [Fact]
    public void Decode_BodyOverTheLimit_IsTooLarge()
    {
        var limits = new RestDecoderLimits { MaxBodyBytes = 100 };
        var decode = () => Decode($$"""{"text_input":"{{new string('x', 200)}}"}""", limits: limits);
        decode.Should().Throw<ServingException>().Which.Code.Should().Be(ServingErrorCode.TooLarge);
    }

    [Theory]
    [InlineData(false, "", "")]
    [InlineData(true, "data: ", "\n\n")]
    public void Encode_Response_IsOneFlatObject(bool isEvent, string before, string after)
    {
        using var request = new InferenceRequest { Model = Wire.Model };
        using var response = Response();
        using var message = GenerateResponseEncoder.Encode(request, response, isEvent);

        var text = Wire.Text(message);

        text.Should().StartWith(before + "{").And.EndWith("}" + after);
        using var json = JsonDocument.Parse(text[before.Length..^after.Length]);
        json.RootElement.EnumerateObject()
            .Select(member => member.Name)
            .Should()
            .Equal("id", "model_name", "model_version", "finish", "text_output", "scores", "none");
        json.RootElement.GetProperty("text_output").GetString().Should().Be("line\nbreak");
        json.RootElement.GetProperty("scores").GetRawText().Should().Be("[1,2.5]");
        json.RootElement.GetProperty("none").GetRawText().Should().Be("[]");
        json.RootElement.GetProperty("finish").GetString().Should().Be("stop");
        if (isEvent)
            text[..^2].Should().NotContain("\n");
    }

    [Fact]
    public void Encode_OutputThatJsonCannotCarry_IsRefused()
    {
        using var request = new InferenceRequest { Model = Wire.Model };
        using var response = new InferenceResponse();
        response.Outputs.Add(new NamedTensor("h", Tensor.Allocate(DataType.Fp16, new TensorShape(1))));
        var encode = () => GenerateResponseEncoder.Encode(request, response, isEvent: false);
        encode.Should().Throw<ServingException>().WithMessage("*'h'*FP16*use infer*");
    }

    private static InferenceResponse Response()
    {
        var response = new InferenceResponse
        {
            Id = "42",
            ModelName = "m",
            ModelVersion = "1",
            Parameters = [],
        };
        response.Parameters["finish"] = new ParameterValue("stop");
        response.Parameters["scores"] = new ParameterValue("hidden by the output of the same name");
        response.Outputs.Add(
            new NamedTensor("text_output", Tensor.FromStrings(["line\nbreak"], new TensorShape(1, 1)))
        );
        response.Outputs.Add(new NamedTensor("scores", Tensor.From<float>([1, 2.5f], new TensorShape(2))));
        response.Outputs.Add(new NamedTensor("none", Tensor.From<int>([], new TensorShape(0))));
        response.Outputs.Add(new NamedTensor("model_name", Tensor.From<int>([1], new TensorShape(1))));
        return response;
    }

    private static InferenceRequest Decode(string body, int step = 0, RestDecoderLimits? limits = null) =>
        GenerateRequestDecoder
            .DecodeAsync(
                Wire.Pipe(Wire.Utf8(body), step),
                null,
                Wire.Model,
                Signature,
                limits ?? RestDecoderLimits.Default,
                TestContext.Current.CancellationToken
            )
            .AsTask()
            .GetAwaiter()
            .GetResult();
}
