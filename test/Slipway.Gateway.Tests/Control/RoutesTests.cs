using System.Net;
using Slipway.Deployment.Manifest;
using Slipway.Gateway.Tests.TestKit;

namespace Slipway.Gateway.Tests.Control;

public sealed class RoutesTests
{
    [Fact]
    public async Task Put_OlderGeneration_IsRefused()
    {
        await using var gateway = await TestGateway.StartAsync();
        await gateway.ApplyAsync(Tables.Of(5));

        using var older = await gateway.PutAsync(Tables.Of(4));
        using var same = await gateway.PutAsync(Tables.Of(5));
        using var other = await gateway.PutAsync(Tables.Of(1) with { Author = "another" });

        older.StatusCode.Should().Be(HttpStatusCode.Conflict);
        same.StatusCode.Should().Be(HttpStatusCode.NoContent);
        other.StatusCode.Should().Be(HttpStatusCode.NoContent);
        (await gateway.TrafficAsync()).Generation.Should().Be(1);
    }

    [Fact]
    public async Task Health_BeforeTheFirstTable_IsNotReady()
    {
        await using var gateway = await TestGateway.StartAsync(new GatewayConfig());

        using var before = await gateway.Control.GetAsync("/health", TestContext.Current.CancellationToken);
        await gateway.ApplyAsync(Tables.Of(1));
        using var after = await gateway.Control.GetAsync("/health", TestContext.Current.CancellationToken);

        before.StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
        (await before.TextAsync()).Should().Be("It has no routes yet.");
        after.StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Put_WrongTable_ChangesNothingAndSaysAllThatIsWrong()
    {
        await using var gateway = await TestGateway.StartAsync();
        var twice = Tables.Service("ner", Tables.Revision(1, double.MaxValue), Tables.Revision(1, -1));

        using var response = await gateway.PutAsync(Tables.Of(9, twice, twice));

        response.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        (await response.TextAsync())
            .Should()
            .Contain("two services with the name 'ner'")
            .And.Contain("revision 1 twice")
            .And.Contain("the weight -1");
        (await gateway.TrafficAsync()).Generation.Should().Be(1);
    }

    [Fact]
    public async Task Put_NoTable_IsRefused()
    {
        await using var gateway = await TestGateway.StartAsync();

        using var response = await gateway.SendAsync(gateway.Control, HttpMethod.Put, "/routes", "[]");

        response.StatusCode.Should().Be(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Control_AtThePublicDoor_IsNotThere()
    {
        await using var gateway = await TestGateway.StartAsync();

        using var response = await gateway.SendAsync(gateway.Http, HttpMethod.Put, "/routes", "{}");

        response.StatusCode.Should().Be(HttpStatusCode.NotFound);
    }
}
