using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using Slipway.AspNetCore.Tests.Hosting;

namespace Slipway.AspNetCore.Tests.Telemetry;

/// <summary>The scrape: the exporter's metrics and Triton's in one answer, in both formats.</summary>
public sealed partial class MetricsEndpointTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Scrape_PrometheusText_HasBothPartsUnderTheirNames()
    {
        await using var application = await TestApplication.StartAsync();
        await InferAsync(application);
        using var answer = await application.Http.GetAsync("/metrics", Token);

        answer.Content.Headers.ContentType!.MediaType.Should().Be("text/plain");
        var text = await answer.Content.ReadAsStringAsync(Token);
        text.Should()
            .Contain("slipway_inference_requests_total{")
            .And.Contain("# TYPE nv_inference_request_success counter\n")
            .And.Contain("\nnv_inference_request_success{model=\"echo\",version=\"1\"} 2\n")
            .And.Contain("\nnv_inference_count{model=\"echo\",version=\"1\"} 2\n")
            .And.Contain("\nnv_inference_exec_count{model=\"echo\",version=\"1\"} 2\n")
            .And.Contain("\nnv_inference_request_failure{model=\"echo\",version=\"1\",reason=\"OTHER\"} 1\n")
            .And.Contain("\nnv_inference_request_failure{model=\"echo\",version=\"1\",reason=\"BACKEND\"} 0\n")
            .And.Contain("# TYPE nv_inference_pending_request_count gauge\n")
            .And.Contain("\nnv_inference_pending_request_count{model=\"echo\",version=\"1\"} 0\n")
            .And.NotContain("# EOF");
        Lines(text)
            .Should()
            .AllSatisfy(line => Line().IsMatch(line).Should().BeTrue($"'{line}' is a line of the format"));
        Families(text).Should().OnlyHaveUniqueItems();
    }

    [Fact]
    public async Task Scrape_OpenMetrics_EndsOnceAndHasNoCounterWithoutTotal()
    {
        await using var application = await TestApplication.StartAsync();
        await InferAsync(application);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/metrics");
        request.Headers.Accept.Add(MediaTypeWithQualityHeaderValue.Parse("application/openmetrics-text;version=1.0.0"));
        using var answer = await application.Http.SendAsync(request, Token);

        answer.Content.Headers.ContentType!.MediaType.Should().Be("application/openmetrics-text");
        var text = await answer.Content.ReadAsStringAsync(Token);
        text.Should()
            .Contain("# TYPE nv_inference_request_success unknown\n")
            .And.Contain("\nnv_inference_request_success{model=\"echo\",version=\"1\"} 2\n")
            .And.EndWith("\n# EOF\n");
        text.Split("# EOF").Should().HaveCount(2);
        Families(text).Should().OnlyHaveUniqueItems();
    }

    private static async Task InferAsync(TestApplication application)
    {
        (await application.InferAsync()).EnsureSuccessStatusCode().Dispose();
        (await application.InferAsync()).EnsureSuccessStatusCode().Dispose();
        (await application.InferAsync("""{"inputs":[]}""")).Dispose();
    }

    private static string[] Lines(string text) => text.TrimEnd('\n').Split('\n');

    private static IEnumerable<string> Families(string text) =>
        Lines(text).Where(line => line.StartsWith("# TYPE ", StringComparison.Ordinal));

    [GeneratedRegex(
        "^(# .*|[a-z_]+(\\{([a-z_]+=\"([^\"\\\\]|\\\\.)*\",?)*\\})? [-+0-9.eEInfNa]+( [0-9]+)?|)$",
        RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture
    )]
    private static partial Regex Line();
}
