using System.Diagnostics;
using System.Text.Json;
using Slipway.EndToEnd.Tests.Hosting;
using Slipway.TestUtilities;

namespace Slipway.EndToEnd.Tests.Lifecycle;

/// <summary>The server's <c>inspect</c>, on models as strangers make them.</summary>
public sealed class InspectTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Inspect_MetadataNamedLikeAFact_KeepsTheFact()
    {
        var model = TestModels.Simple().Metadata("graph", "mine").Metadata("note", "first");
        var (exitCode, json) = await InspectAsync(_folder.Model("model.onnx", model));
        exitCode.Should().Be(0, json);
        var properties = JsonDocument.Parse(json).RootElement.GetProperty("properties");
        properties.GetProperty("graph").GetString().Should().NotBe("mine");
        properties.GetProperty("note").GetString().Should().Be("first");
    }

    [Fact]
    public async Task Inspect_EmptySections_AreNoError()
    {
        _folder.Write("model.yaml", "scheduling:\ninputs:\n  INPUT0:\nonnx:\n");
        _folder.Model("model.onnx", TestModels.Simple());
        var (exitCode, json) = await InspectAsync(_folder.Path);
        exitCode.Should().Be(0, json);
    }

    private static async Task<(int ExitCode, string Output)> InspectAsync(string path)
    {
        var token = TestContext.Current.CancellationToken;
        var dll = Checkout.Server.EndsWith(".dll", StringComparison.Ordinal);
        var start = new ProcessStartInfo(dll ? "dotnet" : Checkout.Server, dll ? [Checkout.Server] : [])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        start.ArgumentList.Add("inspect");
        start.ArgumentList.Add(path);
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync(token);
        await process.WaitForExitAsync(token);
        return (process.ExitCode, output);
    }
}
