using System.Text.Json;
using Slipway.EndToEnd.Tests.Hosting;

namespace Slipway.EndToEnd.Tests.Grpc;

/// <summary>
/// The server through a gRPC implementation that is not .NET's: the calls of Triton's simple examples from Node
/// (<c>Node/client.mjs</c>). Needs node, and <c>npm ci</c> in that folder.
/// </summary>
[Collection(nameof(ModelsGroup))]
public sealed class NodeClientTests(ModelsFixture models)
{
    private static readonly string Folder = Path.Combine(Checkout.Root, "test", "Slipway.EndToEnd.Tests", "Node");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task NodeClient_SimpleExamples_AreAnswered()
    {
        using var results = await RunAsync();
        var root = results.RootElement;
        foreach (var check in root.GetProperty("health").EnumerateObject())
        {
            check.Value.GetBoolean().Should().BeTrue(check.Name);
        }

        root.GetProperty("metadata").GetProperty("server").GetProperty("name").GetString().Should().Be("slipway");
        var model = root.GetProperty("metadata").GetProperty("model");
        model.GetProperty("platform").GetString().Should().Be("onnxruntime_onnx");
        model
            .GetProperty("inputs")[0]
            .GetProperty("shape")
            .EnumerateArray()
            .Select(dim => dim.GetString())
            .Should()
            .Equal("1", "16");
        var configured = root.GetProperty("metadata").GetProperty("configuredInput");
        configured.GetProperty("data_type").GetString().Should().Be("TYPE_INT32");

        int[] sums = [.. Enumerable.Range(0, 16).Select(i => i + 1)];
        int[] differences = [.. Enumerable.Range(0, 16).Select(i => i - 1)];
        var raw = root.GetProperty("raw");
        raw.GetProperty("id").GetString().Should().Be("from-node");
        raw.GetProperty("version").GetString().Should().Be("1");
        foreach (var answer in (string[])["raw", "typed", "int8"])
        {
            Integers(root, answer, "OUTPUT0").Should().Equal(sums, answer);
            Integers(root, answer, "OUTPUT1").Should().Equal(differences, answer);
        }

        Texts(root, "strings").Should().Equal(sums.Select(sum => $"{sum}"));
        root.GetProperty("strings").GetProperty("outputs").EnumerateObject().Should().ContainSingle();
        root.GetProperty("statistics")[0].GetProperty("name").GetString().Should().Be("simple");
        Texts(root, "typedStrings").Should().Equal("plain", "", "søknad", "\U0001f6a2");
    }

    [Fact]
    public async Task NodeClient_Refusals_AreStatusesWithAReason()
    {
        using var results = await RunAsync();
        var unknown = results.RootElement.GetProperty("unknownModel");
        unknown.GetProperty("code").GetString().Should().Be("NOT_FOUND");
        unknown.GetProperty("details").GetString().Should().Contain("Request for unknown model: 'wrong_model_name'");
        var shape = results.RootElement.GetProperty("wrongShape");
        shape.GetProperty("code").GetString().Should().Be("INVALID_ARGUMENT");
        shape.GetProperty("details").GetString().Should().Contain("INPUT0");
    }

    private static IEnumerable<int> Integers(JsonElement root, string answer, string output) =>
        Data(root, answer, output).Select(value => value.GetInt32());

    private static IEnumerable<string?> Texts(JsonElement root, string answer) =>
        Data(root, answer, "OUTPUT0").Select(value => value.GetString());

    private static JsonElement.ArrayEnumerator Data(JsonElement root, string answer, string output) =>
        root.GetProperty(answer).GetProperty("outputs").GetProperty(output).GetProperty("data").EnumerateArray();

    private async Task<JsonDocument> RunAsync()
    {
        Tools.Require(Tools.IsOnPath("node"), "install Node");
        Tools.Require(Directory.Exists(Path.Combine(Folder, "node_modules")), $"run 'npm ci' in {Folder}");
        var (exitCode, output, errors) = await Tools.RunAsync(
            "node",
            [Path.Combine(Folder, "client.mjs"), new Uri(models.Server.GrpcUrl).Authority],
            TimeSpan.FromMinutes(1),
            Token
        );
        exitCode.Should().Be(0, errors);
        return JsonDocument.Parse(output);
    }
}
