using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Slipway.Errors;
using Slipway.Inference;
using Slipway.Serving.Telemetry;
using Slipway.TestUtilities;

namespace Slipway.Serving.Tests.Telemetry;

public sealed class RequestTracerTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private string File => _folder["trace.json"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Read_Defaults_AreTritons()
    {
        await using var tracer = Create();
        tracer.Mode.Should().Be(TraceMode.File);
        tracer.File.Should().Be(File);
        tracer.Read(null).Should().Be(new TraceSettings(Timestamps: false, Rate: 1000, Count: -1, LogFrequency: 0));
    }

    [Fact]
    public async Task Sample_RateOfThree_PicksEveryThirdRequest()
    {
        await using var tracer = Create();
        Set(tracer, null, ("trace_level", "TIMESTAMPS"), ("trace_rate", "3"));
        Enumerable.Range(1, 9).Where(_ => tracer.Sample("m") is not null).Should().HaveCount(3);
    }

    [Fact]
    public async Task Sample_CountOfTwo_EndsAndShowsWhatIsLeft()
    {
        await using var tracer = Create();
        Set(tracer, null, ("trace_level", "TIMESTAMPS"), ("trace_rate", "1"), ("trace_count", "2"));
        tracer.Sample("m").Should().NotBeNull();
        tracer.Read(null).Count.Should().Be(1);
        tracer.Sample("m").Should().NotBeNull();
        tracer.Sample("m").Should().BeNull();
        tracer.Read(null).Count.Should().Be(0);
    }

    [Fact]
    public async Task Update_OfAModel_StandsOnTopOfTheServers()
    {
        await using var tracer = Create();
        Set(tracer, "m", ("trace_level", "TIMESTAMPS"), ("trace_rate", "1"));
        tracer.Sample("m").Should().NotBeNull();
        tracer.Sample("other").Should().BeNull();
        tracer.Read("m").LogFrequency.Should().Be(0);

        Set(tracer, null, ("log_frequency", "7"), ("trace_rate", "50"));
        tracer.Read("m").Should().Be(new TraceSettings(Timestamps: true, Rate: 1, Count: -1, LogFrequency: 7));

        Set(tracer, "m", ("trace_rate", null));
        tracer.Read("m").Rate.Should().Be(50);
        Set(tracer, "m", ("trace_level", null));
        tracer.Read("m").Should().Be(tracer.Read(null));
    }

    [Fact]
    public async Task Update_OfTheServer_LeavesTheCountThatAModelHasLeft()
    {
        await using var tracer = Create();
        Set(tracer, "m", ("trace_level", "TIMESTAMPS"), ("trace_rate", "1"), ("trace_count", "5"));
        tracer.Sample("m");
        Set(tracer, null, ("log_frequency", "3"));
        tracer.Read("m").Count.Should().Be(4);
    }

    [Theory]
    [InlineData("trace_level", "SOMETIMES", ServingErrorCode.InvalidArgument, "*'SOMETIMES'*")]
    [InlineData("trace_level", "TENSORS", ServingErrorCode.Unsupported, "*TENSORS is not supported*")]
    [InlineData("trace_rate", "-1", ServingErrorCode.InvalidArgument, "*trace_rate*'-1'*")]
    [InlineData("trace_rate", "9999999999", ServingErrorCode.InvalidArgument, "*trace_rate*")]
    [InlineData("trace_count", "-2", ServingErrorCode.InvalidArgument, "*trace_count*from -1*")]
    [InlineData("log_frequency", "often", ServingErrorCode.InvalidArgument, "*log_frequency*'often'*")]
    [InlineData("trace_file", "/etc/passwd", ServingErrorCode.Unsupported, "*--trace-file*")]
    [InlineData("trace_mode", "opentelemetry", ServingErrorCode.Unsupported, "*trace_mode*")]
    [InlineData("trace_color", "red", ServingErrorCode.InvalidArgument, "*'trace_color' is no trace setting*")]
    public async Task Update_WhatCannotBe_IsRefusedAndNothingChanges(
        string name,
        string value,
        ServingErrorCode code,
        string message
    )
    {
        await using var tracer = Create();
        var before = tracer.Read(null);
        tracer
            .Invoking(t => Set(t, null, ("log_frequency", "9"), (name, value)))
            .Should()
            .Throw<ServingException>()
            .WithMessage(message)
            .Which.Code.Should()
            .Be(code);
        tracer.Read(null).Should().Be(before);
    }

    [Fact]
    public async Task Update_TracingAtRateZero_IsRefused()
    {
        await using var tracer = Create();
        Set(tracer, null, ("trace_rate", "0"));
        tracer
            .Invoking(t => Set(t, null, ("trace_level", "TIMESTAMPS")))
            .Should()
            .Throw<ServingException>()
            .WithMessage("*trace_rate is 0*");
    }

    [Fact]
    public async Task Update_WithoutAFile_RefusesLogFrequencyOrHasNoListener()
    {
        // Whether another test listens to spans at this moment does not matter: both refuse.
        await using var tracer = new RequestTracer(null, NullLogger<RequestTracer>.Instance);
        tracer
            .Invoking(t => Set(t, null, ("log_frequency", "5")))
            .Should()
            .Throw<ServingException>()
            .Which.Code.Should()
            .Be(ServingErrorCode.Unsupported);
    }

    [Fact]
    public async Task Finish_LogFrequencyOfTwo_WritesNumberedFilesInTritonsForm()
    {
        await using (var tracer = Create())
        {
            Set(tracer, null, ("trace_level", "TIMESTAMPS"), ("trace_rate", "1"), ("log_frequency", "2"));
            for (var i = 0; i < 3; i++)
            {
                Trace(tracer, $"r{i}");
            }
        }

        using var first = JsonDocument.Parse(await ReadAsync(File + ".0"));
        var members = first.RootElement.EnumerateArray().ToList();
        members.Should().HaveCount(4);
        members[0].GetProperty("id").GetInt64().Should().Be(1);
        members[0].GetProperty("model_name").GetString().Should().Be("m");
        members[0].GetProperty("model_version").GetInt64().Should().Be(3);
        members[0].GetProperty("request_id").GetString().Should().Be("r0");
        var timestamps = members[1].GetProperty("timestamps").EnumerateArray().ToList();
        timestamps
            .Select(timestamp => timestamp.GetProperty("name").GetString())
            .Should()
            .Equal(
                "REQUEST_START",
                "QUEUE_START",
                "COMPUTE_START",
                "COMPUTE_INPUT_END",
                "COMPUTE_OUTPUT_START",
                "COMPUTE_END",
                "INFER_RESPONSE_COMPLETE",
                "REQUEST_END"
            );
        timestamps.Select(timestamp => timestamp.GetProperty("ns").GetInt64()).Should().BeInAscendingOrder();
        using var rest = JsonDocument.Parse(await ReadAsync(File + ".1"));
        rest.RootElement.GetArrayLength().Should().Be(2);
    }

    [Fact]
    public async Task Dispose_WithoutLogFrequency_WritesTheFileItself()
    {
        await using (var tracer = Create())
        {
            Set(tracer, null, ("trace_level", "TIMESTAMPS"), ("trace_rate", "1"));
            Trace(tracer, null);
        }

        using var file = JsonDocument.Parse(await ReadAsync(File));
        file.RootElement.GetArrayLength().Should().Be(2);
        file.RootElement[0].TryGetProperty("request_id", out _).Should().BeFalse();
        System.IO.File.Exists(File + ".0").Should().BeFalse();
    }

    [Fact]
    public async Task Finish_TheLastOfACount_WritesANumberedFile()
    {
        await using (var tracer = Create())
        {
            Set(tracer, null, ("trace_level", "TIMESTAMPS"), ("trace_rate", "1"), ("trace_count", "2"));
            Trace(tracer, null);
            Trace(tracer, null);
        }

        using var file = JsonDocument.Parse(await ReadAsync(File + ".0"));
        file.RootElement.GetArrayLength().Should().Be(4);
    }

    [Fact]
    public void Create_FileThatCannotBeWritten_Throws()
    {
        var missing = _folder["no/such/folder/trace.json"];
        var create = () => new RequestTracer(missing, NullLogger<RequestTracer>.Instance);
        create.Should().Throw<IOException>();
    }

    private RequestTracer Create() => new(File, NullLogger<RequestTracer>.Instance);

    private static void Set(RequestTracer tracer, string? model, params (string Name, string? Value)[] changes) =>
        tracer.Update(
            model,
            [
                .. changes.Select(change =>
                    KeyValuePair.Create<string, IReadOnlyList<string>?>(
                        change.Name,
                        change.Value is { } value ? [value] : null
                    )
                ),
            ]
        );

    private static void Trace(RequestTracer tracer, string? id)
    {
        var sampler = tracer.Sample("m");
        sampler.Should().NotBeNull();
        var call = new InferenceCall("m", 1000, null)
        {
            Version = "3",
            RequestId = id,
            Queued = 1010,
        };
        tracer.Finish(sampler!, call, new InferenceTimings(1, 2, 3) { Queue = 5 });
    }

    private static Task<string> ReadAsync(string path) =>
        System.IO.File.ReadAllTextAsync(path, TestContext.Current.CancellationToken);
}
