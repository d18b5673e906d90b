using Slipway.Errors;
using Slipway.Inference;
using Slipway.TestUtilities;

namespace Slipway.Runtimes.TestKit;

/// <summary>What every runtime must do that can be made to compute for long: stop.</summary>
public abstract class LongRunContractTests : RuntimeContractTests
{
    /// <summary>In which a model that computes must have been left, or at least its caller told.</summary>
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(20);

    /// <summary>
    /// A model that computes for a minute or more unless it is stopped. Its cases' answers are not looked at.
    /// </summary>
    protected abstract ContractModel SlowModel { get; }

    [Fact]
    public async Task Request_CancelledMeanwhile_IsLeftSoon()
    {
        using var folder = new TempFolder();
        await using var servable = await LoadAsync(folder, SlowModel);
        for (var i = 0; i < 3; i++)
        {
            using var request = SlowModel.Case(1).Request(ContractServer.Name);
            using var caller = CancellationTokenSource.CreateLinkedTokenSource(Token);
            var asking = Task.Run(async () => await servable.ExecuteAsync(request, caller.Token), Token);
            await Task.Yield();
            await caller.CancelAsync();
            var waiting = async () => await asking.WaitAsync(StopLimit, Token);
            await waiting.Should().ThrowAsync<OperationCanceledException>();
        }
    }

    [Fact]
    public async Task Request_WhoseTimeIsUp_IsTold()
    {
        await using var server = await ServeAsync(SlowModel);
        for (var i = 0; i < 2; i++)
        {
            using var request = SlowModel.Case(1).Request(ContractServer.Name);
            request.Parameters = new InferenceParameters { ["timeout"] = new ParameterValue(300_000L) };
            var asking = async () => await server.Plane.InferAsync(request, Token).AsTask().WaitAsync(StopLimit, Token);
            var error = (await asking.Should().ThrowAsync<ServingException>()).Which;
            error.Code.Should().Be(ServingErrorCode.DeadlineExceeded);
            error.Message.Should().Contain("300 ms");
        }
    }
}
