using System.Globalization;
using System.Net;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json.Nodes;
using Google.Protobuf;
using Grpc.Core;
using Slipway.Protocols.TensorFlowServing.Grpc.Proto;
using Slipway.TestUtilities.Fixtures;
using DataType = Slipway.Protocols.TensorFlowServing.Grpc.Proto.DataType;

namespace Slipway.EndToEnd.Tests.Imports;

/// <summary>SavedModels with several signatures, called as TensorFlow Serving's clients and documentation call them.</summary>
public sealed class SignatureServingTests(SignatureServer server) : IClassFixture<SignatureServer>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Every signature that the fixtures know an answer of.</summary>
    public static TheoryData<string, string> Cases =>
        new()
        {
            { "half_plus_two_tf1", "serving_default" },
            { "half_plus_two_tf1", "regress_x2_to_y3" },
            { "half_plus_two_tf2", "serving_default" },
            { "half_plus_two_tf2", "regress_x2_to_y3" },
            { "matrix_half_plus_two", "serving_default" },
            { "java_functions", "add" },
            { "java_functions", "get_const_matrix" },
            { "java_functions", "get_const_scalar" },
            { "java_functions", "get_const_vector" },
            { "java_functions", "get_variable" },
        };

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Predict_SignatureByName_GivesItsAnswerOverGrpc(string model, string signature)
    {
        var fixture = ModelFixture.Open($"savedmodel/{model}/{signature}");
        var request = new PredictRequest
        {
            ModelSpec = new ModelSpec { Name = model, SignatureName = signature },
        };
        foreach (var (name, array) in fixture.Inputs)
        {
            var shape = new TensorShapeProto();
            shape.Dim.Add(array.Shape.Select(dim => new TensorShapeProto.Types.Dim { Size = dim }));
            request.Inputs[name] = new TensorProto
            {
                Dtype = DataType.DtFloat,
                TensorShape = shape,
                TensorContent = ByteString.CopyFrom(array.Bytes),
            };
        }

        var answer = await server.Predictions.PredictAsync(request, cancellationToken: Token);

        answer.ModelSpec.SignatureName.Should().Be(signature);
        foreach (var (name, expected) in fixture.Outputs)
        {
            answer.Outputs[name].TensorShape.Dim.Select(dim => (int)dim.Size).Should().Equal(expected.Shape);
            Compare(fixture, expected, [.. answer.Outputs[name].FloatVal]);
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Predict_SignatureNamedBehindTheValues_GivesItsAnswerOverRest(string model, string signature)
    {
        var fixture = ModelFixture.Open($"savedmodel/{model}/{signature}");
        var inputs = new JsonObject(
            fixture.Inputs.Select(input => KeyValuePair.Create(input.Name, (JsonNode?)Nested(input.Value, 0, 0)))
        );

        var body = await PostAsync(
            $"{model}:predict",
            new JsonObject { ["inputs"] = inputs, ["signature_name"] = signature }.ToJsonString()
        );

        // One output stands by itself.
        var (_, expected) = fixture.Outputs.Should().ContainSingle().Subject;
        Compare(fixture, expected, [.. Flat(body["outputs"]!)]);
    }

    [Theory]
    [InlineData("half_plus_two_tf1")]
    [InlineData("half_plus_two_tf2")]
    public async Task Predict_ValuesWithoutABatchDimension_AreAnsweredAsTheDocumentationSays(string model)
    {
        Assert.SkipWhen(ModelFixture.Root is null, "SLIPWAY_FIXTURES does not name the folder of the fixtures.");

        var body = await PostAsync($"{model}:predict", """{"instances": [1.0, 2.0, 5.0]}""");

        body.ToJsonString().Should().Be("""{"predictions":[2.5,3.0,4.5]}""");
    }

    [Fact]
    public async Task Predict_Matrices_AreAnsweredInTheirShape()
    {
        Assert.SkipWhen(ModelFixture.Root is null, "SLIPWAY_FIXTURES does not name the folder of the fixtures.");

        var body = await PostAsync(
            "matrix_half_plus_two:predict",
            """{"instances": [[[1, 2], [3, 4]], [[5, 6], [7, 8]]]}"""
        );

        body.ToJsonString().Should().Be("""{"predictions":[[[2.5,3.0],[3.5,4.0]],[[4.5,5.0],[5.5,6.0]]]}""");
    }

    [Theory]
    [InlineData("regress_x_to_y", """{"results":[2.5,3.0]}""")]
    [InlineData("regress_x_to_y2", """{"results":[3.5,4.0]}""")]
    public async Task Regress_BySignature_ParsesExamples(string signature, string expected)
    {
        Assert.SkipWhen(ModelFixture.Root is null, "SLIPWAY_FIXTURES does not name the folder of the fixtures.");
        var body = $$"""{"examples": [{"x": 1.0}, {"x": 2.0}], "signature_name": "{{signature}}"}""";

        foreach (var model in (string[])["half_plus_two_tf1", "half_plus_two_tf2"])
        {
            (await PostAsync($"{model}:regress", body)).ToJsonString().Should().Be(expected);
        }
    }

    [Fact]
    public async Task MultiInference_TasksOfTwoSignatures_AreAnsweredEachByItsOwn()
    {
        Assert.SkipWhen(ModelFixture.Root is null, "SLIPWAY_FIXTURES does not name the folder of the fixtures.");
        var example = new Example { Features = new Features() };
        example.Features.Feature["x"] = new Feature { FloatList = new FloatList { Value = { 2 } } };
        var request = new MultiInferenceRequest
        {
            Input = new Input { ExampleList = new ExampleList { Examples = { example } } },
        };
        request.Tasks.Add(Task("regress_x_to_y2", "tensorflow/serving/regress"));
        request.Tasks.Add(Task("classify_x_to_y", "tensorflow/serving/classify"));

        var answer = await server.Predictions.MultiInferenceAsync(request, cancellationToken: Token);

        answer.Results[0].RegressionResult.Regressions.Should().ContainSingle().Which.Value.Should().Be(4);
        var classes = answer.Results[1].ClassificationResult.Classifications.Should().ContainSingle().Subject;
        classes.Classes.Should().ContainSingle().Which.Score.Should().Be(3);

        static InferenceTask Task(string signature, string method) =>
            new()
            {
                ModelSpec = new ModelSpec { Name = "half_plus_two_tf1", SignatureName = signature },
                MethodName = method,
            };
    }

    [Fact]
    public async Task Metadata_OfBothProtocols_TellsEverySignature()
    {
        Assert.SkipWhen(ModelFixture.Root is null, "SLIPWAY_FIXTURES does not name the folder of the fixtures.");
        string[] names =
        [
            "classify_x_to_y",
            "regress_x2_to_y3",
            "regress_x_to_y",
            "regress_x_to_y2",
            "serving_default",
        ];

        var text = await server.Http.GetStringAsync("/v1/models/half_plus_two_tf1/metadata", Token);
        var rest = JsonNode.Parse(text)!["metadata"]!["signature_def"]!["signature_def"]!.AsObject();
        rest.Select(signature => signature.Key).Should().BeEquivalentTo(names);
        var declared = rest["serving_default"]!["inputs"]!["x"]!["tensor_shape"]!;
        declared["dim"]!.AsArray().Select(dim => (string?)dim!["size"]).Should().Equal("-1", "1");
        ((bool)declared["unknown_rank"]!).Should().BeFalse();
        ((string?)rest["regress_x_to_y"]!["method_name"]).Should().Be("tensorflow/serving/regress");

        var answer = await server.Predictions.GetModelMetadataAsync(
            new GetModelMetadataRequest
            {
                ModelSpec = new ModelSpec { Name = "half_plus_two_tf1" },
                MetadataField = { "signature_def" },
            },
            cancellationToken: Token
        );
        var grpc = answer.Metadata["signature_def"].Unpack<SignatureDefMap>().SignatureDef;
        grpc.Keys.Should().BeEquivalentTo(names);
        grpc["classify_x_to_y"].MethodName.Should().Be("tensorflow/serving/classify");
        grpc["classify_x_to_y"].Outputs.Keys.Should().Equal("scores");
    }

    [Fact]
    public async Task Predict_UnknownSignature_IsRefusedWithTheNamesThereAre()
    {
        Assert.SkipWhen(ModelFixture.Root is null, "SLIPWAY_FIXTURES does not name the folder of the fixtures.");
        using var content = new StringContent("""{"instances": [1], "signature_name": "nope"}""");
        using var response = await server.Http.PostAsync("/v1/models/half_plus_two_tf1:predict", content, Token);
        response.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        (await response.Content.ReadAsStringAsync(Token)).Should().Contain("regress_x_to_y2");

        var request = new PredictRequest
        {
            ModelSpec = new ModelSpec { Name = "half_plus_two_tf1", SignatureName = "nope" },
        };
        var call = async () => await server.Predictions.PredictAsync(request, cancellationToken: Token);
        var failure = (await call.Should().ThrowAsync<RpcException>()).Which;
        failure.StatusCode.Should().Be(StatusCode.InvalidArgument);
        failure.Status.Detail.Should().Contain("'nope'").And.Contain("regress_x_to_y2");
    }

    private async Task<JsonNode> PostAsync(string call, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8);
        using var response = await server.Http.PostAsync($"/v1/models/{call}", content, Token);
        var text = await response.Content.ReadAsStringAsync(Token);
        response.StatusCode.Should().Be(HttpStatusCode.OK, "the answer is {0}", text);
        return JsonNode.Parse(text)!;
    }

    private static void Compare(ModelFixture fixture, NumpyArray expected, float[] actual)
    {
        var values = MemoryMarshal.Cast<byte, float>(expected.Bytes);
        actual.Should().HaveCount(values.Length);
        for (var i = 0; i < values.Length; i++)
        {
            var bound = fixture.AbsoluteTolerance + fixture.RelativeTolerance * Math.Abs(values[i]);
            actual[i].Should().BeApproximately(values[i], (float)bound);
        }
    }

    private static JsonNode Nested(NumpyArray array, int axis, int start)
    {
        if (axis == array.Shape.Length)
            return JsonValue.Create(MemoryMarshal.Cast<byte, float>(array.Bytes)[start]);
        var step = array.Shape.Skip(axis + 1).Aggregate(1, (product, dim) => product * dim);
        return new JsonArray([
            .. Enumerable.Range(0, array.Shape[axis]).Select(i => Nested(array, axis + 1, start + i * step)),
        ]);
    }

    private static IEnumerable<float> Flat(JsonNode node) =>
        node is JsonArray array
            ? array.SelectMany(item => Flat(item!))
            : [float.Parse(node.ToJsonString(), CultureInfo.InvariantCulture)];
}
