using System.Text.Json;
using Slipway.EndToEnd.Tests.Hosting;
using Slipway.TestUtilities;

namespace Slipway.EndToEnd.Tests.Conformance;

/// <summary>
/// The ONNX project's backend node tests over every transport, through the runner Slipway.Onnx.Conformance. The
/// cases are those of Debian's <c>libonnx-testdata</c>, or of the folder that SLIPWAY_ONNX_CASES names.
/// </summary>
public sealed class OnnxNodeTests
{
    private const string DebianCases = "/usr/share/libonnx-testdata/data/node";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task NodeCases_ThatTheEnginePasses_AgreeOnEveryTransport()
    {
        var cases = Environment.GetEnvironmentVariable("SLIPWAY_ONNX_CASES") ?? DebianCases;
        Tools.Require(Directory.Exists(cases), "install libonnx-testdata, or set SLIPWAY_ONNX_CASES");

        using var folder = new TempFolder();
        var (exitCode, output, errors) = await Tools.RunAsync(
            "dotnet",
            [Checkout.Conformance, cases, "--json", folder["report.json"]],
            TimeSpan.FromMinutes(5),
            Token
        );

        exitCode.Should().Be(0, output + errors);
        using var report = JsonDocument.Parse(await File.ReadAllTextAsync(folder["report.json"], Token));
        var transports = report.RootElement.GetProperty("transports").EnumerateArray().ToList();
        transports
            .Select(transport => transport.GetProperty("name").GetString())
            .Should()
            .BeEquivalentTo("rest-json", "rest-binary", "grpc", "grpc-typed");
        foreach (var transport in transports)
        {
            transport.GetProperty("agreed").GetInt32().Should().BeGreaterThan(300, transport.ToString());
        }
    }
}
