using Slipway.Cli.Bench.Load;
using Slipway.Cli.Tests.Bench.Fakes;

namespace Slipway.Cli.Tests.Bench.Load;

public sealed class LoadRecorderTests
{
    [Fact]
    public void Record_CausesWithoutEnd_AreSummedUpPastABound()
    {
        var recorder = new LoadRecorder(new LoadWindow(0, 1));
        using var channel = new DelegateChannel(() => Outcome.Answered);

        for (var i = 0; i < 1000; i++)
        {
            recorder.Record(Outcome.Failed($"cause {i}"), 1, channel);
        }

        recorder.Causes.Count.Should().BeLessThan(50);
        recorder.Causes.Values.Sum(c => c.Count).Should().Be(1000);
    }
}
