using Slipway.Cli.Tests.Fakes;
using Slipway.TestUtilities;

namespace Slipway.Cli.Tests.Commands;

public sealed class InferCommandTests : IAsyncLifetime
{
    private CannedServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await CannedServer.StartAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Infer_OneModel_NeedsNoNameAndPrintsATable()
    {
        using var host = new CliHost { Input = "[5.1, 3.5, 1.4, 0.2]" };

        var result = await host.RunAsync("infer", _server.Address, "--input", "-");

        result.Error.Should().BeEmpty();
        result.Code.Should().Be(0);
        result.Output.Should().Contain("species").And.Contain("virginica").And.Contain("0.01, 0.04, 0.95");
        _server.Paths.Should().Equal("/v2/models/iris/infer");
    }

    [Fact]
    public async Task Infer_Json_PrintsTheResponseAndNothingElse()
    {
        using var host = new CliHost();

        var result = await host.RunAsync(
            "infer",
            $"{_server.Address}/v2/models/iris/versions/7",
            "--random",
            "--output",
            "species",
            "--json"
        );

        result.Code.Should().Be(0);
        result.Output.Should().StartWith("""{"model_name":"iris","model_version":"1","outputs":[{"name":"species",""");
        _server.Paths.Should().Equal("/v2/models/iris/versions/7/infer");
    }

    [Fact]
    public async Task Infer_SeveralModels_AsksForAName()
    {
        _server.Models.Add("digits");
        using var host = new CliHost();

        var result = await host.RunAsync("infer", _server.Address, "--random");

        result.Code.Should().Be(ExitCodes.Usage);
        result.Error.Should().Contain("--model").And.Contain("iris, digits");
    }

    [Fact]
    public async Task Infer_UnknownOutput_NamesThoseThereAre()
    {
        using var host = new CliHost();

        var result = await host.RunAsync("infer", _server.Address, "--random", "--output", "colour");

        result.Code.Should().Be(ExitCodes.Usage);
        result.Error.Should().Contain("'colour'").And.Contain("'species', 'probabilities'");
    }

    [Fact]
    public async Task Infer_Refused_IsTheServersSentenceAndCode5()
    {
        _server.Answer = (400, """{"error":"Model 'iris', input 'measurements': wrong."}""");
        using var host = new CliHost();

        var result = await host.RunAsync("infer", _server.Address, "--random");

        result.Code.Should().Be(ExitCodes.RequestRefused);
        result.Error.Trim().Should().Be("slipway: Model 'iris', input 'measurements': wrong.");
    }

    [Fact]
    public async Task Infer_NoInputOnATerminal_SaysHowToGiveOne()
    {
        using var host = new CliHost();

        var result = await host.RunAsync("infer", _server.Address);

        result.Code.Should().Be(ExitCodes.Usage);
        result.Error.Should().Contain("--input").And.Contain("--random");
    }

    [Fact]
    public async Task Infer_EmptyPipe_SaysSoAndHowToGiveOne()
    {
        using var host = new CliHost { Input = "\n" };

        var result = await host.RunAsync("infer", _server.Address, "--input", "-");

        result.Code.Should().Be(ExitCodes.Usage);
        result.Error.Should().Contain("is empty").And.Contain("--random");
    }

    [Fact]
    public async Task Infer_ControlCharactersInAMessage_DoNotReachTheTerminal()
    {
        using var host = new CliHost();

        var result = await host.RunAsync("infer", "\u001b[31mmodel.onnx", "--random");

        result.Code.Should().Be(ExitCodes.ModelNotLoaded);
        result.Error.Should().Contain("?[31mmodel.onnx").And.NotContain("\u001b");
    }

    [Fact]
    public async Task Infer_NoServer_IsCode4()
    {
        using var host = new CliHost();

        var result = await host.RunAsync("infer", "http://127.0.0.1:1", "--random", "--timeout", "0.5");

        result.Code.Should().Be(ExitCodes.ServerUnreachable);
    }

    [Fact]
    public async Task Infer_Path_RunsAServerForTheOneRequestAndShowsLabels()
    {
        using var folder = new TempFolder();
        const string Inspection =
            """{"name":"iris","version":1,"path":"/m","runtime":"onnx","size_bytes":5,"properties":{},"inputs":[],"outputs":[{"name":"probabilities","datatype":"FP32","shape":[-1,3],"dimension_names":[],"optional":false,"labels":["setosa","versicolor","virginica"]}]}""";
        using var host = new CliHost
        {
            Server = FakeServer.Create(folder, FakeServer.Ready(_server.Address, Inspection)),
        };

        var result = await host.RunAsync("infer", folder.Path, "--random");

        result.Error.Should().BeEmpty();
        result.Code.Should().Be(0);
        result.Output.Should().Contain("virginica 0.95, versicolor 0.04, setosa 0.01");
        File.Exists(folder["stopped"]).Should().BeTrue("the server was asked to end and not killed");
    }

    [Fact]
    public async Task Infer_PathOfABrokenModel_SaysWhyWithCode3AndLeavesNoServer()
    {
        using var folder = new TempFolder();
        const string Script = """
            if [ "$1" = inspect ]; then
                echo '{"name":"m","version":1,"path":"/m","runtime":"onnx","size_bytes":5,"error":{"code":"InvalidArgument","reason":"not-onnx","message":"m.onnx is not an ONNX file."}}'
                exit 3
            fi
            trap 'echo stopped > "$(dirname "$0")/stopped"; exit 0' TERM
            while :; do sleep 0.05; done
            """;
        using var host = new CliHost { Server = FakeServer.Create(folder, Script) };

        var result = await host.RunAsync("infer", folder.Path, "--random");

        result.Code.Should().Be(ExitCodes.ModelNotLoaded);
        result.Error.Trim().Should().Be("slipway: m.onnx is not an ONNX file.");
    }

    [Fact]
    public async Task Infer_MissingPath_IsCode3()
    {
        using var host = new CliHost();

        var result = await host.RunAsync("infer", "no/such/model.onnx", "--random");

        result.Code.Should().Be(ExitCodes.ModelNotLoaded);
        result.Error.Should().Contain("no/such/model.onnx");
    }
}
