using System.Diagnostics;
using System.Text.RegularExpressions;
using Slipway.EndToEnd.Tests.Hosting;

namespace Slipway.EndToEnd.Tests.Docs;

/// <summary>The reference pages say what the code does.</summary>
public sealed partial class ReferenceTests(ModelsFixture models) : IClassFixture<ModelsFixture>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Schema_OfModelYaml_IsThePublishedOne()
    {
        // The server with the most runtimes has the sections of all. Renew it with:
        // dotnet artifacts/bin/Slipway.Server.Torch/debug/Slipway.Server.Torch.dll schema
        var start = new ProcessStartInfo("dotnet", [Checkout.TorchServer, "schema"])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        using var process = Process.Start(start)!;
        var printed = await process.StandardOutput.ReadToEndAsync(Token);
        await process.WaitForExitAsync(Token);
        process.ExitCode.Should().Be(0);
        printed.Should().Be(await ReadAsync("model.schema.json"));
    }

    [Fact]
    public async Task Page_OfModelYaml_ShowsEveryKeyOfTheSchema()
    {
        var page = await ReadAsync("model-yaml.md");
        using var schema = System.Text.Json.JsonDocument.Parse(await ReadAsync("model.schema.json"));
        var properties = schema.RootElement.GetProperty("properties");
        foreach (var property in properties.EnumerateObject())
        {
            page.Should().Contain($"{property.Name}:");
            if (property.Value.TryGetProperty("properties", out var inner))
                page.Should().ContainAll(inner.EnumerateObject().Select(key => $"{key.Name}:"));
        }
    }

    [Fact]
    public async Task Page_OfMetrics_ListsExactlyWhatIsThere()
    {
        using var body = new StringContent(
            """{"inputs":[{"name":"input","shape":[1],"datatype":"FP32","data":[1]}]}"""
        );
        (await models.Http.PostAsync("/v2/models/floats/infer", body, Token)).Dispose();
        using var bad = new StringContent("");
        (await models.Http.PostAsync("/v2/models/floats/infer", bad, Token)).Dispose();
        using var wrong = new StringContent("""{"inputs":[{"name":"x","shape":[1],"datatype":"FP32","data":[1]}]}""");
        (await models.Http.PostAsync("/v2/models/floats/infer", wrong, Token)).Dispose();

        var exposed = MetricType()
            .Matches(await models.Http.GetStringAsync("/metrics", Token))
            .Select(match => match.Groups["name"].Value)
            .Select(name => name.EndsWith("_total", StringComparison.Ordinal) ? name[..^6] : name)
            .Select(name => name.EndsWith("_seconds", StringComparison.Ordinal) ? name[..^8] : name)
            .Select(name => name.EndsWith("_bytes", StringComparison.Ordinal) ? name[..^6] : name);
        var documented = Documented()
            .Matches(await ReadAsync("metrics.md"))
            .Select(match => match.Groups["name"].Value.Replace('.', '_'));
        documented.Should().BeEquivalentTo(exposed);
    }

    [Fact]
    public async Task Page_OfMetrics_ListsExactlyTritonsNamesThatAreThere()
    {
        var exposed = TritonType()
            .Matches(await models.Http.GetStringAsync("/metrics", Token))
            .Select(match => match.Groups["name"].Value);
        var documented = TritonDocumented()
            .Matches(await ReadAsync("metrics.md"))
            .Select(match => match.Groups["name"].Value);
        documented.Should().BeEquivalentTo(exposed);
    }

    [GeneratedRegex("^# TYPE (?<name>nv_[a-z_]+) ", RegexOptions.Multiline | RegexOptions.NonBacktracking)]
    private static partial Regex TritonType();

    [GeneratedRegex("^\\| `(?<name>nv_[a-z_]+)`", RegexOptions.Multiline | RegexOptions.NonBacktracking)]
    private static partial Regex TritonDocumented();

    [GeneratedRegex("^# TYPE (?<name>slipway_[a-z_]+) ", RegexOptions.Multiline | RegexOptions.NonBacktracking)]
    private static partial Regex MetricType();

    [GeneratedRegex("^\\| `(?<name>slipway[a-z.]+)`", RegexOptions.Multiline | RegexOptions.NonBacktracking)]
    private static partial Regex Documented();

    private static Task<string> ReadAsync(string page) =>
        File.ReadAllTextAsync(Path.Combine(Checkout.Root, "docs", "reference", page), Token);
}
