using System.Net;
using Microsoft.AspNetCore.Http;
using Slipway.Gateway.Tests.TestKit;

namespace Slipway.Gateway.Tests.Forwarding;

public sealed class RestForwardingTests
{
    [Theory]
    [InlineData("/v2/models/ner/infer?a=b%20c")]
    [InlineData("/v1/models/ner:predict")]
    [InlineData("/models/ner/versions/3")]
    public async Task Request_NamesModel_ReachesItsService(string path)
    {
        await using var ner = await FakeReplica.StartAsync(
            "ner-1-1",
            async context =>
            {
                using var reader = new StreamReader(context.Request.Body);
                var request = context.Request;
                await context.Response.WriteAsync(
                    $"{request.Path}{request.QueryString} {await reader.ReadToEndAsync()}"
                );
            }
        );
        await using var topic = await FakeReplica.StartAsync("topic-1-1");
        await using var gateway = await TestGateway.StartAsync(
            Tables.Service("ner", Tables.Revision(7, 1, ner)),
            Tables.Service("topic", Tables.Revision(1, 1, topic))
        );

        using var response = await gateway.PostAsync(path, "hello");

        response.StatusCode.Should().Be(HttpStatusCode.OK);
        (await response.TextAsync()).Should().Be($"{path} hello");
        response.Headers.GetValues("Slipway-Service").Should().Equal("ner");
        response.Headers.GetValues("Slipway-Revision").Should().Equal("7");
        topic.Requests.Should().Be(0);
    }

    [Fact]
    public async Task Request_UnknownModel_IsToldWhichThereAre()
    {
        await using var ner = await FakeReplica.StartAsync("ner-1-1");
        await using var gateway = await TestGateway.StartAsync(Tables.Service("ner", Tables.Revision(1, 1, ner)));

        using var response = await gateway.PostAsync("/v2/models/nerd/infer");

        response.StatusCode.Should().Be(HttpStatusCode.NotFound);
        (await response.TextAsync()).Should().Be("""{"error":"There is no model 'nerd' here; there are: ner."}""");
    }

    [Fact]
    public async Task Replica_Gone_OtherAnswers()
    {
        await using var gone = await FakeReplica.StartAsync("ner-1-1");
        await using var there = await FakeReplica.StartAsync("ner-1-2");
        await using var gateway = await TestGateway.StartAsync(
            Tables.Service("ner", Tables.Revision(1, 1, gone, there))
        );
        await gone.StopAsync();

        for (var i = 0; i < 50; i++)
        {
            using var response = await gateway.PostAsync("/v2/models/ner/infer");
            (await response.TextAsync()).Should().Be("ner-1-2");
        }

        var traffic = (await gateway.TrafficAsync("ner")).Revisions.Single();
        traffic.Requests.Should().Be(50);
        traffic.Failures.Should().Be(0);
        traffic.InFlight.Should().Be(0);
        traffic.Latency.Counts.Values.Sum().Should().Be(50);
    }
}
