using Slipway.Errors;
using Slipway.Tasks.Requests;

namespace Slipway.Tasks.Tests.Requests;

public sealed class WorkingMemoryTests
{
    private static readonly TypedAnswer Done = new(TypedAnswer.Json, default);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Answer_MoreThanFitsTogether_WaitsForItsTurn()
    {
        var memory = new WorkingMemory(2000, 10);
        var first = new TaskCompletionSource<TypedAnswer>();
        var held = memory.AnswerAsync(new byte[20], () => new ValueTask<TypedAnswer>(first.Task), Token).AsTask();
        var began = new TaskCompletionSource();
        var waiting = memory
            .AnswerAsync(
                new byte[20],
                () =>
                {
                    began.SetResult();
                    return ValueTask.FromResult(Done);
                },
                Token
            )
            .AsTask();
        began.Task.IsCompleted.Should().BeFalse();
        first.SetResult(Done);
        await held;
        await waiting;
        began.Task.IsCompleted.Should().BeTrue();
    }

    [Fact]
    public async Task Answer_ThatFails_GivesItsMemoryBack()
    {
        var memory = new WorkingMemory(2000, 10);
        for (var i = 0; i < 3; i++)
        {
            await FluentActions
                .Awaiting(() =>
                    memory.AnswerAsync(new byte[20], () => throw new InvalidOperationException(), Token).AsTask()
                )
                .Should()
                .ThrowAsync<InvalidOperationException>();
        }
    }

    [Fact]
    public async Task Answer_WhereTooManyWait_IsRefused()
    {
        var memory = new WorkingMemory(2000, 1);
        var first = new TaskCompletionSource<TypedAnswer>();
        var held = memory.AnswerAsync(new byte[20], () => new ValueTask<TypedAnswer>(first.Task), Token).AsTask();
        var waiting = memory.AnswerAsync(new byte[20], () => ValueTask.FromResult(Done), Token).AsTask();
        (
            await FluentActions
                .Awaiting(() => memory.AnswerAsync(new byte[20], () => ValueTask.FromResult(Done), Token).AsTask())
                .Should()
                .ThrowAsync<ServingException>()
        )
            .Which.Code.Should()
            .Be(ServingErrorCode.ResourceExhausted);
        first.SetResult(Done);
        await Task.WhenAll(held, waiting);
    }

    [Fact]
    public async Task Answer_WhoGoesAwayWhileWaiting_IsNotAnswered()
    {
        var memory = new WorkingMemory(2000, 10);
        var first = new TaskCompletionSource<TypedAnswer>();
        var held = memory.AnswerAsync(new byte[20], () => new ValueTask<TypedAnswer>(first.Task), Token).AsTask();
        using var left = new CancellationTokenSource();
        var waiting = memory.AnswerAsync(new byte[20], () => ValueTask.FromResult(Done), left.Token).AsTask();
        await left.CancelAsync();
        await FluentActions.Awaiting(() => waiting).Should().ThrowAsync<OperationCanceledException>();
        first.SetResult(Done);
        await held;
    }
}
