using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using Slipway.AspNetCore.ApiReference;
using Slipway.Models;
using Slipway.Tensors;

namespace Slipway.AspNetCore.Tests.ApiReference;

public sealed class OpenApiDocumentBuilderTests
{
    [Fact]
    public async Task Build_EverySampleModel_IsReadBackWithoutAComplaint()
    {
        var json = await WriteAsync(SampleModels.All);

        var result = OpenApiDocument.Parse(json, OpenApiConstants.Json);

        result.Diagnostic!.SpecificationVersion.Should().Be(OpenApiSpecVersion.OpenApi3_1);
        result.Diagnostic.Errors.Should().BeEmpty();
        result.Diagnostic.Warnings.Should().BeEmpty();
        result.Document!.Validate(ValidationRuleSet.GetDefaultRuleSet()).Should().BeEmpty();
    }

    [Fact]
    public async Task Build_EachModel_HasItsOwnPathsAndStableIds()
    {
        var root = await BuildAsync(SampleModels.Iris, SampleModels.Failed);

        var paths = root["paths"]!.AsObject().Select(pair => pair.Key);
        paths
            .Should()
            .Equal(
                "/v2/models/failed",
                "/v2/models/failed/ready",
                "/v1/models/failed",
                "/v1/models/failed/metadata",
                "/v2/models/iris/infer",
                "/v2/models/iris",
                "/v2/models/iris/ready",
                "/v1/models/iris:predict",
                "/v1/models/iris:classify",
                "/v1/models/iris",
                "/v1/models/iris/metadata",
                "/v2/health/live",
                "/v2/health/ready",
                "/v2",
                "/v1/models",
                "/metrics",
                "/v2/systemsharedmemory/status",
                "/v2/systemsharedmemory/region/{region}/status",
                "/v2/systemsharedmemory/region/{region}/register",
                "/v2/systemsharedmemory/region/{region}/unregister",
                "/v2/systemsharedmemory/unregister"
            );
        Text(root, "paths", "/v2/models/iris/infer", "post", "operationId").Should().Be("infer_iris");
        Text(root, "paths", "/v2/models/iris", "get", "operationId").Should().Be("getModel_iris");
        Text(root, "paths", "/v2/models/iris/ready", "get", "operationId").Should().Be("isModelReady_iris");
    }

    [Fact]
    public async Task Build_SeveralVersions_GivesTheShortPathToTheNewestThatWorks()
    {
        var root = await BuildAsync(Version(1, error: null), Version(3, error: "It failed."), Version(2, error: null));

        var paths = root["paths"]!
            .AsObject()
            .Select(pair => pair.Key)
            .Where(path => path.EndsWith("infer", StringComparison.Ordinal));
        paths.Should().Equal("/v2/models/m/infer", "/v2/models/m/versions/1/infer");
        Text(
                root,
                "paths",
                "/v2/models/m",
                "get",
                "responses",
                "200",
                "content",
                "application/json",
                "example",
                "versions"
            )
            .Should()
            .Be("""["2"]""");

        static ServedModel Version(long version, string? error) =>
            error is null
                ? SampleModels.Model("m", [], [new TensorSpec("y", DataType.Fp32, new TensorShape(1))], version)
                : new ServedModel("m", version, "End", error, null, null);
    }

    [Theory]
    [InlineData(DataType.Bool, """{"type":"boolean"}""")]
    [InlineData(DataType.UInt8, """{"maximum":255,"minimum":0,"type":"integer"}""")]
    [InlineData(DataType.UInt64, """{"maximum":18446744073709551615,"minimum":0,"type":"integer"}""")]
    [InlineData(DataType.Int8, """{"maximum":127,"minimum":-128,"type":"integer"}""")]
    [InlineData(
        DataType.Int64,
        """{"maximum":9223372036854775807,"minimum":-9223372036854775808,"type":"integer","format":"int64"}"""
    )]
    [InlineData(DataType.Fp32, """{"type":"number","format":"float"}""")]
    [InlineData(DataType.Fp64, """{"type":"number","format":"double"}""")]
    [InlineData(DataType.Bytes, """{"type":"string"}""")]
    public async Task Build_Data_HasTheElementTypeOfItsDatatype(DataType type, string expected)
    {
        var root = await BuildAsync([.. SampleModels.OfEachType]);

        var items = Input(root, "type-" + type.Name())["properties"]!["data"]!["items"]!;
        items.ToJsonString().Should().Be(expected);
    }

    [Theory]
    [InlineData(DataType.Fp16)]
    [InlineData(DataType.BF16)]
    public async Task Build_TypeThatJsonCannotCarry_AsksForBytesAndOffersNoJsonBody(DataType type)
    {
        var root = await BuildAsync([.. SampleModels.OfEachType]);

        var name = "type-" + type.Name();
        var input = Input(root, name);
        input["properties"]!["data"].Should().BeNull();
        input["required"]!.AsArray().Select(node => (string)node!).Should().Contain("parameters");
        root["paths"]![$"/v2/models/{name}/infer"]!["post"]!["requestBody"]!["content"]!
            .AsObject()
            .Select(pair => pair.Key)
            .Should()
            .Equal("application/octet-stream");
    }

    [Fact]
    public async Task Build_Shape_FixesWhatIsFixedAndNamesWhatIsFree()
    {
        var root = await BuildAsync(SampleModels.Iris);

        var shape = Input(root, "iris")["properties"]!["shape"]!;
        shape["prefixItems"]!
            .ToJsonString()
            .Should()
            .Be("""[{"type":"integer","minimum":0,"title":"batch"},{"type":"integer","const":4}]""");
        ((int)shape["minItems"]!).Should().Be(2);
        ((int)shape["maxItems"]!).Should().Be(2);
    }

    [Fact]
    public async Task Build_SeveralInputs_RequiresEachOneThatIsNotOptional()
    {
        var root = await BuildAsync(SampleModels.Choosy);

        var inputs = root["components"]!["schemas"]!["choosy.InferRequest"]!["properties"]!["inputs"]!;
        ((int)inputs["minItems"]!).Should().Be(2);
        ((int)inputs["maxItems"]!).Should().Be(3);
        inputs["contains"]!.ToJsonString().Should().Contain("\"a\"");
        inputs["then"]!["contains"]!.ToJsonString().Should().Contain("\"b\"");
        inputs["then"]!["then"].Should().BeNull();
        inputs["items"]!["oneOf"]!.AsArray().Should().HaveCount(3);
    }

    [Fact]
    public async Task Build_LargeInput_KeepsTheDocumentSmallAndStillHasACommandToRun()
    {
        var json = await WriteAsync([SampleModels.Image]);

        json.Length.Should().BeLessThan(40_000);
        var operation = JsonNode.Parse(json)!["paths"]!["/v2/models/resnet/infer"]!["post"]!;
        operation["x-codeSamples"]![0]!["source"]!
            .GetValue<string>()
            .Should()
            .Contain("http://host:1/v2/models/resnet/infer")
            .And.Contain("/dev/zero");
    }

    [Fact]
    public async Task Build_ExampleOfThePackage_IsShownFlatAndRunAsItIs()
    {
        const string request =
            """{"inputs":[{"name":"measurements","shape":[2,4],"datatype":"FP32","data":[[1,2,3,4],[5,6,7,8]]}]}""";
        var root = await BuildAsync(SampleModels.Iris with { ExampleRequestJson = request });

        var operation = root["paths"]!["/v2/models/iris/infer"]!["post"]!;
        operation["requestBody"]!["content"]!["application/json"]!["example"]!["inputs"]![0]!["data"]!
            .ToJsonString()
            .Should()
            .Be("[1,2,3,4,5,6,7,8]");
        operation["x-codeSamples"]![0]!["source"]!.GetValue<string>().Should().Contain(request);
    }

    [Fact]
    public async Task Build_ExampleThatIsNotStrictJson_IsRunButNotShown()
    {
        const string request =
            """{"inputs":[{"name":"measurements","shape":[1,4],"datatype":"FP32","data":[NaN,2,3,4]}]}""";
        var root = await BuildAsync(SampleModels.Iris with { ExampleRequestJson = request });

        var operation = root["paths"]!["/v2/models/iris/infer"]!["post"]!;
        operation["requestBody"]!["content"]!["application/json"]!["example"].Should().BeNull();
        operation["x-codeSamples"]![0]!["source"]!.GetValue<string>().Should().Contain("NaN");
    }

    [Fact]
    public async Task Build_FailedModel_SaysWhyInItsGroup()
    {
        var root = await BuildAsync(SampleModels.Failed);

        var tag = root["tags"]!.AsArray().Single(tag => (string)tag!["name"]! == "failed")!;
        ((string)tag["description"]!).Should().Contain("the file is cut off; copy it again.");
    }

    [Fact]
    public async Task Build_SameModelsInAnotherOrder_GivesTheSameBytes()
    {
        var forward = await WriteAsync(SampleModels.All);
        var backward = await WriteAsync([.. SampleModels.All.Reverse()]);

        backward.Should().Be(forward);
    }

    private static JsonNode Input(JsonNode root, string model) =>
        root["components"]!["schemas"]![model + ".InferRequest"]!["properties"]!["inputs"]!["items"]!;

    private static string Text(JsonNode root, params string[] path)
    {
        var node = path.Aggregate(root, (node, key) => node[key]!);
        return node.GetValueKind() == JsonValueKind.String ? node.GetValue<string>() : node.ToJsonString();
    }

    private static async Task<JsonNode> BuildAsync(params ServedModel[] models) =>
        JsonNode.Parse(await WriteAsync(models))!;

    private static Task<string> WriteAsync(IReadOnlyList<ServedModel> models) =>
        OpenApiDocumentBuilder
            .Build(models, "1.2.3", "http://host:1")
            .SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_1, TestContext.Current.CancellationToken);
}
