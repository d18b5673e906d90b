using System.Globalization;
using System.Text.RegularExpressions;
using Grpc.Core;
using Slipway.Protocols.TensorFlowServing.Grpc.Proto;
using DataType = Slipway.Protocols.TensorFlowServing.Grpc.Proto.DataType;

namespace Slipway.EndToEnd.Tests.TensorFlowServing;

/// <summary>TensorFlow Serving's metrics, where its users scrape them.</summary>
public sealed partial class MetricsTests(GrpcFixture fixture) : IClassFixture<GrpcFixture>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Scrape_AfterRequestsOverBothProtocols_CountsEachOnce()
    {
        await PredictAsync(DataType.DtFloat);
        await PredictAsync(DataType.DtFloat);
        var wrong = () => PredictAsync(DataType.DtInt64);
        await wrong.Should().ThrowAsync<RpcException>();
        var unknown = () => PredictAsync(DataType.DtFloat, "nope");
        await unknown.Should().ThrowAsync<RpcException>();
        using var http = new HttpClient { BaseAddress = new Uri(fixture.Server.HttpUrl) };
        using var body = new StringContent("""{"inputs":[{"name":"x","datatype":"FP32","shape":[1,1],"data":[1]}]}""");
        (await http.PostAsync("/v2/models/half_plus_two/infer", body, Token)).EnsureSuccessStatusCode();

        using var answer = await http.GetAsync("/monitoring/prometheus/metrics", Token);
        answer.Content.Headers.ContentType!.ToString().Should().Be("text/plain; version=0.0.4; charset=utf-8");
        var page = await answer.Content.ReadAsStringAsync(Token);

        var lines = page.TrimEnd('\n').Split('\n');
        lines.Should().OnlyContain(line => line.StartsWith('#') || Sample().IsMatch(line));
        lines.Should().Contain(":tensorflow:serving:request_count{model_name=\"half_plus_two\",status=\"OK\"} 3");
        lines
            .Should()
            .Contain(":tensorflow:serving:request_count{model_name=\"half_plus_two\",status=\"INVALID_ARGUMENT\"} 1");
        page.Should().NotContain("nope");
        foreach (var histogram in (string[])["request_latency", "runtime_latency"])
        {
            lines.Should().Contain($"# TYPE :tensorflow:serving:{histogram} histogram");
            lines.Should().Contain($":tensorflow:serving:{histogram}_count{{model_name=\"half_plus_two\"}} 3");
            lines
                .Should()
                .Contain($":tensorflow:serving:{histogram}_bucket{{model_name=\"half_plus_two\",le=\"+Inf\"}} 3");
            Value(lines, $":tensorflow:serving:{histogram}_sum{{model_name=\"half_plus_two\"}} ").Should().BePositive();
        }

        lines.Should().Contain(line => line.Contains("le=\"104.976\"", StringComparison.Ordinal));
    }

    private static double Value(string[] lines, string prefix) =>
        double.Parse(
            lines.Single(line => line.StartsWith(prefix, StringComparison.Ordinal))[prefix.Length..],
            CultureInfo.InvariantCulture
        );

    private Task<PredictResponse> PredictAsync(DataType type, string model = "half_plus_two")
    {
        var request = new PredictRequest { ModelSpec = new ModelSpec { Name = model } };
        var tensor = new TensorProto { Dtype = type, TensorShape = new TensorShapeProto() };
        tensor.TensorShape.Dim.Add([new() { Size = 1 }, new() { Size = 1 }]);
        request.Inputs["x"] = tensor;
        return fixture.Predictions.PredictAsync(request, cancellationToken: Token).ResponseAsync;
    }

    // A sample line of the text format 0.0.4.
    [GeneratedRegex(
        """^[a-zA-Z_:][a-zA-Z0-9_:]*(\{[a-zA-Z_][a-zA-Z0-9_]*="([^"\\]|\\.)*"(,[a-zA-Z_][a-zA-Z0-9_]*="([^"\\]|\\.)*")*\})? [0-9.e+-]+$""",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking
    )]
    private static partial Regex Sample();
}
