using System.Text.Json;
using Slipway.Cli.Tests.Fakes;
using Slipway.TestUtilities;

namespace Slipway.Cli.Tests.Fleets;

public sealed class ValidateCommandTests : IDisposable
{
    private readonly TempFolder _folder = new();

    [Fact]
    public async Task Validate_AManifestThatIsRight_SaysWhatItHas()
    {
        using var host = new CliHost();
        Write("services: { a: { model: m.onnx } }");

        var result = await host.RunAsync("validate", _folder.Path);

        (result.Code, result.Error).Should().Be((ExitCodes.Ok, ""));
        result.Output.Should().Be($"{_folder["slipway.yaml"]} is valid: 1 service, 0 pipelines.{Environment.NewLine}");
    }

    [Fact]
    public async Task Validate_Mistakes_AreALineEachWithTheirPlaces()
    {
        using var host = new CliHost();
        Write("servces: {}\nservices:\n  a: { model: none }\n");

        var result = await host.RunAsync("validate", _folder.Path);

        result.Code.Should().Be(ExitCodes.Usage);
        var file = _folder["slipway.yaml"];
        result
            .Output.Split(Environment.NewLine)
            .Should()
            .SatisfyRespectively(
                first => first.Should().StartWith($"{file}:1:1: servces: the key 'servces' is not known here"),
                second => second.Should().StartWith($"{file}:3:15: services.a.model: there is no model at "),
                last => last.Should().BeEmpty()
            );
        result.Error.Should().Be($"slipway: 2 problems in {file}.{Environment.NewLine}");
    }

    [Fact]
    public async Task Validate_ForAProgram_WritesOneDocument()
    {
        using var host = new CliHost();
        Write("services: { a: { model: m.onnx, replicas: \"${n}\" } }\nvariables: { n: 1 }");

        var result = await host.RunAsync("validate", _folder.Path, "--set", "n=-1", "--format", "json");

        result.Code.Should().Be(ExitCodes.Usage);
        using var verdict = JsonDocument.Parse(result.Output);
        verdict.RootElement.GetProperty("valid").GetBoolean().Should().BeFalse();
        var problem = verdict.RootElement.GetProperty("problems").EnumerateArray().Single();
        problem.GetProperty("line").GetInt32().Should().Be(1);
        problem.GetProperty("path").GetString().Should().Be("services.a.replicas");
    }

    [Fact]
    public async Task Validate_WithAnEnvironment_LaysItsFileOver()
    {
        using var host = new CliHost();
        Write("services: { a: { model: m.onnx, environment: { K: \"${env:KEY}\" } } }");
        _folder.Write("slipway.p.yaml", "services: { a: { replicas: -1 } }");
        host.Variables["KEY"] = "x";

        var result = await host.RunAsync("validate", _folder.Path, "-e", "p");

        result.Output.Should().StartWith($"{_folder["slipway.p.yaml"]}:1:28: services.a.replicas: ");
    }

    public void Dispose() => _folder.Dispose();

    private void Write(string yaml)
    {
        _folder.Write("m.onnx", "");
        _folder.Write("slipway.yaml", yaml);
    }
}
