using Slipway.Errors;
using Slipway.Inference;

namespace Slipway.Serving.Tests.Scheduling.Sequences;

public sealed class SequenceSchedulerTests
{
    private readonly TaskCompletionSource _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Schedule_RequestsOfOneSequence_ShareAStateThatEndsWithIt()
    {
        await using var rig = await SequenceRig.CreateAsync();
        (await rig.StartAsync(5, 1)).Should().Be(1);
        (await rig.NextAsync(5, 2)).Should().Be(3);
        (await rig.StartAsync(6, 100)).Should().Be(100);
        (await rig.EndAsync(5, 3)).Should().Be(6);
        rig.Scheduler.SequenceCount.Should().Be(1);
        rig.Servable.StatesHeld.Should().Be(1);

        (await rig.StartAsync(5, 10)).Should().Be(10, "the end dropped the state");
    }

    [Fact]
    public async Task Schedule_Controls_AreFilledInWithTheirConfiguredValues()
    {
        await using var rig = await SequenceRig.CreateAsync();
        await rig.StartAsync(5, 1);
        await rig.NextAsync(5, 2);
        await rig.EndAsync(5, 3);
        rig.Servable.Seen.Should().Equal((1, 9, false, 0.5f, 5ul), (2, 7, false, 0.5f, 5ul), (3, 7, true, 0.5f, 5ul));
    }

    [Fact]
    public async Task Schedule_StartOfALiveSequence_BeginsAnew()
    {
        await using var rig = await SequenceRig.CreateAsync();
        await rig.StartAsync(5, 1);
        (await rig.StartAsync(5, 2)).Should().Be(2);
        (await rig.NextAsync(5, 3)).Should().Be(5);
        rig.Servable.StatesHeld.Should().Be(1);
    }

    [Fact]
    public async Task Schedule_OutputAskedForByName_ComesWithoutTheState()
    {
        await using var rig = await SequenceRig.CreateAsync();
        using var request = SequenceRig.Request(4);
        request.Parameters = new() { ["sequence_id"] = new(5L), ["sequence_start"] = new(true) };
        request.Outputs.Add(new RequestedOutput("y"));
        using var response = await rig.Scheduler.ScheduleAsync(request, Token);
        response.Outputs.Should().ContainSingle().Which.Name.Should().Be("y");
        (await rig.NextAsync(5, 1)).Should().Be(5);
    }

    [Fact]
    public async Task Schedule_NoIdOrNoStart_IsRefusedInTheWordsClientsKnow()
    {
        await using var rig = await SequenceRig.CreateAsync();
        foreach (var none in (ParameterValue[])[new(0L), new("")])
        {
            await rig.Invoking(r => r.SendAsync(none, 1, start: true))
                .Should()
                .ThrowAsync<ServingException>()
                .WithMessage("inference request to model 'acc' must specify a non-zero or non-empty correlation ID*");
        }

        using var bare = SequenceRig.Request(1);
        await rig
            .Scheduler.Invoking(s => s.ScheduleAsync(bare, Token).AsTask())
            .Should()
            .ThrowAsync<ServingException>()
            .WithMessage("*non-zero or non-empty correlation ID*");
        (await NotStartedAsync(rig, 5)).Code.Should().Be(ServingErrorCode.InvalidArgument);
        await rig.StartAsync(5, 1);
        await rig.EndAsync(5, 1);
        await NotStartedAsync(rig, 5);
        rig.Scheduler.SequenceCount.Should().Be(0);
    }

    [Fact]
    public async Task Schedule_Ids_NumbersAndTextsAreOfTheirOwn()
    {
        await using var rig = await SequenceRig.CreateAsync(config => config.Sequence!.Controls.RemoveAt(3));
        await rig.SendAsync(new(1000L), 1, start: true);
        await rig.SendAsync(new("1000"), 10, start: true);
        (await rig.SendAsync(new(1000UL), 2)).Should().Be(3);
        (await rig.SendAsync(new("1000"), 20)).Should().Be(30);
        await rig.SendAsync(new(-1L), 5, start: true);
        (await rig.SendAsync(new(ulong.MaxValue), 6)).Should().Be(11, "gRPC sends a large id as a signed number");
    }

    [Theory]
    [InlineData("sequence_id", "'sequence_id'*'true'*unsigned 64-bit integer or a text*")]
    [InlineData("sequence_start", "'sequence_start'*'1'*true or false*")]
    [InlineData("long", "*over 128 bytes*")]
    public async Task Schedule_ParameterOfTheWrongKind_IsRefused(string what, string message)
    {
        await using var rig = await SequenceRig.CreateAsync();
        using var request = SequenceRig.Request(1);
        request.Parameters = what switch
        {
            "sequence_id" => new() { ["sequence_id"] = new(true) },
            "sequence_start" => new() { ["sequence_id"] = new(1L), ["sequence_start"] = new(1L) },
            _ => new() { ["sequence_id"] = new(new string('a', 129)), ["sequence_start"] = new(true) },
        };
        await rig
            .Scheduler.Invoking(s => s.ScheduleAsync(request, Token).AsTask())
            .Should()
            .ThrowAsync<ServingException>()
            .WithMessage($"*{message}");
    }

    [Fact]
    public async Task Schedule_TextIdForANumericControl_IsRefusedAndOpensNothing()
    {
        await using var rig = await SequenceRig.CreateAsync();
        await rig.Invoking(r => r.SendAsync(new("abc"), 1, start: true))
            .Should()
            .ThrowAsync<ServingException>()
            .WithMessage("*UINT64*cannot hold the text 'abc'*");
        rig.Scheduler.SequenceCount.Should().Be(0);
    }

    [Fact]
    public async Task Schedule_SeveralRows_AreRefusedWhereTheModelHasABatch()
    {
        await using var rig = await SequenceRig.CreateAsync(config => config.MaxBatchSize = 8);
        using var request = SequenceRig.Request(1, 2);
        request.Parameters = new() { ["sequence_id"] = new(1L), ["sequence_start"] = new(true) };
        await rig
            .Scheduler.Invoking(s => s.ScheduleAsync(request, Token).AsTask())
            .Should()
            .ThrowAsync<ServingException>()
            .WithMessage("inference request to model 'acc' must specify batch-size 1*'x' has 2 rows*");
    }

    [Fact]
    public async Task Schedule_OneTooMany_IsRefusedUntilOneEndsOrIsLeftAlone()
    {
        await using var rig = await SequenceRig.CreateAsync(config => config.Sequence!.MaxSequences = 2);
        await rig.StartAsync(1, 1);
        await rig.StartAsync(2, 1);
        var refused = await rig.Invoking(r => r.StartAsync(3, 1))
            .Should()
            .ThrowAsync<ServingException>()
            .WithMessage("Model 'acc' has 2 sequences already*'sequence_end'*max_sequences*");
        refused.Which.Code.Should().Be(ServingErrorCode.ResourceExhausted);
        refused.Which.Reason.Should().Be("sequence-capacity");
        (await rig.NextAsync(2, 1)).Should().Be(2, "those that are live go on");

        await rig.EndAsync(1, 1);
        await rig.StartAsync(3, 1);
        rig.Time.Advance(TimeSpan.FromSeconds(1));
        await rig.StartAsync(4, 1);
        await rig.StartAsync(5, 1);
    }

    [Fact]
    public async Task Time_SequenceLeftAlone_IsEndedAndItsStateGivenBack()
    {
        await using var rig = await SequenceRig.CreateAsync(config => config.Sequence!.MaxIdleSeconds = 10);
        await rig.StartAsync(1, 1);
        rig.Time.Advance(TimeSpan.FromSeconds(6));
        await rig.StartAsync(2, 1);
        await rig.NextAsync(1, 1);
        rig.Time.Advance(TimeSpan.FromSeconds(9));
        rig.Servable.StatesHeld.Should().Be(2);

        rig.Time.Advance(TimeSpan.FromSeconds(1));
        rig.Servable.StatesHeld.Should().Be(0, "time alone ends them");
        rig.Scheduler.SequenceCount.Should().Be(0);
        await NotStartedAsync(rig, 1);
    }

    [Fact]
    public async Task Time_SequenceWithARunningRequest_IsNotIdle()
    {
        await using var rig = await SequenceRig.CreateAsync();
        await rig.StartAsync(1, 1);
        rig.Servable.Gate = _gate.Task;
        var running = rig.NextAsync(1, 2);
        rig.Time.Advance(TimeSpan.FromHours(1));
        _gate.SetResult();
        (await running).Should().Be(3);
        (await rig.NextAsync(1, 3)).Should().Be(6);
    }

    [Fact]
    public async Task Schedule_SentWithoutWaiting_AreComputedInOrderAndSequencesBesideEachOther()
    {
        await using var rig = await SequenceRig.CreateAsync(concurrency: 2);
        rig.Servable.Gate = _gate.Task;
        var sent = Enumerable
            .Range(0, 20)
            .Select(i => rig.SendAsync(new((ulong)(i % 2) + 1), i, start: i < 2, end: i > 17))
            .ToList();
        rig.Scheduler.QueueLength.Should().Be(18);
        _gate.SetResult();
        var answers = await Task.WhenAll(sent);
        for (var i = 0; i < 20; i++)
        {
            answers[i].Should().Be(Enumerable.Range(0, i + 1).Where(k => k % 2 == i % 2).Sum());
        }

        rig.Servable.MostAtOnce.Should().Be(2);
        rig.Scheduler.QueueLength.Should().Be(0);
        rig.Scheduler.SequenceCount.Should().Be(0);
    }

    [Fact]
    public async Task Schedule_FullQueue_IsRefusedAtOnceAndLeavesTheSequence()
    {
        await using var rig = await SequenceRig.CreateAsync(config => config.Scheduling.MaxQueue = 1);
        rig.Servable.Gate = _gate.Task;
        var first = rig.StartAsync(1, 1);
        var second = rig.NextAsync(1, 2);
        var refused = await rig.Invoking(r => r.NextAsync(1, 4)).Should().ThrowAsync<ServingException>();
        refused.Which.Reason.Should().Be("queue-full");
        _gate.SetResult();
        await first;
        (await second).Should().Be(3);
        (await rig.NextAsync(1, 4)).Should().Be(7);
    }

    [Fact]
    public async Task Dispose_LiveSequences_GiveTheirStatesBack()
    {
        var rig = await SequenceRig.CreateAsync();
        await rig.StartAsync(1, 1);
        await rig.StartAsync(2, 1);
        rig.Servable.StatesHeld.Should().Be(2);
        await rig.DisposeAsync();
        rig.Servable.StatesHeld.Should().Be(0);
    }

    private static async Task<ServingException> NotStartedAsync(SequenceRig rig, ulong id) =>
        (
            await rig.Invoking(r => r.NextAsync(id, 1))
                .Should()
                .ThrowAsync<ServingException>()
                .WithMessage(
                    $"inference request for sequence {id} to model 'acc' must specify the START flag on the first request "
                        + "of the sequence*"
                )
        ).Which;
}
