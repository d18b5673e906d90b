using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging.Abstractions;
using Slipway.Errors;
using Slipway.Inference;
using Slipway.Models;
using Slipway.Serving.Inference;
using Slipway.Serving.Lifecycle;
using Slipway.Serving.Telemetry;
using Slipway.Serving.Tests.Lifecycle;
using Slipway.Tensors;
using Slipway.TestUtilities;

namespace Slipway.Serving.Tests.Inference;

public sealed class DataPlaneTests : IAsyncLifetime
{
    private readonly ModelManager _models = new(
        new LifecycleOptions(),
        null,
        TimeProvider.System,
        NullLogger<ModelManager>.Instance
    );
    private readonly TestMeters _meters = new();
    private readonly RequestTracer _tracer;
    private readonly ServingTelemetry _telemetry;
    private readonly DataPlane _plane;

    public DataPlaneTests()
    {
        _tracer = new RequestTracer(null, NullLogger<RequestTracer>.Instance);
        _telemetry = new ServingTelemetry(_meters, _models, _tracer);
        _plane = new DataPlane(_models, _telemetry);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() =>
        await _models.SetAspiredAsync(Aspired.Model(new FakeLoader("m", 4, new FakeServable())), Token);

    public async ValueTask DisposeAsync()
    {
        _telemetry.Dispose();
        _meters.Dispose();
        await _tracer.DisposeAsync();
        await _models.DisposeAsync();
    }

    [Fact]
    public async Task Infer_GoodRequest_StampsTheAnswerAndCounts()
    {
        using var request = Request("m", 5);
        request.Id = "abc";
        using var response = await _plane.InferAsync(request, Token);
        response.ModelName.Should().Be("m");
        response.ModelVersion.Should().Be("4");
        response.Id.Should().Be("abc");
        _meters.Total("slipway.inference.requests", "model", "m").Should().Be(1);
        _meters.Total("slipway.inference.failures").Should().Be(0);
        _meters.Observe("slipway.inference.active").Should().Be(0);
    }

    [Fact]
    public async Task Statistics_AfterAGoodAndABadRequest_CountBoth()
    {
        using var good = Request("m", 5);
        using (await _plane.InferAsync(good, Token)) { }

        using var bad = new InferenceRequest { Model = new ModelSelector("m") };
        await _plane.Invoking(p => p.InferAsync(bad, Token).AsTask()).Should().ThrowAsync<ServingException>();

        var status = _plane.Statistics(new ModelSelector("m")).Should().ContainSingle().Which;
        status.Version.Should().Be(4);
        var reading = status.Statistics.Read();
        reading.Success.Count.Should().Be(1);
        reading.Success.Total.Should().BePositive();
        reading.Failure.Count.Should().Be(1);
        reading.LastInference.Should().BeAfter(DateTimeOffset.UtcNow.AddHours(-1));
    }

    [Fact]
    public void Statistics_BeforeAnyRequest_AreZeroAndUnknownModelsRefused()
    {
        var reading = _plane.Statistics(null).Should().ContainSingle().Which.Statistics.Read();
        reading.Success.Should().Be(default(CountedTime));
        reading.LastInference.Should().Be(DateTimeOffset.UnixEpoch);
        _plane
            .Invoking(plane => plane.Statistics(new ModelSelector("other")))
            .Should()
            .Throw<ServingException>()
            .WithMessage("*unknown model*");
    }

    [Fact]
    public async Task Infer_BadRequest_CountsTheCauseAndReleasesTheLease()
    {
        using var request = new InferenceRequest { Model = new ModelSelector("m") };
        await _plane.Invoking(p => p.InferAsync(request, Token).AsTask()).Should().ThrowAsync<ServingException>();
        _meters.Total("slipway.inference.failures", "cause", "InvalidArgument").Should().Be(1);
        _meters.Observe("slipway.inference.active").Should().Be(0);
        await _models.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30), Token);
    }

    [Fact]
    public async Task Infer_UnknownModel_MakesNoSeriesOfItsName()
    {
        using var request = Request("' or 1=1", 5);
        await _plane.Invoking(p => p.InferAsync(request, Token).AsTask()).Should().ThrowAsync<ServingException>();
        _meters.Total("slipway.inference.failures", "cause", "NotFound").Should().Be(1);
        _meters.TagValues("model").Should().NotContain("' or 1=1");
    }

    private static InferenceRequest Request(string model, float value)
    {
        var request = new InferenceRequest { Model = new ModelSelector(model) };
        request.Inputs.Add(new NamedTensor("x", Tensor.From<float>([value], new TensorShape(1))));
        return request;
    }

    /// <summary>A meter factory that remembers what its meters measure.</summary>
    private sealed class TestMeters : IMeterFactory
    {
        private readonly List<(string Name, double Value, Dictionary<string, object?> Tags)> _measured = [];
        private readonly List<Meter> _meters = [];
        private readonly MeterListener _listener = new();

        public TestMeters()
        {
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (_meters.Contains(instrument.Meter))
                    listener.EnableMeasurementEvents(instrument);
            };
            _listener.SetMeasurementEventCallback<long>((i, value, tags, _) => Record(i, value, tags));
            _listener.SetMeasurementEventCallback<double>((i, value, tags, _) => Record(i, value, tags));
            _listener.Start();
        }

        public Meter Create(MeterOptions options)
        {
            var meter = new Meter(options);
            _meters.Add(meter);
            return meter;
        }

        public double Total(string name) => _measured.Where(m => m.Name == name).Sum(m => m.Value);

        public double Total(string name, string tag, string value) =>
            _measured.Where(m => m.Name == name && m.Tags.GetValueOrDefault(tag) as string == value).Sum(m => m.Value);

        /// <summary>What an observed instrument says now.</summary>
        public double Observe(string name)
        {
            _measured.RemoveAll(m => m.Name == name);
            _listener.RecordObservableInstruments();
            return _measured.Single(m => m.Name == name).Value;
        }

        public IEnumerable<object?> TagValues(string tag) => _measured.Select(m => m.Tags.GetValueOrDefault(tag));

        public void Dispose() => _listener.Dispose();

        private void Record(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
            _measured.Add((instrument.Name, value, tags.ToArray().ToDictionary()));
    }
}
