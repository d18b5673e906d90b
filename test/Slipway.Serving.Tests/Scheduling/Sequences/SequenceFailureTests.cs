using Slipway.Errors;

namespace Slipway.Serving.Tests.Scheduling.Sequences;

/// <summary>What becomes of a sequence whose requests fail or are given up.</summary>
public sealed class SequenceFailureTests
{
    private readonly TaskCompletionSource _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Fact]
    public async Task Failure_InTheMiddle_LeavesTheStateAsItWas()
    {
        await using var rig = await SequenceRig.CreateAsync();
        await rig.StartAsync(1, 1);
        await rig.Invoking(r => r.NextAsync(1, -1)).Should().ThrowAsync<ServingException>().WithMessage("below zero");
        (await rig.NextAsync(1, 2)).Should().Be(3);
    }

    [Fact]
    public async Task Failure_OfTheStart_OpensNothingAndRefusesWhatFollows()
    {
        await using var rig = await SequenceRig.CreateAsync();
        await rig.StartAsync(1, 50);
        rig.Servable.Gate = _gate.Task;
        var start = rig.StartAsync(1, -1);
        var follower = rig.NextAsync(1, 2);
        var anew = rig.StartAsync(1, 3);
        _gate.SetResult();
        await FluentActions.Awaiting(() => start).Should().ThrowAsync<ServingException>().WithMessage("below zero");
        await FluentActions
            .Awaiting(() => follower)
            .Should()
            .ThrowAsync<ServingException>()
            .WithMessage("*START flag*");
        (await anew).Should().Be(3);
    }

    [Fact]
    public async Task Failure_OfTheEnd_EndsTheSequence()
    {
        await using var rig = await SequenceRig.CreateAsync();
        await rig.StartAsync(1, 1);
        await rig.Invoking(r => r.EndAsync(1, -1)).Should().ThrowAsync<ServingException>().WithMessage("below zero");
        rig.Scheduler.SequenceCount.Should().Be(0);
        rig.Servable.StatesHeld.Should().Be(0);
    }

    [Fact]
    public async Task Cancel_WhileComputed_LeavesTheStateAsItWas()
    {
        await using var rig = await SequenceRig.CreateAsync();
        await rig.StartAsync(1, 1);
        using var cancel = new CancellationTokenSource();
        rig.Servable.Gate = _gate.Task;
        var given = rig.SendAsync(new(1UL), 100, cancellationToken: cancel.Token);
        var next = rig.NextAsync(1, 2);
        await cancel.CancelAsync();
        await FluentActions.Awaiting(() => given).Should().ThrowAsync<OperationCanceledException>();
        _gate.SetResult();
        (await next).Should().Be(3);
    }

    [Fact]
    public async Task Cancel_WhileWaiting_LeavesTheQueueAndIsNotComputed()
    {
        await using var rig = await SequenceRig.CreateAsync();
        rig.Servable.Gate = _gate.Task;
        using var cancel = new CancellationTokenSource();
        var first = rig.StartAsync(1, 1);
        var given = rig.SendAsync(new(1UL), 100, end: true, cancellationToken: cancel.Token);
        await rig.Invoking(r => r.NextAsync(1, 2))
            .Should()
            .ThrowAsync<ServingException>("its end is in the queue before it")
            .WithMessage("*START flag*");
        await cancel.CancelAsync();
        await FluentActions.Awaiting(() => given).Should().ThrowAsync<OperationCanceledException>();
        rig.Scheduler.QueueLength.Should().Be(0);

        var last = rig.NextAsync(1, 2);
        _gate.SetResult();
        await first;
        (await last).Should().Be(3);
        rig.Servable.Seen.Should().HaveCount(2);
    }

    [Fact]
    public async Task Cancel_OfAWaitingStart_DoesNotLetItsFollowersMeetTheOldState()
    {
        await using var rig = await SequenceRig.CreateAsync();
        rig.Servable.Gate = _gate.Task;
        using var cancel = new CancellationTokenSource();
        var old = rig.StartAsync(1, 1);
        var start = rig.SendAsync(new(1UL), 10, start: true, cancellationToken: cancel.Token);
        var follower = rig.SendAsync(new(1UL), 20, cancellationToken: cancel.Token);
        var second = rig.NextAsync(1, 30);
        await cancel.CancelAsync();
        await FluentActions.Awaiting(() => start).Should().ThrowAsync<OperationCanceledException>();
        await FluentActions.Awaiting(() => follower).Should().ThrowAsync<OperationCanceledException>();
        _gate.SetResult();
        (await old).Should().Be(1);
        await FluentActions.Awaiting(() => second).Should().ThrowAsync<ServingException>().WithMessage("*START flag*");
        rig.Scheduler.SequenceCount.Should().Be(0);
        rig.Servable.StatesHeld.Should().Be(0);
    }
}
