using System.IO.Pipelines;
using Slipway.Errors;
using Slipway.Inference;
using Slipway.Protocols.OpenInference.Rest;
using Slipway.Tensors;

namespace Slipway.Protocols.Tests.OpenInference.Rest;

public sealed class RestResponseEncoderTests
{
    [Fact]
    public void Encode_EveryTypeThatJsonCarries_IsFlatAndInTheProtocolsOrder()
    {
        using var response = new InferenceResponse
        {
            Id = "4\"2",
            ModelName = "mödel",
            ModelVersion = "3",
            Parameters = new InferenceParameters
            {
                ["b"] = new(true),
                ["i"] = new(-1L),
                ["u"] = new(ulong.MaxValue),
                ["d"] = new(2.0),
                ["s"] = new("é\n"),
            },
        };
        response.Outputs.Add(
            new(
                "f",
                Tensor.From(
                    [1f, -0f, 0.1f, float.NaN, float.PositiveInfinity, float.NegativeInfinity, float.MaxValue],
                    new(7)
                )
            )
        );
        response.Outputs.Add(new("d", Tensor.From([0.1, 1e300, double.NaN, -1.5], new(2, 2))));
        response.Outputs.Add(new("i", Tensor.From([long.MinValue, long.MaxValue], new(2, 1))));
        response.Outputs.Add(new("q", Tensor.From<bool>([true, false], new(2))));
        response.Outputs.Add(
            new("t", Tensor.FromStrings(["", "a\"\\\u0001", "日本😀"], new(3)), new() { ["k"] = new(1L) })
        );
        response.Outputs.Add(new("e", Tensor.From<int>([], new(0, 3))));

        using var message = RestResponseEncoder.Encode(Request(), response);

        message.JsonLength.Should().BeNull();
        message.ContentType.Should().Be("application/json");
        Wire.Text(message)
            .Should()
            .Be(
                """{"id":"4\"2","model_name":"mödel","model_version":"3","parameters":{"b":true,"i":-1,"u":18446744073709551615,"d":2.0,"s":"é\n"},"outputs":["""
                    + """{"name":"f","datatype":"FP32","shape":[7],"data":[1,-0,0.1,NaN,Infinity,-Infinity,3.4028235E+38]},"""
                    + """{"name":"d","datatype":"FP64","shape":[2,2],"data":[0.1,1E+300,NaN,-1.5]},"""
                    + """{"name":"i","datatype":"INT64","shape":[2,1],"data":[-9223372036854775808,9223372036854775807]},"""
                    + """{"name":"q","datatype":"BOOL","shape":[2],"data":[true,false]},"""
                    + """{"name":"t","datatype":"BYTES","shape":[3],"parameters":{"k":1},"data":["","a\"\\\u0001","日本\uD83D\uDE00"]},"""
                    + """{"name":"e","datatype":"INT32","shape":[0,3],"data":[]}]}"""
            );
    }

    [Fact]
    public void Encode_BinaryExampleOfTheExtension_IsJsonThenBytes()
    {
        using var response = new InferenceResponse { ModelName = "mymodel", ModelVersion = "1" };
        response.Outputs.Add(new("output0", Tensor.From([1f, 2, 3, 4, 5, 6], new(3, 2))));
        var request = Request();
        request.Outputs.Add(new("output0", new() { ["binary_data"] = new(true) }));

        using var message = RestResponseEncoder.Encode(request, response);

        const string Json =
            """{"model_name":"mymodel","model_version":"1","outputs":[{"name":"output0","datatype":"FP32","shape":[3,2],"parameters":{"binary_data_size":24}}]}""";
        message.JsonLength.Should().Be(Json.Length);
        message.ContentLength.Should().Be(Json.Length + 24);
        message.ContentType.Should().Be("application/octet-stream");
        Wire.Bytes(message)
            .Should()
            .Equal(
                Wire.Join(
                    Json,
                    0,
                    0,
                    0x80,
                    0x3F,
                    0,
                    0,
                    0,
                    0x40,
                    0,
                    0,
                    0x40,
                    0x40,
                    0,
                    0,
                    0x80,
                    0x40,
                    0,
                    0,
                    0xA0,
                    0x40,
                    0,
                    0,
                    0xC0,
                    0x40
                )
            );
    }

    [Fact]
    public void Encode_BinaryDataOfAnOutput_WinsOverTheRequests()
    {
        using var response = new InferenceResponse();
        response.Outputs.Add(new("a", Tensor.From<byte>([1], new(1))));
        response.Outputs.Add(new("b", Tensor.From<byte>([2], new(1))));
        response.Outputs.Add(new("c", Tensor.FromStrings(["é"], new(1))));
        var request = Request();
        request.Parameters = new() { ["binary_data_output"] = new(true) };
        request.Outputs.Add(new("a", new() { ["binary_data"] = new(false) }));
        request.Outputs.Add(new("b"));
        request.Outputs.Add(new("c"));

        using var message = RestResponseEncoder.Encode(request, response);

        const string Json =
            """{"model_name":"","model_version":"","outputs":[{"name":"a","datatype":"UINT8","shape":[1],"data":[1]},"""
            + """{"name":"b","datatype":"UINT8","shape":[1],"parameters":{"binary_data_size":1}},"""
            + """{"name":"c","datatype":"BYTES","shape":[1],"parameters":{"binary_data_size":6}}]}""";
        message.JsonLength.Should().Be(Json.Length);
        Wire.Bytes(message).Should().Equal(Wire.Join(Json, 2, 2, 0, 0, 0, 0xC3, 0xA9));
    }

    [Fact]
    public void Encode_WhatJsonCannotCarry_IsRefusedBeforeTheFirstByte()
    {
        Refused(Tensor.From<Half>([(Half)1], new(1))).Should().Contain("FP16").And.Contain("\"binary_data\": true");
        var bytes = new TensorBufferWriter();
        BytesElements.Append(bytes, "ok"u8);
        BytesElements.Append(bytes, [0xFF]);
        Refused(new Tensor(DataType.Bytes, new(2), bytes.Detach(), bytes.WrittenLength))
            .Should()
            .Contain("not UTF-8")
            .And.Contain("element 1")
            .And.Contain("\"binary_data\": true");
    }

    [Fact]
    public async Task WriteTo_LargeJson_WaitsForTheReader()
    {
        using var response = new InferenceResponse();
        response.Outputs.Add(
            new("a", Tensor.From<float>(Enumerable.Range(0, 200_000).Select(i => i / 7f).ToArray(), new(200_000)))
        );
        using var message = RestResponseEncoder.Encode(Request(), response);
        message.ContentLength.Should().BeNull();
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 100_000, resumeWriterThreshold: 50_000));

        var writing = message.WriteToAsync(pipe.Writer, TestContext.Current.CancellationToken).AsTask();

        var most = 0L;
        var total = 0L;
        var expected = Wire.Bytes(message);
        while (total < expected.Length)
        {
            var result = await pipe.Reader.ReadAsync(TestContext.Current.CancellationToken);
            most = Math.Max(most, result.Buffer.Length);
            total += result.Buffer.Length;
            pipe.Reader.AdvanceTo(result.Buffer.End);
        }

        await writing;
        total.Should().Be(expected.Length);
        most.Should().BeLessThan(250_000);
    }

    [Fact]
    public async Task WriteTo_ReaderGone_EndsQuietly()
    {
        using var response = new InferenceResponse();
        response.Outputs.Add(new("a", Tensor.From<long>(new long[1_000_000], new(1_000_000))));
        using var message = RestResponseEncoder.Encode(Request(), response);
        var pipe = new Pipe();
        await pipe.Reader.CompleteAsync();

        await FluentActions
            .Awaiting(() => message.WriteToAsync(pipe.Writer, TestContext.Current.CancellationToken).AsTask())
            .Should()
            .NotThrowAsync();
    }

    private static InferenceRequest Request() => new() { Model = Wire.Model };

    private static string Refused(Tensor tensor)
    {
        using var response = new InferenceResponse();
        response.Outputs.Add(new("y", tensor));
        var error = FluentActions
            .Invoking(() => RestResponseEncoder.Encode(Request(), response))
            .Should()
            .Throw<ServingException>()
            .Which;
        error.Code.Should().Be(ServingErrorCode.InvalidArgument);
        error.Message.Should().Contain("'y'").And.Contain("m");
        return error.Message;
    }
}
