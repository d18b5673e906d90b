using Google.Protobuf;
using Slipway.Benchmarks.Models;
using Slipway.Benchmarks.Runtimes;
using Slipway.TestUtilities;

namespace Slipway.Benchmarks.Tests.Models;

public sealed class BenchmarkModelTests
{
    public static TheoryData<string> All => new(BenchmarkModel.All.Select(model => model.Name));

    [Theory]
    [MemberData(nameof(All))]
    public void Model_FirstRowOfABatch_IsTheRowAlone(string name)
    {
        using var folder = new TempFolder();
        var model = BenchmarkModel.Named(name);
        var path = folder["model.onnx"];
        model.Build().Save(path);

        var alone = Run(model, path, batch: 1);
        var together = Run(model, path, batch: 2);

        alone.Should().HaveCount(model.Outputs).And.OnlyContain(value => float.IsFinite(value));
        // The input of one row is the first row of the input of two.
        together[..model.Outputs].Zip(alone).Should().OnlyContain(pair => IsClose(pair.First, pair.Second));
        together[model.Outputs..].Should().NotEqual(alone, "the rows differ");
    }

    [Theory]
    [InlineData("tiny")]
    [InlineData("cnn")]
    [InlineData("encoder")]
    public void Model_BuiltAgain_IsTheSame(string name)
    {
        var model = BenchmarkModel.Named(name);

        var (first, second) = (model.Build().Build().ToByteString(), model.Build().Build().ToByteString());

        first.Equals(second).Should().BeTrue();
    }

    [Fact]
    public void Named_UnknownName_NamesTheKnownOnes() =>
        FluentActions
            .Invoking(() => BenchmarkModel.Named(["tiny", "bert"]))
            .Should()
            .Throw<ArgumentException>()
            .WithMessage("There is no benchmark model 'bert'; there are tiny, mlp, cnn, encoder, resnet18, wide.");

    private static float[] Run(BenchmarkModel model, string path, int batch)
    {
        using var loop = new EngineLoop(model, path, batch, threads: 1);
        loop.Run();
        return loop.Output;
    }

    // Kernels for other sizes add in another order.
    private static bool IsClose(float left, float right) =>
        MathF.Abs(left - right) <= 1e-3f * MathF.Max(1, MathF.Abs(right));
}
