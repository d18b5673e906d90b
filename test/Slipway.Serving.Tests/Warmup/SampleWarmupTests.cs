using Slipway.Errors;
using Slipway.Onnx;
using Slipway.Protocols.OpenInference.Rest;
using Slipway.Runtimes.Onnx;
using Slipway.Serving.Sources;
using Slipway.Serving.Warmup;
using Slipway.TestUtilities;
using static Slipway.Onnx.Proto.TensorProto.Types;

namespace Slipway.Serving.Tests.Warmup;

/// <summary>Samples against real models, found by the source as the server finds them.</summary>
public sealed class SampleWarmupTests : IDisposable
{
    private const string Recorded = """
        {"inputs":[{"name":"input","shape":[1,2],"datatype":"FP32","data":[1,2]}]}
        """;

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task WarmUp_NoSamples_ComputesNothing() => (await WarmUpAsync("")).Should().BeEmpty();

    [Fact]
    public async Task WarmUp_DeclaredZeros_FillsFreeDimensionsWithOne() =>
        (await WarmUpAsync("warmup: [{ inputs: { input: {} } }]")).Should().Equal("input=FP32[1,2]:0000000000000000");

    [Fact]
    public async Task WarmUp_Count_ComputesSoManyTimes() =>
        (await WarmUpAsync("warmup: [{ count: 7, inputs: { input: { shape: [3, 2] } } }]")).Should().HaveCount(7);

    [Fact]
    public async Task WarmUp_DeclaredFile_IsItsContent()
    {
        _folder.Write("m/1/raw.bin", [0, 0, 128, 63, 0, 0, 0, 64]);
        (await WarmUpAsync("warmup: [{ inputs: { input: { file: raw.bin } } }]"))
            .Should()
            .Equal("input=FP32[1,2]:0000803f00000040");
    }

    [Fact]
    public async Task WarmUp_RecordedRequest_IsReadFromTheVersionElseTheModel()
    {
        _folder.Write("m/shared.json", Recorded);
        _folder.Write("m/1/own.json", Recorded.Replace("[1,2]}", "[3,4]}", StringComparison.Ordinal));
        (await WarmUpAsync("warmup: [{ request: shared.json }, { request: own.json, count: 2 }]"))
            .Should()
            .Equal(
                "input=FP32[1,2]:0000803f00000040",
                "input=FP32[1,2]:0000404000008040",
                "input=FP32[1,2]:0000404000008040"
            );
    }

    [Theory]
    [InlineData("m/1/warmup/first.json")]
    [InlineData("m/warmup/first.json")]
    public async Task WarmUp_FolderOfRecordings_IsUsedWithoutBeingNamed(string file)
    {
        _folder.Write(file, Recorded);
        (await WarmUpAsync("")).Should().Equal("input=FP32[1,2]:0000803f00000040");
    }

    [Fact]
    public async Task WarmUp_RecordingNamedToo_IsUsedOnce()
    {
        _folder.Write("m/1/warmup/first.json", Recorded);
        (await WarmUpAsync("warmup: [{ request: warmup/first.json, count: 3 }]")).Should().HaveCount(3);
    }

    [Fact]
    public async Task WarmUp_LinkedVersion_FindsTheModelsRecordings()
    {
        _folder.Model("builds/abc/model.onnx", Identity());
        _folder.Write("m/warmup/first.json", Recorded);
        Directory.CreateSymbolicLink(_folder["m/1"], "../builds/abc");
        (await WarmUpAsync(null)).Should().ContainSingle();
    }

    [Theory]
    [InlineData(DataType.Float)]
    [InlineData(DataType.Double)]
    [InlineData(DataType.Float16)]
    [InlineData(DataType.Int8)]
    [InlineData(DataType.Int64)]
    [InlineData(DataType.Uint32)]
    [InlineData(DataType.Bool)]
    [InlineData(DataType.String)]
    public async Task WarmUp_RandomOfEveryType_IsTheSameEachTime(DataType type)
    {
        _folder.Model("m/1/model.onnx", TestModels.Identity(type, 4));
        const string Config = "warmup: [{ inputs: { input: { fill: random } } }]";
        var first = await WarmUpAsync(Config);
        first.Should().ContainSingle().Which.Should().NotMatchRegex(":(00)*$");
        (await WarmUpAsync(Config)).Should().Equal(first);
    }

    [Fact]
    public async Task WarmUp_StatefulModel_FillsWhatTheServerFills()
    {
        var graph = new OnnxGraphBuilder("stateful");
        var sum = graph.Node("Add", [graph.Input("x", DataType.Float, 1), graph.Input("state", DataType.Float, 1)]);
        graph.Node("", "Mul", [sum, graph.Input("start", DataType.Float, 1)], ["y"]);
        _folder.Model("m/1/model.onnx", graph.Output("y", DataType.Float, 1));
        (
            await WarmUpAsync(
                """
                warmup: [{ inputs: { x: {} } }]
                sequence:
                  controls: [{ input: start, kind: start }]
                  states: [{ input: state, output: y }]
                """
            )
        ).Should().ContainSingle().Which.Should().Contain("start=FP32[1]").And.Contain("state=FP32[1]");
    }

    [Theory]
    [InlineData("warmup: [{ name: zeros, inputs: { wrong: {} } }]", "'zeros'", "no input 'wrong'")]
    [InlineData("warmup: [{ name: zeros, inputs: { input: { shape: [1, 3] } } }]", "'zeros'", "[1,3]")]
    [InlineData("warmup: [{ name: huge, inputs: { input: { shape: [900000000, 2] } } }]", "'huge'", "elements")]
    [InlineData("warmup: [{ request: missing.json }]", "'missing.json'", "does not exist")]
    [InlineData("warmup: [{ request: ../../outside.json }]", "'../../outside.json'", "outside the package")]
    [InlineData("warmup: [{ request: bad.json }]", "'bad.json'", "ends at byte 1")]
    [InlineData("warmup: [{ count: 10001, inputs: { input: {} } }]", "'1'", "10000")]
    [InlineData("warmup: [{ count: 0, inputs: { input: {} } }]", "'1'", "10000")]
    [InlineData("warmup: [{ count: 2 }]", "'1'", "'request' or 'inputs'")]
    [InlineData("warmup: [{ inputs: { input: { file: bad.json } } }]", "'1'", "needs 8 bytes")]
    public async Task WarmUp_SampleThatCannotBeComputed_FailsAndIsNamed(string config, string sample, string message)
    {
        _folder.Write("m/bad.json", "{");
        _folder.Write("outside.json", Recorded);
        var warmUp = () => WarmUpAsync(config);
        var error = (await warmUp.Should().ThrowAsync<ServingException>()).Which;
        error.Reason.Should().Be("warmup-failed");
        error.Message.Should().Contain($"sample {sample}").And.Contain(message).And.Contain("'m' version 1");
    }

    [Fact]
    public async Task WarmUp_EngineThatRefuses_FailsAndIsNamed()
    {
        var graph = new OnnxGraphBuilder("gather");
        var index = graph.Input("input", DataType.Int64, 1);
        graph.Node("", "Gather", [graph.Constant<float>([1, 2], 2), index], ["y"]);
        _folder.Model("m/1/model.onnx", graph.Output("y", DataType.Float, 1));
        _folder.Write("m/1/index.bin", BitConverter.GetBytes(99L));
        var warmUp = () => WarmUpAsync("warmup: [{ name: far, inputs: { input: { file: index.bin } } }]");
        (await warmUp.Should().ThrowAsync<ServingException>()).Which.Message.Should().Contain("sample 'far'");
    }

    [Fact]
    public async Task WarmUp_Cancelled_IsNoFailureOfASample()
    {
        _folder.Model("m/1/model.onnx", Identity());
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        var warmUp = () => WarmUpAsync("warmup: [{ count: 5, inputs: { input: {} } }]", cancelled.Token);
        await warmUp.Should().ThrowAsync<OperationCanceledException>();
    }

    private static OnnxGraphBuilder Identity() => TestModels.Identity(DataType.Float, "batch", 2);

    /// <summary>Finds model <c>m</c>, loads its version, warms it up and gives what it was asked.</summary>
    private async Task<List<string>> WarmUpAsync(string? config, CancellationToken? cancellationToken = null)
    {
        if (!Path.Exists(_folder["m/1"]) || !File.Exists(_folder["m/1/model.onnx"]))
            _folder.Model("m/1/model.onnx", Identity());
        if (config is not null)
            _folder.Write("m/model.yaml", config);
        var runtime = new OnnxRuntime();
        using var source = new DirectoryModelSource(
            _folder["m"],
            null,
            new PackageForms([runtime]),
            SourceOptions.Once,
            TimeProvider.System
        );
        var listing = await source.ListAsync(Token);
        listing.Broken.Should().BeEmpty();
        var package = listing.Models.Single().Versions.Single();
        await using var servable = new RecordingServable(await runtime.CreateLoader(package).LoadAsync(Token));
        await new SampleWarmup(new RecordedRequestReader()).WarmUpAsync(package, servable, cancellationToken ?? Token);
        return servable.Asked;
    }
}
