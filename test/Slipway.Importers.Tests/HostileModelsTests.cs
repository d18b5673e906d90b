using System.Diagnostics;
using System.Text.Json;
using Google.Protobuf;
using Slipway.Importers.SavedModel.Proto;
using Slipway.Importers.Tests.Keras;
using Slipway.Importers.Tests.SavedModel;
using Slipway.TestUtilities;
using Slipway.TestUtilities.Fixtures;

namespace Slipway.Importers.Tests;

/// <summary>
/// Files that were made to hurt, given to the program itself: it refuses them with a reason, while its heap may not grow over
/// 192 MB and long before anybody would have to end it.
/// </summary>
public sealed class HostileModelsTests : IDisposable
{
    private const int Refused = 3;
    private const long HeapBytes = 192 << 20;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly TempFolder _folder = new();

    private static KerasModelFile Keras =>
        KerasModelFile
            .Sequential("null,3")
            .Layer("Dense", "\"units\":2,\"use_bias\":false")
            .Weight("dense/vars/0", [3, 2], 1, 2, 3, 4, 5, 6);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Import_ModelThatIsSound_Succeeds()
    {
        var (exit, output) = await ImportAsync(Written("m.keras", Keras.Archive()), "keras");

        exit.Should().Be(0, "it says {0}", output);
    }

    [Fact]
    public async Task Import_TruncatedHdf5_IsRefused()
    {
        var whole = await File.ReadAllBytesAsync(
            ModelFixture.Open("keras-tf/tfk2_simple_rnn").Models.Values.First(),
            TestContext.Current.CancellationToken
        );

        await RefusedAsync(Written("m.h5", whole[..(whole.Length / 2)]), "keras", ImportReasons.Corrupt);
    }

    [Fact]
    public Task Import_ArchiveWithNamesThatLeadOut_IsRefused() =>
        RefusedAsync(Written("m.keras", Keras.Archive(("../../escaped", [1]))), "keras", ImportReasons.Corrupt);

    [Fact]
    public async Task Import_BundleWithAWrongChecksum_IsRefused()
    {
        var fixture = ModelFixture.Open("savedmodel/half_plus_two_tf2/serving_default");
        var model = fixture.Models.Values.First();
        foreach (var file in Directory.EnumerateFiles(model, "*", SearchOption.AllDirectories))
        {
            var target = _folder[Path.Combine("m", Path.GetRelativePath(model, file))];
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            var content = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
            if (Path.GetFileName(file).StartsWith("variables.data", StringComparison.Ordinal))
                content[0] ^= 1;
            await File.WriteAllBytesAsync(target, content, TestContext.Current.CancellationToken);
        }

        await RefusedAsync(_folder["m"], "tensorflow", ImportReasons.Corrupt);
    }

    [Fact]
    public Task Import_WeightThatDeclaresTenGigabytes_IsRefused()
    {
        var large = new TensorProto
        {
            Dtype = DataType.DtFloat,
            TensorShape = TestGraph.Shape([10L * 1024 * 1024 * 1024 / sizeof(float)]),
            FloatVal = { 1 },
        };
        var graph = new TestGraph().Constant("large", large).Output("y", "large");

        return RefusedAsync(Saved(graph), "tensorflow", ImportReasons.TooLarge);
    }

    [Fact]
    public Task Import_FunctionsThatCallEachOther_AreRefused()
    {
        var graph = new TestGraph()
            .Input("x", DataType.DtFloat, -1)
            .Function("f", ["a"], [Call("g")], "call:output:0")
            .Function("g", ["a"], [Call("f")], "call:output:0")
            .Node("y", "PartitionedCall", ["x"], ("f", TestGraph.Calls("f")))
            .Output("y", "y");

        return RefusedAsync(Saved(graph), "tensorflow", ImportReasons.Corrupt);

        static NodeDef Call(string function) =>
            TestGraph.MakeNode("call", "PartitionedCall", ["a"], ("f", TestGraph.Calls(function)));
    }

    private string Written(string name, byte[] content)
    {
        File.WriteAllBytes(_folder[name], content);
        return _folder[name];
    }

    private string Saved(TestGraph graph)
    {
        Directory.CreateDirectory(_folder["m"]);
        var model = new Importers.SavedModel.Proto.SavedModel { MetaGraphs = { graph.Meta } };
        model.CalculateSize().Should().BeLessThan(1024);
        Written(Path.Combine("m", "saved_model.pb"), model.ToByteArray());
        return _folder["m"];
    }

    private async Task RefusedAsync(string path, string format, string reason)
    {
        var (exit, output) = await ImportAsync(path, format);

        exit.Should().Be(Refused, "it says {0}", output);
        using var answer = JsonDocument.Parse(output);
        answer.RootElement.GetProperty("reason").GetString().Should().Be(reason);
        Directory.Exists(_folder["out"]).Should().BeFalse("nothing came of it");
    }

    private async Task<(int Exit, string Output)> ImportAsync(string path, string format)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "Slipway.Importers.dll");
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            ArgumentList = { program, "import", path, "--output", _folder["out"], "--format", format },
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["DOTNET_GCHeapHardLimit"] = HeapBytes.ToString("X", null) },
        };
        using var process = Process.Start(start)!;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Patience);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(limit.Token);
            var error = process.StandardError.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            return (process.ExitCode, await output + await error);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }
}
