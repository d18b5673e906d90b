using Microsoft.Extensions.Logging.Abstractions;
using Slipway.Errors;
using Slipway.Models;
using Slipway.Serving.Lifecycle;
using Slipway.Serving.Tests.Lifecycle;
using Slipway.TestUtilities;

namespace Slipway.Serving.Tests.Scheduling.Sequences;

/// <summary>A new version does not know the sequences of the old one.</summary>
public sealed class SequenceReplacementTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Replace_VersionUnderALiveSequence_AsksForAStartAndFreesTheState()
    {
        await using var models = new ModelManager(
            new LifecycleOptions(),
            null,
            TimeProvider.System,
            NullLogger<ModelManager>.Instance
        );
        var old = new AccumulatorServable();
        await models.SetAspiredAsync(Aspired.Model(Loader(1, old)), Token);
        (await SendAsync(models, 1, start: true)).Should().Be(1);
        (await SendAsync(models, 2)).Should().Be(3);
        models.Statuses[0].Signature!.Inputs.Select(input => input.Name).Should().Equal("x");

        await models.SetAspiredAsync(Aspired.Model(Loader(2, new AccumulatorServable())), Token);
        await FluentActions
            .Awaiting(() => SendAsync(models, 3))
            .Should()
            .ThrowAsync<ServingException>()
            .WithMessage("*sequence 7*START flag*loaded anew*");
        (await SendAsync(models, 3, start: true)).Should().Be(3);
        while (models.Statuses.Count > 1)
        {
            await Task.Yield();
        }

        old.StatesHeld.Should().Be(0);
    }

    private static FakeLoader Loader(long version, IServable servable) =>
        new("acc", version, servable)
        {
            Package = new ModelPackage(
                "acc",
                version,
                "/models",
                "/models/acc",
                "fake",
                new ModelConfig { Sequence = SequenceRig.Sequence() }
            ),
        };

    private static async Task<float> SendAsync(ModelManager models, float x, bool start = false)
    {
        using var handle = models.Acquire(new ModelSelector("acc"));
        using var request = SequenceRig.Request(x);
        request.Parameters = new() { ["sequence_id"] = new(7L), ["sequence_start"] = new(start) };
        using var response = await handle.Scheduler.ScheduleAsync(request, Token);
        return response.Outputs[0].Tensor.AsSpan<float>()[0];
    }
}
