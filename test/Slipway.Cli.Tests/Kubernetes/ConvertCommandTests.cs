using Slipway.Cli.Tests.Fakes;
using Slipway.TestUtilities;

namespace Slipway.Cli.Tests.Kubernetes;

public sealed class ConvertCommandTests : IDisposable
{
    private const string Iris = """
        apiVersion: serving.kserve.io/v1beta1
        kind: InferenceService
        metadata: { name: iris }
        spec: { predictor: { hostIPC: true, onnx: { storageUri: "https://m.example/a.onnx" } } }
        """;

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Convert_AFile_WritesTheServiceAndTellsWhatDoesNotCarryOver()
    {
        _folder.Write("isvc.yaml", $"{Iris}\n---\napiVersion: v1\nkind: Secret\nmetadata: {{ name: keys }}\n");
        using var host = new CliHost();

        var result = await host.RunAsync("convert", _folder["isvc.yaml"]);

        result.Code.Should().Be(ExitCodes.Ok);
        result
            .Output.Should()
            .Contain("kind: ModelService")
            .And.Contain("# - spec.predictor.hostIPC does not carry over.");
        result
            .Error.Should()
            .Contain("InferenceService iris:")
            .And.Contain("  spec.predictor.hostIPC does not carry over.")
            .And.Contain("Secret keys in");
    }

    [Fact]
    public async Task Convert_StandardInput_ToAFile()
    {
        using var host = new CliHost { Input = Iris };

        var result = await host.RunAsync("convert", "-", "--output", _folder["out.yaml"]);

        (result.Code, result.Output).Should().Be((ExitCodes.Ok, ""));
        (await File.ReadAllTextAsync(_folder["out.yaml"], TestContext.Current.CancellationToken))
            .Should()
            .Contain("kind: ModelService");
    }

    [Theory]
    [InlineData(
        "kind: InferenceService\napiVersion: serving.kubeflow.org/v1alpha2\n",
        "is of serving.kubeflow.org/v1alpha2"
    )]
    [InlineData("kind: InferenceGraph\napiVersion: serving.kserve.io/v1alpha1\n", "pipeline in slipway.yaml")]
    [InlineData("", "to convert: nothing")]
    [InlineData("kind: ]", "line 1")]
    public async Task Convert_NothingToConvert_SaysWhatWasFound(string text, string message)
    {
        _folder.Write("isvc.yaml", text);
        using var host = new CliHost();

        var result = await host.RunAsync("convert", _folder["isvc.yaml"]);

        (result.Code, result.Output).Should().Be((ExitCodes.Usage, ""));
        result.Error.Should().Contain(message);
    }

    [Fact]
    public async Task Convert_AFileThatIsNotThere_SaysSo()
    {
        using var host = new CliHost();

        var result = await host.RunAsync("convert", _folder["none.yaml"]);

        result.Code.Should().Be(ExitCodes.Usage);
        result.Error.Should().Contain("none.yaml");
    }
}
