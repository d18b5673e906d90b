using System.Text.Json;
using System.Text.Json.Nodes;
using Slipway.Errors;
using Slipway.Inference;
using Slipway.Models;
using Slipway.Protocols.TensorFlowServing.Examples;
using Slipway.Protocols.TensorFlowServing.Rest;
using Slipway.Tensors;

namespace Slipway.Protocols.Tests.TensorFlowServing.Rest;

public sealed class RestResponsesTests
{
    [Fact]
    public void Row_OfOneOutput_IsAListWithoutNames() =>
        Predict(PredictForm.Row, ("y", Tensor.From<float>([3.5f, 4, 5.5f], new(3))))
            .Should()
            .Be("""{"predictions":[3.5,4.0,5.5]}""");

    [Fact]
    public void Row_OfSeveralOutputs_IsAListOfObjects() =>
        Predict(
                PredictForm.Row,
                ("a", Tensor.From<long>([1, 2, 3, 4], new(2, 2))),
                ("b", Tensor.From<bool>([true, false], new(2)))
            )
            .Should()
            .Be("""{"predictions":[{"a":[1,2],"b":true},{"a":[3,4],"b":false}]}""");

    [Fact]
    public void Columnar_OfOneOutput_IsItsValue() =>
        Predict(PredictForm.Columnar, ("y", Tensor.From<double>([1, 2.5], new(1, 2, 1))))
            .Should()
            .Be("""{"outputs":[[[1.0],[2.5]]]}""");

    [Fact]
    public void Columnar_OfSeveralOutputs_IsAnObject() =>
        Predict(
                PredictForm.Columnar,
                ("a", Tensor.From<int>([7], TensorShape.Scalar)),
                ("b", Tensor.From<byte>([1, 2, 3], new(3)))
            )
            .Should()
            .Be("""{"outputs":{"a":7,"b":[1,2,3]}}""");

    [Fact]
    public void Columnar_ForBothProtocols_HasRowsToo()
    {
        using var response = Response(
            ("a", Tensor.From<int>([1, 2], new(2))),
            ("b", Tensor.From<int>([3, 4], new(2, 1)))
        );
        using var json = RestResponses.Predict(response, PredictForm.Columnar, withPredictions: true);

        RestBodies
            .Text(json)
            .Should()
            .Be("""{"outputs":{"a":[1,2],"b":[[3],[4]]},"predictions":[{"a":1,"b":[3]},{"a":2,"b":[4]}]}""");
    }

    [Theory]
    [InlineData(new long[] { 0 }, "[]")]
    [InlineData(new long[] { 2, 0 }, "[[],[]]")]
    [InlineData(new long[] { 0, 2 }, "[]")]
    [InlineData(new long[] { 1, 2, 0 }, "[[[],[]]]")]
    public void Empty_Tensors_KeepTheirBrackets(long[] dims, string expected)
    {
        Predict(PredictForm.Columnar, ("y", Tensor.From<float>([], new(dims))))
            .Should()
            .Be($$"""{"outputs":{{expected}}}""");
        Predict(PredictForm.Row, ("y", Tensor.From<float>([], new(dims))))
            .Should()
            .Be($$"""{"predictions":{{expected}}}""");
    }

    [Fact]
    public void Bytes_OfOutputsNamedSo_AreBase64()
    {
        Predict(PredictForm.Row, ("image_bytes", Tensor.FromStrings(["hi", ""], new(2))))
            .Should()
            .Be("""{"predictions":[{"b64":"aGk="},{"b64":""}]}""");
        Predict(PredictForm.Row, ("text", Tensor.FromStrings(["h\"i", "ä"], new(2))))
            .Should()
            .Be("""{"predictions":["h\"i","ä"]}""");
    }

    [Fact]
    public void Bytes_ThatAreNoText_AreBase64WhereverTheyAre()
    {
        using var writer = new TensorBufferWriter();
        BytesElements.Append(writer, [0xFF, 0xFE]);
        BytesElements.Append(writer, "a"u8);
        var length = writer.WrittenLength;

        Predict(PredictForm.Row, ("t", new Tensor(DataType.Bytes, new(1, 2), writer.Detach(), length)))
            .Should()
            .Be("""{"predictions":[[{"b64":"//4="},"a"]]}""");
    }

    [Fact]
    public void Floats_AreWrittenAsTensorFlowServingDoes() =>
        Predict(
                PredictForm.Row,
                (
                    "y",
                    Tensor.From<float>(
                        [0.1f, 1e10f, -0f, float.NaN, float.PositiveInfinity, float.NegativeInfinity],
                        new(1, 6)
                    )
                )
            )
            .Should()
            .Be("""{"predictions":[[0.1,1E+10,-0.0,NaN,Infinity,-Infinity]]}""");

    [Fact]
    public void Halves_AreNumbers() =>
        Predict(PredictForm.Row, ("y", Tensor.From<Half>([(Half)0.1, (Half)2], new(2))))
            .Should()
            .Be("""{"predictions":[0.1,2.0]}""");

    [Fact]
    public void Row_OfDifferentBatches_IsRefused()
    {
        var act = () =>
            Predict(PredictForm.Row, ("a", Tensor.From<int>([1], new(1))), ("b", Tensor.From<int>([1, 2], new(2))));

        act.Should()
            .Throw<ServingException>()
            .WithMessage("*'b' has the batch size 2 and output 'a' has 1*'inputs' instead of 'instances'*")
            .Which.Code.Should()
            .Be(ServingErrorCode.InvalidArgument);
    }

    [Fact]
    public void Row_OfAScalar_IsRefused()
    {
        var act = () => Predict(PredictForm.Row, ("a", Tensor.From<int>([1], TensorShape.Scalar)));

        act.Should().Throw<ServingException>().WithMessage("*'a' is a single value without a batch*");
    }

    [Fact]
    public void Large_Answers_AreStreamed()
    {
        var values = Enumerable.Range(0, 30_000).Select(i => i / 7f).ToArray();
        using var response = Response(("y", Tensor.From<float>(values, new(10_000, 3))));
        using var json = RestResponses.Predict(response, PredictForm.Row);

        json.ContentLength.Should().BeNull();
        var rows = JsonNode.Parse(RestBodies.Text(json))!["predictions"]!.AsArray();
        rows.Should().HaveCount(10_000);
        rows.SelectMany(row => row!.AsArray().Select(value => value!.GetValue<float>())).Should().Equal(values);
    }

    [Fact]
    public void Large_ByteStrings_AreWholeInBase64()
    {
        var bytes = new byte[100_000];
        new Random(1).NextBytes(bytes);
        using var writer = new TensorBufferWriter();
        BytesElements.Append(writer, bytes);
        var length = writer.WrittenLength;
        using var response = Response(("x_bytes", new Tensor(DataType.Bytes, new(1), writer.Detach(), length)));
        using var json = RestResponses.Predict(response, PredictForm.Row);

        JsonDocument
            .Parse(RestBodies.Text(json))
            .RootElement.GetProperty("predictions")[0]
            .GetProperty("b64")
            .GetBytesFromBase64()
            .Should()
            .Equal(bytes);
    }

    [Fact]
    public void Classification_IsPairsForEachExample()
    {
        var scores = new TensorSpec("scores", DataType.Fp32, new(-1, 2)) { Labels = ["cat", "d\"og"] };
        var outputs = ClassificationOutputs.Of("m", new ModelSignature([], [scores]), new Dictionary<string, string>());
        using var response = Response(("scores", Tensor.From<float>([0.25f, 1, 0.5f, 0], new(2, 2))));
        using var json = RestResponses.Classify(outputs.Read(response, 2));

        RestBodies.Text(json).Should().Be("""{"results":[[["cat",0.25],["d\"og",1.0]],[["cat",0.5],["d\"og",0.0]]]}""");
    }

    [Fact]
    public void Classification_OfManyClasses_IsWhole()
    {
        var scores = new TensorSpec("scores", DataType.Fp32, new(-1, 1000));
        var outputs = ClassificationOutputs.Of("m", new ModelSignature([], [scores]), new Dictionary<string, string>());
        var values = Enumerable.Range(0, 3000).Select(i => (float)i).ToArray();
        using var response = Response(("scores", Tensor.From<float>(values, new(3, 1000))));
        using var json = RestResponses.Classify(outputs.Read(response, 3));

        var results = JsonNode.Parse(RestBodies.Text(json))!["results"]!.AsArray();
        results.SelectMany(row => row!.AsArray().Select(pair => pair![1]!.GetValue<float>())).Should().Equal(values);
    }

    [Fact]
    public void Regression_IsOneNumberForEachExample()
    {
        using var json = RestResponses.Regress([3.5f, 4]);

        RestBodies.Text(json).Should().Be("""{"results":[3.5,4.0]}""");
    }

    private static string Predict(PredictForm form, params (string Name, Tensor Tensor)[] outputs)
    {
        using var response = Response(outputs);
        using var json = RestResponses.Predict(response, form);
        return RestBodies.Text(json);
    }

    private static InferenceResponse Response(params (string Name, Tensor Tensor)[] outputs)
    {
        var response = new InferenceResponse { ModelName = "m" };
        response.Outputs.AddRange(outputs.Select(output => new NamedTensor(output.Name, output.Tensor)));
        return response;
    }
}
