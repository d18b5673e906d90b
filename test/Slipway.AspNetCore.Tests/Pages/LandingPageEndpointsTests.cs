using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Slipway.AspNetCore.Tests.ApiReference;

namespace Slipway.AspNetCore.Tests.Pages;

public sealed partial class LandingPageEndpointsTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Page_AllItRefersTo_IsThereUnderItsHashAndKeptForGood()
    {
        await using var host = await PagesHost.StartAsync();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var open = new Queue<string>(References(await host.Client.GetStringAsync("/", Cancelled)));

        while (open.TryDequeue(out var path))
        {
            if (!seen.Add(path))
                continue;
            using var response = await host.Client.GetAsync("/_slipway/" + path, Cancelled);

            response.StatusCode.Should().Be(HttpStatusCode.OK, path);
            response.Headers.CacheControl!.ToString().Should().Contain("immutable", path);
            foreach (var next in References(await response.Content.ReadAsStringAsync(Cancelled)))
            {
                open.Enqueue(next);
            }
        }

        seen.Should().HaveCountGreaterThan(10);
    }

    [Fact]
    public async Task Asset_WithoutItsHash_IsAskedForAgainAndNotSentTwice()
    {
        await using var host = await PagesHost.StartAsync();
        using var first = await host.Client.GetAsync("/_slipway/app.js", Cancelled);
        using var again = new HttpRequestMessage(HttpMethod.Get, "/_slipway/app.js");
        again.Headers.IfNoneMatch.Add(first.Headers.ETag!);

        using var second = await host.Client.SendAsync(again, Cancelled);

        first.Headers.CacheControl!.NoCache.Should().BeTrue();
        second.StatusCode.Should().Be(HttpStatusCode.NotModified);
        second.Headers.ETag.Should().Be(first.Headers.ETag);
    }

    [Fact]
    public async Task Asset_OfAnotherVersion_IsSent()
    {
        await using var host = await PagesHost.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/_slipway/base.css?v=0000");
        request.Headers.IfNoneMatch.Add(new EntityTagHeaderValue("\"0000\""));

        using var response = await host.Client.SendAsync(request, Cancelled);

        response.StatusCode.Should().Be(HttpStatusCode.OK);
        response.Headers.CacheControl!.NoCache.Should().BeTrue();
        response.Content.Headers.ContentType!.MediaType.Should().Be("text/css");
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/_slipway/app.js")]
    [InlineData("/_slipway/models")]
    public async Task Response_AnyOfThePage_AllowsNothingFromElsewhere(string path)
    {
        await using var host = await PagesHost.StartAsync();

        using var response = await host.Client.GetAsync(path, Cancelled);

        var policy = response.Headers.GetValues("Content-Security-Policy").Single();
        policy.Should().StartWith("default-src 'none'").And.Contain("frame-ancestors 'none'");
        policy.Should().NotContain("unsafe").And.NotContain("http");
        response.Headers.GetValues("X-Content-Type-Options").Should().Equal("nosniff");
        response.Headers.GetValues("Referrer-Policy").Should().Equal("no-referrer");
    }

    [Fact]
    public async Task Page_ItsFiles_NameNoOtherHost()
    {
        await using var host = await PagesHost.StartAsync();
        var html = await host.Client.GetStringAsync("/", Cancelled);

        html.Should()
            .NotContain("http://")
            .And.NotContain("https://")
            .And.NotContain("<style")
            .And.NotContain("onclick");
    }

    [Fact]
    public async Task Models_OfEveryForm_AreDescribedForThePage()
    {
        await using var host = await PagesHost.StartAsync([.. SampleModels.All]);

        var root = JsonNode.Parse(await host.Client.GetStringAsync("/_slipway/models", Cancelled))!;

        ((string)root["serverVersion"]!).Should().Be("1.2.3");
        var models = root["models"]!.AsArray();
        models.Should().HaveCount(SampleModels.All.Count);
        var iris = models.Single(model => (string)model!["name"]! == "iris")!;
        ((string)iris["path"]!).Should().Be("v2/models/iris");
        ((string)iris["platform"]!).Should().Be("onnxruntime_onnx");
        iris["inputs"]![0]!["shape"]!.ToJsonString().Should().Be("""["batch","4"]""");
        iris["outputs"]![0]!["shape"]!.ToJsonString().Should().Be("""["-1","3"]""");
        iris["outputs"]![0]!["labels"]!.AsArray().Should().HaveCount(3);
        ((string)iris["example"]!["json"]!).Should().StartWith("""{"inputs":[""");
        var failed = models.Single(model => (string)model!["name"]! == "failed")!;
        ((string)failed["error"]!).Should().Contain("copy it again");
        failed["inputs"].Should().BeNull();
        models.Single(model => (string)model!["name"]! == "boundless")!["example"].Should().BeNull();
    }

    [Fact]
    public async Task Models_WithATask_SayHowTheyAreAsked()
    {
        await using var host = await PagesHost.StartAsync(
            TypedSamples.Entities,
            TypedSamples.Entities with
            {
                Version = 2,
            },
            SampleModels.Iris
        );

        var root = JsonNode.Parse(await host.Client.GetStringAsync("/_slipway/models", Cancelled))!;

        var models = root["models"]!.AsArray();
        models
            .Select(model => (string?)model!["typed"]?["path"])
            .Should()
            .Equal(null, "models/ner", "models/ner/versions/1");
        var typed = models[1]!["typed"]!;
        ((string)typed["task"]!).Should().Be("token-classification");
        ((string)typed["summary"]!).Should().StartWith("Finds");
        ((string)typed["example"]!["text"]!).Should().StartWith("Ada Lovelace");
        typed["requestSchema"]!["properties"]!["text"].Should().NotBeNull();
        typed["labels"]!.ToJsonString().Should().Be("""["PER","LOC"]""");
    }

    private static IEnumerable<string> References(string text) =>
        Reference().Matches(text).Select(match => match.Groups["path"].Value);

    [GeneratedRegex("""(?:_slipway|\.)/(?<path>[a-z]+\.(?:js|css|svg)[^"]*)["]""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Reference();
}
