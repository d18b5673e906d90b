using System.Diagnostics.Metrics;

namespace Slipway.Operator.Tests;

public sealed class OperatorMetricsTests
{
    [Fact]
    public void Watch_InASecondTerm_TellsTheDepthOfItsQueueAlone()
    {
        using var metrics = new OperatorMetrics();
        List<int> told = [];
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument is { Meter.Name: OperatorMetrics.MeterName, Name: "slipway.operator.queue.depth" })
                    self.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<int>(
            (_, depth, tags, _) =>
            {
                if (tags.Contains(new KeyValuePair<string, object?>("kind", "Test")))
                    told.Add(depth);
            }
        );
        listener.Start();

        metrics.Watch("Test", () => 1);
        metrics.Watch("Test", () => 2);
        listener.RecordObservableInstruments();

        told.Should().Equal(2);
    }
}
