using Slipway.Inference;
using Slipway.Protocols.OpenInference.Rest;
using Slipway.Tensors;

namespace Slipway.Protocols.Tests.OpenInference.Rest;

public sealed class RestRequestDecoderTests
{
    [Fact]
    public void Decode_WholeRequest_KeepsEveryField()
    {
        using var request = Wire.DecodeRequest(
            """
            {
              "id": "42",
              "parameters": {"binary_data_output": true, "priority": 7, "big": 18446744073709551615, "x": 1.5, "s": "é"},
              "inputs": [
                {"name": "a", "shape": [2, 2], "datatype": "UINT32", "data": [1, 2, 3, 4]},
                {"name": "b", "shape": [3], "datatype": "BOOL", "data": [true, false, true],
                 "parameters": {"k": false}}
              ],
              "outputs": [{"name": "y", "parameters": {"binary_data": false}}, {"name": "z"}]
            }
            """
        );

        request.Model.Should().Be(Wire.Model);
        request.Id.Should().Be("42");
        Parameter(request.Parameters, "binary_data_output").Should().Be(new ParameterValue(true));
        Parameter(request.Parameters, "priority").Should().Be(new ParameterValue(7L));
        Parameter(request.Parameters, "big").Should().Be(new ParameterValue(ulong.MaxValue));
        Parameter(request.Parameters, "x").Should().Be(new ParameterValue(1.5));
        Parameter(request.Parameters, "s").Should().Be(new ParameterValue("é"));
        request.Inputs.Select(i => i.Name).Should().Equal("a", "b");
        request.Inputs[0].Tensor.Shape.Should().Be(new TensorShape(2, 2));
        request.Inputs[0].Tensor.AsSpan<uint>().ToArray().Should().Equal(1, 2, 3, 4);
        request.Inputs[1].Tensor.AsSpan<bool>().ToArray().Should().Equal(true, false, true);
        Parameter(request.Inputs[1].Parameters, "k").Should().Be(new ParameterValue(false));
        request.Outputs.Select(o => o.Name).Should().Equal("y", "z");
        Parameter(request.Outputs[0].Parameters, "binary_data").Should().Be(new ParameterValue(false));
    }

    [Fact]
    public void Decode_NoInputs_IsLeftToTheModel()
    {
        using var json = Wire.DecodeRequest("""{"inputs":[]}""");
        json.Inputs.Should().BeEmpty();
        const string Asking = """{"inputs":[],"parameters":{"binary_data_output":true}}""";
        using var binary = Wire.DecodeRequest(Wire.Join(Asking, []), Asking.Length);
        binary.Inputs.Should().BeEmpty();
    }

    [Fact]
    public void Decode_BinaryExampleOfTheExtension_ReadsBothTensors()
    {
        const string Json = """
            {
              "model_name" : "mymodel",
              "inputs" : [
                { "name" : "input0", "shape" : [ 2, 2 ], "datatype" : "UINT32", "parameters" : { "binary_data_size" : 16 } },
                { "name" : "input1", "shape" : [ 3 ], "datatype" : "BOOL", "parameters" : { "binary_data_size" : 3, "k": 1 } }
              ],
              "outputs" : [ { "name" : "output0", "parameters" : { "binary_data" : true } } ]
            }
            """;
        byte[] binary = [1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 0, 1, 0, 0, 1, 0, 1];

        using var request = Wire.DecodeRequest(Wire.Join(Json, binary), Json.Length);

        request.Inputs[0].Tensor.AsSpan<uint>().ToArray().Should().Equal(1, 2, 3, 256);
        request.Inputs[0].Parameters.Should().BeNull("binary_data_size is the codec's own");
        request.Inputs[1].Tensor.AsSpan<bool>().ToArray().Should().Equal(true, false, true);
        Parameter(request.Inputs[1].Parameters, "k").Should().Be(new ParameterValue(1L));
    }

    [Theory]
    [InlineData("""{"name":"x","datatype":"INT8","shape":[2,3],"data":[[1,2,3],[4,5,-6]]}""")]
    [InlineData("""{"name":"x","datatype":"INT8","shape":[2,3],"data":[1,2,3,4,5,-6]}""")]
    [InlineData("""{"name":"x","datatype":"INT8","shape":[2,3],"data":[ [ 1 ,2,3 ] , [4,5,-6]  ]}""")]
    [InlineData("""{"data":[[1,2,3],[4,5,-6]],"shape":[2,3],"datatype":"INT8","name":"x"}""")]
    [InlineData("""{"shape":[2,3],"data":[1,2,3,4,5,-6] ,"datatype":"INT8","name":"x"}""")]
    [InlineData(
        """{"unknown":{"a":[[{}]]},"name":"x","datatype":"INT8","shape":[2,3],"data":[1,2,3,4,5,-6],"z":null}"""
    )]
    [InlineData("""{"n\u0061me":"\u0078","datatype":"INT8","shape":[2,3],"parameters":null,"data":[1,2,3,4,5,-6]}""")]
    public void Decode_DataInAnyLegalForm_IsTheSameTensor(string input)
    {
        using var request = Wire.DecodeRequest($$"""{"inputs":[{{input}}]}""");

        request.Inputs[0].Name.Should().Be("x");
        request.Inputs[0].Tensor.Shape.Should().Be(new TensorShape(2, 3));
        request.Inputs[0].Tensor.AsSpan<sbyte>().ToArray().Should().Equal(1, 2, 3, 4, 5, -6);
    }

    [Theory]
    [InlineData("[]", "[5]", 1)]
    [InlineData("[]", "5", 1)]
    [InlineData("[0]", "[]", 0)]
    [InlineData("[2,0]", "[]", 0)]
    [InlineData("[2,0]", "[[],[]]", 0)]
    [InlineData("[0,2]", "[ ]", 0)]
    [InlineData("[1,1,1]", "[[[5]]]", 1)]
    public void Decode_ScalarsAndEmptyTensors_HaveTheirElements(string shape, string data, int count)
    {
        foreach (var field in new[] { $"\"shape\":{shape},\"data\":{data}", $"\"data\":{data},\"shape\":{shape}" })
        {
            using var request = Wire.DecodeRequest($$"""{"inputs":[{"name":"x","datatype":"INT32",{{field}}}]}""");

            request.Inputs[0].Tensor.AsSpan<int>().ToArray().Should().Equal(Enumerable.Repeat(5, count));
        }
    }

    [Fact]
    public void Decode_ExtremesOfEveryType_AreExact()
    {
        Values<sbyte>("INT8", "-128,127,0,-0").Should().Equal(sbyte.MinValue, sbyte.MaxValue, 0, 0);
        Values<short>("INT16", "-32768,32767").Should().Equal(short.MinValue, short.MaxValue);
        Values<int>("INT32", "-2147483648,2147483647").Should().Equal(int.MinValue, int.MaxValue);
        Values<long>("INT64", "-9223372036854775808,9223372036854775807").Should().Equal(long.MinValue, long.MaxValue);
        Values<byte>("UINT8", "0,255").Should().Equal(0, 255);
        Values<ushort>("UINT16", "-0,65535").Should().Equal(0, 65535);
        Values<uint>("UINT32", "0,4294967295").Should().Equal(0, uint.MaxValue);
        Values<ulong>("UINT64", "0,18446744073709551615").Should().Equal(0, ulong.MaxValue);
        Values<float>("FP32", "3.4028234663852886e38,-1e-45,1e-60,NaN,Infinity,-Infinity")
            .Should()
            .Equal(float.MaxValue, -float.Epsilon, 0, float.NaN, float.PositiveInfinity, float.NegativeInfinity);
        Values<double>("FP64", "1.7976931348623157e308,5e-324,NaN,Infinity,-Infinity,1E2")
            .Should()
            .Equal(double.MaxValue, double.Epsilon, double.NaN, double.PositiveInfinity, double.NegativeInfinity, 100);
        float.IsNegative(Values<float>("FP32", "-0.0")[0]).Should().BeTrue();
    }

    [Fact]
    public void Decode_Text_IsUnescaped()
    {
        using var request = Wire.DecodeRequest(
            """{"inputs":[{"name":"x","datatype":"BYTES","shape":[5],"data":["", "a\"b\\", "é", "\ud83d\ude00\n", "\u0000"]}]}"""
        );

        request.Inputs[0].Tensor.ToStrings().Should().Equal("", "a\"b\\", "é", "😀\n", "\0");
    }

    [Fact]
    public void Decode_TokenLongerThanTheWindow_IsRead()
    {
        var text = new string('x', 300_000) + "é";
        var json =
            $$"""{"junk":"{{text}}","inputs":[{"name":"x","datatype":"BYTES","shape":[1],"data":["{{text}}"]}]}""";

        using var request = Wire.DecodeRequest(Wire.Utf8(json), step: 1000, lengthIsKnown: false);

        request.Inputs[0].Tensor.ToStrings().Should().Equal(text);
    }

    [Fact]
    public void Decode_NullFieldsOfSomeClients_AreAbsent()
    {
        using var request = Wire.DecodeRequest(
            """{"id":null,"parameters":null,"outputs":null,"inputs":[{"name":"x","datatype":"INT32","shape":[1],"data":[1]}]}"""
        );

        request.Id.Should().BeNull();
        request.Parameters.Should().BeNull();
        request.Outputs.Should().BeEmpty();
    }

    [Fact]
    public void Decode_BinaryAndJsonMixed_TakeTheirOwnBytes()
    {
        const string Json =
            """{"inputs":[{"name":"t","datatype":"BYTES","shape":[2],"parameters":{"binary_data_size":9}},"""
            + """{"name":"j","datatype":"FP32","shape":[1],"data":[0.5]},"""
            + """{"name":"h","datatype":"FP16","shape":[1],"parameters":{"binary_data_size":2}}]}""";
        byte[] binary = [1, 0, 0, 0, 0xFF, 0, 0, 0, 0, 0x00, 0x3C];

        foreach (var step in new[] { 0, 1, 3 })
        {
            using var request = Wire.DecodeRequest(Wire.Join(Json, binary), Json.Length, step, step != 3);

            request.Inputs[0].Tensor.Bytes.ToArray().Should().Equal(binary[..9]);
            request.Inputs[1].Tensor.AsSpan<float>()[0].Should().Be(0.5f);
            request.Inputs[2].Tensor.AsSpan<Half>()[0].Should().Be((Half)1);
        }
    }

    [Fact]
    public async Task Decode_Cancelled_ThrowsOperationCanceled()
    {
        var pipe = new System.IO.Pipelines.Pipe();
        await pipe.Writer.WriteAsync(Wire.Utf8("""{"inputs":[{"name":"""), TestContext.Current.CancellationToken);
        using var cancellation = new CancellationTokenSource();
        var decoding = RestRequestDecoder
            .DecodeAsync(pipe.Reader, null, null, Wire.Model, RestDecoderLimits.Default, cancellation.Token)
            .AsTask();

        await cancellation.CancelAsync();

        await FluentActions.Awaiting(() => decoding).Should().ThrowAsync<OperationCanceledException>();
    }

    private static T[] Values<T>(string type, string data)
        where T : unmanaged
    {
        var count = data.Split(',').Length;
        using var request = Wire.DecodeRequest(
            $$"""{"inputs":[{"name":"x","datatype":"{{type}}","shape":[{{count}}],"data":[{{data}}]}]}"""
        );
        return request.Inputs[0].Tensor.AsSpan<T>().ToArray();
    }

    private static ParameterValue? Parameter(InferenceParameters? parameters, string name) =>
        parameters is not null && parameters.TryGet(name, out var value) ? value : null;
}
