using System.Text.Json;
using Slipway.Cli.Tests.Fakes;
using Slipway.TestUtilities;

namespace Slipway.Cli.Tests.Commands;

public sealed class InspectCommandTests
{
    private const string Inspection =
        """{"name":"iris","version":3,"path":"/m/iris.onnx","runtime":"onnx","platform":"onnxruntime_onnx","size_bytes":2048,"properties":{"file size":"2048 bytes","opset":"13"},"inputs":[{"name":"measurements","datatype":"FP32","shape":[-1,4],"dimension_names":["batch",null],"optional":false,"description":"In centimetres.","labels":[]}],"outputs":[]}""";

    [Fact]
    public async Task Inspect_Server_ShowsEveryModelsSignature()
    {
        await using var server = await CannedServer.StartAsync();
        using var host = new CliHost();

        var result = await host.RunAsync("inspect", server.Address);

        result.Code.Should().Be(0);
        result.Output.Should().Contain("canned 9").And.Contain("measurements").And.Contain("[?, 4]");
    }

    [Fact]
    public async Task Inspect_ServerAsJson_IsOneDocument()
    {
        await using var server = await CannedServer.StartAsync();
        using var host = new CliHost();

        var result = await host.RunAsync("inspect", server.Address, "--json");

        using var json = JsonDocument.Parse(result.Output);
        var model = json.RootElement.GetProperty("models")[0];
        model.GetProperty("name").GetString().Should().Be("iris");
        model.GetProperty("inputs")[0].GetProperty("shape")[1].GetInt64().Should().Be(4);
    }

    [Fact]
    public async Task Inspect_Path_ShowsFactsAndTheModelsNamesOfFreeDimensions()
    {
        using var folder = new TempFolder();
        using var host = new CliHost { Server = FakeServer.Create(folder, $"echo '{Inspection}'") };

        var result = await host.RunAsync("inspect", folder.Path);

        result.Code.Should().Be(0);
        result
            .Output.Should()
            .Contain("2.05 kB")
            .And.Contain("opset")
            .And.Contain("[batch, 4]")
            .And.NotContain("file size");
        result.Output.Should().Contain("In centimetres.").And.Contain("Free dimensions: batch");
    }

    [Fact]
    public async Task Inspect_BrokenModel_IsItsErrorWithCode3()
    {
        using var folder = new TempFolder();
        const string Script =
            """echo '{"name":"m","version":1,"path":"/m","runtime":"","size_bytes":0,"error":{"code":"NotFound","message":"weights.bin is missing."}}'; exit 3""";
        using var host = new CliHost { Server = FakeServer.Create(folder, Script) };

        var result = await host.RunAsync("inspect", folder.Path);

        result.Code.Should().Be(ExitCodes.ModelNotLoaded);
        result.Error.Trim().Should().Be("slipway: weights.bin is missing.");
    }

    [Fact]
    public async Task Inspect_ServerProgramThatCrashes_ShowsItsLastWords()
    {
        using var folder = new TempFolder();
        using var host = new CliHost { Server = FakeServer.Create(folder, "echo 'out of memory' >&2; exit 134") };

        var result = await host.RunAsync("inspect", folder.Path);

        result.Code.Should().Be(ExitCodes.Failure);
        result.Error.Should().Contain("134").And.Contain("out of memory");
    }
}
