using Slipway.Inference;
using Slipway.Tensors;
using Slipway.TestUtilities;

namespace Slipway.Runtimes.Onnx.Tests.Execution;

/// <summary>Alone in its collection: the gauge is that of the whole process.</summary>
[Collection(nameof(MemoryTests))]
[CollectionDefinition(nameof(MemoryTests), DisableParallelization = true)]
public sealed class MemoryTests
{
    [Fact]
    public async Task Execute_SuccessesAndFailures_GiveAllRentedMemoryBack()
    {
        var before = TensorBuffer.RentedBytes;
        await using (var simple = await LoadedModel.LoadAsync(TestModels.Simple()))
        await using (var lookup = await LoadedModel.LoadAsync(TestModels.Lookup()))
        await using (var strings = await LoadedModel.LoadAsync(TestModels.SimpleIdentity()))
        await using (var same = await LoadedModel.LoadAsync(TestModels.Passthrough()))
        {
            for (var round = 0; round < 20; round++)
            {
                (await simple.SendAsync(OnnxServableTests.Simple(1, 2))).Dispose();
                (await strings.RunAsync(("INPUT0", Tensor.FromStrings(["a", ""], new TensorShape(1, 2))))).Dispose();
                (await same.RunAsync(("same", Tensor.From<float>([7, 8, 9], new TensorShape(3))))).Dispose();
                var act = () => lookup.RunAsync(("index", Tensor.From<long>([99], new TensorShape(1))));
                await act.Should().ThrowAsync<Exception>();
            }
        }

        TensorBuffer.RentedBytes.Should().Be(before);
    }

    [Fact]
    public async Task Execute_SteadyState_AllocatesLittle()
    {
        await using var model = await LoadedModel.LoadAsync(TestModels.Simple());
        using var request = OnnxServableTests.Simple(1, 2);
        using var source = new CancellationTokenSource();
        for (var round = 0; round < 200; round++)
        {
            Run(model, request, source.Token);
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var round = 0; round < 1000; round++)
        {
            Run(model, request, source.Token);
        }

        var each = (GC.GetAllocatedBytesForCurrentThread() - before) / 1000;
        TestContext.Current.TestOutputHelper?.WriteLine($"{each} bytes a run");
        each.Should().BeLessThan(2048);
    }

    // A run has ended when the call returns, so nothing is awaited and the thread stays the same.
    private static void Run(LoadedModel model, InferenceRequest request, CancellationToken cancellationToken)
    {
        var run = model.Servable.ExecuteAsync(request, cancellationToken);
        if (!run.IsCompletedSuccessfully)
            throw new InvalidOperationException("The run was to end on the calling thread.");
        run.Result.Dispose();
    }
}
