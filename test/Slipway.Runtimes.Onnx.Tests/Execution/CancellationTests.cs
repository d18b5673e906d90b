using System.Diagnostics;
using Slipway.Inference;
using Slipway.Tensors;
using Slipway.TestUtilities;

namespace Slipway.Runtimes.Onnx.Tests.Execution;

public sealed class CancellationTests
{
    // Hours of work, unless it is stopped.
    private const long Endless = 100_000_000_000;

    [Fact]
    public async Task Execute_CancelledWhileRunning_EndsSoonAndTheServableGoesOn()
    {
        await using var model = await LoadedModel.LoadAsync(TestModels.Slow());
        for (var round = 0; round < 3; round++)
        {
            using var source = new CancellationTokenSource();
            var run = Task.Run(
                () => model.RunAsync(Slow(Endless), source.Token),
                TestContext.Current.CancellationToken
            );
            source.CancelAfter(TimeSpan.FromMilliseconds(50));
            var watch = Stopwatch.StartNew();

            var act = () => run;

            (await act.Should().ThrowAsync<OperationCanceledException>())
                .Which.CancellationToken.Should()
                .Be(source.Token);
            watch.Elapsed.Should().BeLessThan(TimeSpan.FromSeconds(20));
            using var after = await model.RunAsync(Slow(10), TestContext.Current.CancellationToken);
            after.Outputs[0].Tensor.AsSpan<float>()[0].Should().Be(10);
        }
    }

    [Fact]
    public async Task Execute_OneOfSeveralCancelled_LeavesTheOthersAlone()
    {
        await using var model = await LoadedModel.LoadAsync(TestModels.Slow());
        using var source = new CancellationTokenSource();
        using var never = new CancellationTokenSource();
        var doomed = Task.Run(() => model.RunAsync(Slow(Endless), source.Token), TestContext.Current.CancellationToken);
        var kept = Task.Run(() => model.RunAsync(Slow(20_000), never.Token), TestContext.Current.CancellationToken);
        source.CancelAfter(TimeSpan.FromMilliseconds(20));

        var act = () => doomed;

        await act.Should().ThrowAsync<OperationCanceledException>();
        using var response = await kept;
        response.Outputs[0].Tensor.AsSpan<float>()[0].Should().Be(20_000);
    }

    private static InferenceRequest Slow(long iterations) =>
        LoadedModel.Request(("iterations", Tensor.From<long>([iterations], TensorShape.Scalar)));
}
