using System.Net;
using Microsoft.Extensions.Time.Testing;
using Slipway.Deployment.Manifest;
using Slipway.Gateway.Tests.TestKit;

namespace Slipway.Gateway.Tests.Hosting;

public sealed class DrainTests
{
    private const string Path = "/v2/models/ner/infer";

    [Fact]
    public async Task Stop_WithDrain_ReadinessGoesFirstAndConnectionsStillCome()
    {
        var time = new FakeTimeProvider();
        await using var replica = await FakeReplica.StartAsync("a");
        await using var gateway = await TestGateway.StartAsync(
            new GatewayConfig(),
            time: time,
            change: arguments => arguments with { Drain = TimeSpan.FromSeconds(30) }
        );
        await gateway.ApplyAsync(Tables.Of(1, Tables.Service("ner", Tables.Revision(1, 1, replica))));
        (await gateway.GetAsync("/readyz")).StatusCode.Should().Be(HttpStatusCode.OK);

        var stopping = gateway.StopAsync();
        using (var ready = await gateway.GetAsync("/readyz"))
        {
            ready.StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
            (await ready.TextAsync()).Should().Be("It is stopping.");
        }

        (await gateway.GetAsync("/v2/health/ready")).StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
        (await gateway.GetAsync("/livez")).StatusCode.Should().Be(HttpStatusCode.OK);
        for (var i = 0; i < 3; i++)
        {
            using var response = await gateway.PostAsync(Path);
            response.StatusCode.Should().Be(HttpStatusCode.OK);
            response.Headers.ConnectionClose.Should().BeTrue();
        }

        stopping.IsCompleted.Should().BeFalse();
        time.Advance(TimeSpan.FromSeconds(30));
        await stopping;
        await FluentActions.Awaiting(() => gateway.PostAsync(Path)).Should().ThrowAsync<HttpRequestException>();
    }

    [Fact]
    public async Task Probes_NeedNoKey()
    {
        var keys = System.IO.Path.GetTempFileName();
        await File.WriteAllTextAsync(keys, "me: 0123456789abcdef", TestContext.Current.CancellationToken);
        await using var gateway = await TestGateway.StartAsync(
            new GatewayConfig { Auth = new AuthConfig { KeysFile = keys } }
        );
        File.Delete(keys);

        (await gateway.GetAsync("/livez")).StatusCode.Should().Be(HttpStatusCode.OK);
        (await gateway.GetAsync("/readyz")).StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
        (await gateway.GetAsync("/v2")).StatusCode.Should().Be(HttpStatusCode.Unauthorized);
    }
}
